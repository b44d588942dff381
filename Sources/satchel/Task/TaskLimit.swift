import ArgumentParser
import Clinic
import Records

struct TaskLimit: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit", abstract: "Compute a limitation period and write it down as a task.",
        discussion: """
            Shows every step of the computation and asks before it writes. A date that is not known to the day gives the earliest \
            deadline there may be. `satchel task rules` lists the rules; they are data, and those that come with Satchel are examples.
            """)

    @OptionGroup var common: CommonOptions
    @Argument(help: ArgumentHelp("The case.", valueName: "case"))
    var record: String
    @Option(name: .long, help: ArgumentHelp("The rule, as `satchel task rules` names it.", valueName: "id"))
    var rule: String
    @Option(name: .long, help: ArgumentHelp("The day of the event that sets the period going.", valueName: "date"))
    var from: String
    @Option(name: .long, help: "What the task is called; otherwise as the rule.")
    var title: String?
    @Option(name: .long, help: "Whoever must act in time.")
    var responsible: String?
    @Option(name: .long, help: ArgumentHelp("How many days before it to remind.", valueName: "days"))
    var remindDays: Int?
    @Flag(name: .long, help: "Write it without asking.")
    var yes = false
    @Flag(name: .long, help: "Compute and show, and write nothing.")
    var dryRun = false

    mutating func validate() throws {
        if let remindDays, !(0...3650).contains(remindDays) { throw ValidationError("--remind-days is 0 to 3650.") }
        if yes, dryRun { throw ValidationError("--yes and --dry-run contradict each other.") }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let start = try DayOption.date(from, option: "--from")
        let rules = try await clinic.limitationRules()
        guard let rule = rules[rule] else {
            let hint = rules.nearest(rule).map { "Did you mean \($0)?" } ?? "`satchel task rules` lists them."
            throw CommandError(.badArguments, "There is no rule of that name.", hint: hint)
        }
        let legalCase = try await RecordFinder.find(record, kind: CaseNoun.kind, in: clinic)
        let limitation = try rule.deadline(from: start)
        var view = LimitationView(rule: rule, from: start, limitation: limitation, language: context.language)
        guard !dryRun else {
            try context.show(view)
            return .done
        }
        if !yes { try await Confirmation.ask(view.question(context.terminal), context) }
        let space = try await clinic.detail(legalCase).space
        let saved = try await clinic.add(kind: TaskNoun.kind, in: space, fields: fields(rule, start, limitation, legalCase, context))
        view.saved = saved
        view.isTold = !yes
        try context.show(view)
        context.warn(about: saved)
        return .done
    }

    private func fields(
        _ rule: LimitationRule, _ start: CalendarDate, _ limitation: Limitation, _ legalCase: RecordID, _ context: CommandContext
    ) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [
            "case": .text(legalCase.description), "title": .text(title ?? rule.label(context.language)), "kind": "limitation_period",
            "rule": .text(rule.id), "starts_on": .text(start.description), "due": .text(limitation.due.description),
            "basis": .text(LimitationView.basis(rule, limitation)),
        ]
        if let responsible { fields["responsible"] = .text(responsible) }
        if let remindDays { fields["remind_days"] = .integer(Int64(remindDays)) }
        return fields
    }
}
