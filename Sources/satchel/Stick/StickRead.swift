import ArgumentParser
import Clinic

struct StickRead: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "read", abstract: "Take over what a stick brings.",
        discussion:
            "Reading the same stick again does no harm. From a damaged stick everything that is intact is taken, and it exits with 5.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "Folder of the stick, or one parcel.")
    var directory: String

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let report = try await clinic.readStick(context.path(directory), report: context.progress)
        context.clearProgress()
        let view = ReadView(report: report, spaces: try await clinic.spaces(), isPreview: false)
        try context.show(view)
        await InterestNotice.tell(report, clinic, context)
        return view.status
    }
}
