import ArgumentParser
import Clinic
import Records

/// One step of a kind's workflow as a verb: which statuses it leads from and to is data, `Schemas/workflows/`.
protocol WorkflowStep: Sendable {
    associatedtype Noun: KindNoun
    static var verb: String { get }
    static var abstract: String { get }
    /// What was done, as the first word of the answer.
    static var done: String { get }
}

/// `satchel referral accept …`
struct StepCommand<Step: WorkflowStep>: ClinicCommand {
    static var configuration: CommandConfiguration { CommandConfiguration(commandName: Step.verb, abstract: Step.abstract) }

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @OptionGroup var fields: FieldOptions
    @Option(name: .long, help: ArgumentHelp("When; otherwise today.", valueName: "date"))
    var on: String?
    @Option(name: .long, help: "Whoever did it, or said so.")
    var by: String?
    @Option(name: .long, help: "What came of it, in words, for the history.")
    var outcome: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let day = try DayOption.date(on ?? context.today, option: "--on")
        let record = try await RecordFinder.find(argument.record, kind: Step.Noun.kind, in: clinic)
        var input = FieldInput(
            catalog: clinic.catalog, kind: try RecordKind.of(Step.Noun.self, in: clinic), current: try await clinic.form(record).fields)
        try await fields.read(into: &input, context)
        await input.resolveReferences(in: clinic)
        var note = Clinic.StepNote(by: by, outcome: outcome)
        note.fields = try input.checked(creating: false)
        let saved = try await clinic.take(Step.verb, of: record, on: day, note: note)
        try context.show(saved, verb: Step.done)
        await ReplacedValues.tell(saved, clinic, context)
        return saved.conflictedFields.isEmpty ? .done : .conflict
    }
}
