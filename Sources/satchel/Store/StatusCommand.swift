import ArgumentParser
import Clinic

struct StatusCommand: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show where this device's work is: here, on a stick, at another device, at headquarters.")

    @OptionGroup var common: CommonOptions

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        try context.show(StatusView(report: try await clinic.status(), version: Version.text))
        return .done
    }
}
