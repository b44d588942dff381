import ArgumentParser
import Clinic
import Records
import Roster

struct DeviceApprove: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve", abstract: "Let a laptop in, after comparing six words.",
        discussion: """
            Shows the words of the request: the person at the laptop reads theirs out. Then writes a parcel for the laptop and \
            shows six other words, which the laptop shows too when it accepts.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: "The request that the laptop wrote.")
    var file: String
    @Option(name: .long, help: ArgumentHelp("Code of the laptop: 2 to 4 letters and digits, part of its case numbers.", valueName: "code"))
    var code: String
    @Option(
        name: .customLong("space"),
        help: ArgumentHelp("Caseload that it gets; :read after it allows reading only. Repeated.", valueName: "name[:read]"))
    var spaces: [String] = []
    @Option(name: .long, help: ArgumentHelp("Where to write the parcel for the laptop.", valueName: "file"))
    var out: String
    @Option(name: .long, help: ArgumentHelp("The words that the laptop's side read out, to compare without asking.", valueName: "words"))
    var words: String?
    @Flag(name: .long, help: .hidden)
    var yes = false

    static let requestBytesMax = 64 * 1024

    mutating func validate() throws {
        guard !yes else {
            throw ValidationError("The words cannot be passed over: give those that the laptop's side reads out with --words.")
        }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let request = try await context.read(file, byteCountMax: Self.requestBytesMax)
        var grants = [(SpaceID, Access)]()
        for space in spaces {
            let (name, access) = GrantText.parse(space)
            grants.append((try await clinic.space(name), access))
        }
        let path = context.path(out)
        // Before anything is decided that could not be handed over.
        try Files.requireFree(path)
        try await SixWords.compare(try Clinic.words(ofRequest: request), given: words, with: "the person at the laptop", context)
        let approval = try await clinic.approve(request: request, code: code, spaces: grants)
        try Files.create(path, approval.parcel)
        try context.show(ApprovalView(approval: approval, file: path))
        return .done
    }
}
