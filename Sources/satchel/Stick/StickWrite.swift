import ArgumentParser
import Clinic
import Records

struct StickWrite: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "write", abstract: "Write what others do not have yet.",
        discussion: "Nothing counts as delivered until the other side has said so, on a stick that comes back.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "Folder of the stick.")
    var directory: String
    @Option(name: .customLong("to"), help: ArgumentHelp("Only for this device; repeated. Otherwise for all.", valueName: "code"))
    var codes: [String] = []
    @Flag(name: .long, help: "Also what others have confirmed or an earlier stick carries.")
    var resend = false

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let report = try await clinic.writeStick(
            context.path(directory), to: codes.isEmpty ? nil : codes, resend: resend, report: context.progress)
        context.clearProgress()
        try context.show(StickWriteView(report: report))
        return .done
    }
}
