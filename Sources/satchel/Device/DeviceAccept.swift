import ArgumentParser
import Clinic
import Records

struct DeviceAccept: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "accept", abstract: "Join with the parcel that headquarters wrote, after comparing six words.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The parcel.")
    var file: String
    @Option(name: .long, help: ArgumentHelp("The words that headquarters reads out, to compare without asking.", valueName: "words"))
    var words: String?
    @Flag(name: .long, help: .hidden)
    var yes = false

    static let parcelBytesMax = 64 << 20

    mutating func validate() throws {
        guard !yes else { throw ValidationError("The words cannot be passed over: give those that headquarters reads out with --words.") }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let parcel = try await context.read(file, byteCountMax: Self.parcelBytesMax)
        let preview = try await clinic.previewAcceptance(parcel)
        try await SixWords.compare(preview.words, given: words, with: "headquarters", context)
        let report = try await clinic.accept(parcel)
        let spaces = try await clinic.spaces()
        try context.show(AcceptedView(preview: preview, spaces: spaces, read: ReadView(report: report, spaces: spaces, isPreview: false)))
        return .done
    }
}
