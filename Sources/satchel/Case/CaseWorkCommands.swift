import ArgumentParser
import Clinic

struct CaseReview: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "review", abstract: "Write down what a supervisor found in a case, and what follows.",
        discussion: "Results: in_order, to_correct, urgent_action, approve_closure, refuse_closure.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Option(name: .long, help: ArgumentHelp("What follows, as a code.", valueName: "code"))
    var result: String
    @Option(name: .long, help: ArgumentHelp("What was found.", valueName: "text"))
    var findings: String?
    @Option(name: .long, help: ArgumentHelp("The day; today when left out.", valueName: "date"))
    var on: String?
    @Option(name: .long, help: ArgumentHelp("The supervisor, if not you.", valueName: "name"))
    var by: String?
    @Option(name: .long, help: ArgumentHelp("By when it is to be put right.", valueName: "date"))
    var due: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: "case", in: clinic)
        let saved = try await clinic.review(record, result: result, findings: findings, on: on, by: by, due: due)
        try context.show(saved, verb: "Reviewed")
        return .done
    }
}

struct CaseTime: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "time", abstract: "Book working time on a case.",
        discussion: "It is booked on the project and the donor of the case unless others are named.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Option(name: .long, help: "Minutes, 1 to 1440.")
    var minutes: Int
    @Option(name: .long, help: ArgumentHelp("What was done, as a code.", valueName: "code"))
    var activity: String?
    @Option(name: .long, help: ArgumentHelp("The day; today when left out.", valueName: "date"))
    var on: String?
    @Option(name: .long, help: ArgumentHelp("Who worked, if not you.", valueName: "name"))
    var by: String?
    @Option(name: .long, help: ArgumentHelp("The project that pays.", valueName: "code"))
    var project: String?
    @Option(name: .long, help: ArgumentHelp("The donor who pays.", valueName: "code"))
    var donor: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: "case", in: clinic)
        let saved = try await clinic.spend(
            minutes, on: record, activity: activity, day: on, by: by, project: project, donor: donor)
        try context.show(saved, verb: "Booked")
        return .done
    }
}

struct CaseStatus: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show where a case stands and how it came to that.",
        discussion: "Every step with who said so when, on which device; reviews; working time; days open; and what is possible next.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: "case", in: clinic)
        try context.show(CaseLifeView(life: try await clinic.life(of: record), catalog: clinic.catalog, language: context.language))
        return .done
    }
}
