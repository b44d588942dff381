import Records

/// One thing that is wrong or doubtful in a form, at the field where it is shown.
public struct FormProblem: Hashable, Sendable {
    public let place: FormPlace
    /// `nil` where a whole repeat group is meant.
    public let field: String?
    public let severity: Check.Severity
    /// The code of a ``Problem``, or the name of a check; never changes, pages translate by it.
    public let code: String
    /// By language; those of a ``Problem`` are in English alone.
    public let messages: [String: String]
    /// What would be accepted, as words that go on after "Accepted:"; empty when nothing is said.
    public let accepted: String
    public let suggestion: String?

    public func message(_ locale: String) -> String { Labels.choose(messages, locale, name: code) }

    init(_ problem: Problem, at place: FormPlace) {
        self.place = place
        field = problem.field
        severity = .error
        code = problem.code.rawValue
        messages = ["en": problem.message]
        accepted = problem.accepted
        suggestion = problem.suggestion
    }

    init(_ check: Check, at place: FormPlace) {
        self.place = place
        field = check.field
        severity = check.severity
        code = check.name
        messages = check.messages
        accepted = ""
        suggestion = nil
    }

    init(tooMany group: String, countMax: Int) {
        place = FormPlace(group)
        field = nil
        severity = .error
        code = ProblemCode.tooMany.rawValue
        messages = ["en": "There are more than \(countMax) of them."]
        accepted = "at most \(countMax)"
        suggestion = nil
    }
}
