import ArgumentParser
import Clinic

/// A step in the life of a case as a verb of the command line.
protocol CaseStepVerb: Sendable {
    static var step: CaseStep { get }
    static var abstract: String { get }
    static var done: String { get }
}

enum OpenVerb: CaseStepVerb {
    static let step = CaseStep.open
    static let abstract = "Say that work on a case has begun."
    static let done = "Opened"
}

enum SuspendVerb: CaseStepVerb {
    static let step = CaseStep.suspend
    static let abstract = "Say that a case rests for now."
    static let done = "Suspended"
}

enum ResumeVerb: CaseStepVerb {
    static let step = CaseStep.resume
    static let abstract = "Say that work on a suspended case goes on."
    static let done = "Resumed"
}

enum ReopenVerb: CaseStepVerb {
    static let step = CaseStep.reopen
    static let abstract = "Say that work on a closed case goes on; what was said with its closing stays."
    static let done = "Reopened"
}

/// `satchel case open`, `suspend`, `resume` and `reopen`.
struct CaseStepCommand<Verb: CaseStepVerb>: ClinicCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: Verb.step.rawValue, abstract: Verb.abstract)
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Option(name: .long, help: ArgumentHelp("The day; today when left out.", valueName: "date"))
    var on: String?
    @Option(name: .long, help: ArgumentHelp("Who decided it, if not you.", valueName: "name"))
    var by: String?
    @Option(name: .long, help: "What is to be remembered of it.")
    var note: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: "case", in: clinic)
        let saved = try await clinic.take(Verb.step, in: record, CaseStepDetails(on: on, by: by, note: note))
        try context.show(saved, verb: Verb.done)
        return saved.conflictedFields.isEmpty ? .done : .conflict
    }
}

struct CaseClose: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Close a case, with the day, the reason and what came of it.",
        discussion: "`satchel case fields` lists the reasons under closure_reason. A closed case can be reopened.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Option(name: .long, help: ArgumentHelp("The day.", valueName: "date"))
    var on: String?
    @Option(name: .long, help: ArgumentHelp("Why, as a code.", valueName: "code"))
    var reason: String?
    @Option(name: .long, help: ArgumentHelp("What came of it.", valueName: "text"))
    var outcome: String?
    @Option(name: .long, help: ArgumentHelp("Who closes it, if not you.", valueName: "name"))
    var by: String?
    @Option(name: .customLong("approved-by"), help: ArgumentHelp("The supervisor who agreed.", valueName: "name"))
    var approvedBy: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: "case", in: clinic)
        let details = CaseStepDetails(on: on, reason: reason, outcome: outcome, by: by, approvedBy: approvedBy)
        let saved = try await clinic.take(.close, in: record, details)
        try context.show(saved, verb: "Closed")
        return saved.conflictedFields.isEmpty ? .done : .conflict
    }
}
