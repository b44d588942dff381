import ArgumentParser
import Clinic

struct SpaceCreate: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Make a caseload, at headquarters.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "Its name.")
    var name: String
    @Option(name: .long, help: "What belongs in it.")
    var description: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let row = try await clinic.createSpace(name: name, description: description)
        try context.show(SpaceCreated(row: row))
        return .done
    }
}
