import ArgumentParser
import Clinic
import Records

struct DisputeCheck: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Write down whether an agreement holds.",
        discussion: "Fills the earliest check that is due and was not made; `--months` names another.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Option(name: .long, help: ArgumentHelp("holding, partly, broken, reopened or cannot_reach.", valueName: "code"))
    var result: String
    @Option(name: .long, help: ArgumentHelp("When it was checked; otherwise today.", valueName: "date"))
    var on: String?
    @Option(name: .long, help: "Whoever checked.")
    var by: String?
    @Option(name: .long, help: ArgumentHelp("How: in person, by phone, …", valueName: "code"))
    var method: String?
    @Option(name: .long, help: "The check after 1, 3, 6 or 12 months.")
    var months: Int?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let dispute = try await RecordFinder.find(argument.record, kind: DisputeNoun.kind, in: clinic)
        let day = try DayOption.date(on ?? context.today, option: "--on")
        var fields: [String: JSONValue] = ["result": .text(result)]
        if let by { fields["by"] = .text(by) }
        if let method { fields["method"] = .text(method) }
        let saved = try await clinic.check(dispute, months: months, on: day, fields: fields)
        try context.show(saved, verb: "Checked:")
        await ReplacedValues.tell(saved, clinic, context)
        return saved.conflictedFields.isEmpty ? .done : .conflict
    }
}
