import ArgumentParser
import Clinic
import Records

struct TaskDone: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "done", abstract: "Say that a task has been done.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Option(name: .long, help: "Whoever did it.")
    var by: String?
    @Option(name: .long, help: ArgumentHelp("When it was done; otherwise today.", valueName: "date"))
    var on: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let day = try DayOption.date(on ?? context.today, option: "--on")
        let record = try await RecordFinder.find(argument.record, kind: TaskNoun.kind, in: clinic)
        var fields: [String: JSONValue] = ["done": true, "done_on": .text(day.description)]
        if let by { fields["done_by"] = .text(by) }
        return try await TaskChange.save(fields, to: record, verb: "Done:", clinic, context)
    }
}

struct TaskReopen: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "reopen", abstract: "Say that a task has not been done after all.",
        discussion: "By whom and when it was said to be done stays in the history.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: TaskNoun.kind, in: clinic)
        let fields: [String: JSONValue] = ["done": false, "done_on": nil, "done_by": nil]
        return try await TaskChange.save(fields, to: record, verb: "Reopened", clinic, context)
    }
}

enum TaskChange {
    static func save(
        _ fields: [String: JSONValue], to record: RecordID, verb: String, _ clinic: Clinic, _ context: CommandContext
    ) async throws -> ExitStatus {
        let form = try await clinic.form(record)
        // What was never filled needs no clearing.
        let saved = try await clinic.save(form, fields: fields.filter { !$0.value.isNull || form.fields[$0.key] != nil })
        try context.show(saved, verb: verb)
        await ReplacedValues.tell(saved, clinic, context)
        return saved.conflictedFields.isEmpty ? .done : .conflict
    }
}
