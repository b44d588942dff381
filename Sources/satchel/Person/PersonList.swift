import ArgumentParser
import Clinic

struct PersonList: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List who can unlock this device.")

    @OptionGroup var common: CommonOptions

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        try context.show(PersonTable(persons: try await clinic.persons()))
        return .done
    }
}
