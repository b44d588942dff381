import ArgumentParser
import Clinic
import Records

struct ConflictListCommand: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List what waits to be settled, side by side.")

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Only of this caseload.", valueName: "name"))
    var space: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        var id: SpaceID?
        if let space { id = try await clinic.space(space) }
        try context.show(await ConflictList.of(try await clinic.conflicts(space: id), clinic, context))
        return .done
    }
}
