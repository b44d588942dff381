import ArgumentParser
import Clinic

struct StickInspect: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "inspect", abstract: "Look at what a stick brings; changes nothing.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "Folder of the stick, or one parcel.")
    var directory: String

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        var report = ReadReport()
        report.parcels = try await clinic.inspectStick(context.path(directory))
        let view = ReadView(report: report, spaces: try await clinic.spaces(), isPreview: true)
        try context.show(view)
        return view.status
    }
}
