import ArgumentParser
import Clinic

struct DeviceList: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the devices of the organisation and their caseloads.")

    @OptionGroup var common: CommonOptions

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        try context.show(DeviceTable(devices: try await clinic.devices()))
        return .done
    }
}
