import ArgumentParser
import Clinic

struct SpaceList: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the caseloads that are here.")

    @OptionGroup var common: CommonOptions

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        try context.show(SpaceTable(spaces: try await clinic.spaces()))
        return .done
    }
}
