import ArgumentParser
import Clinic
import Records

struct ConflictShow: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show the values of a record's conflicts: who wrote them, where and when.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Argument(help: "Only this field.")
    var field: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: nil, in: clinic)
        var conflicts = [ConflictDetail]()
        if let field {
            conflicts = [try await clinic.conflict(record, field: field)]
        } else {
            for field in try await clinic.detail(record).conflicts.keys.sorted() {
                conflicts.append(try await clinic.conflict(record, field: field))
            }
        }
        try context.show(await ConflictList.of(conflicts, clinic, context))
        return .done
    }
}
