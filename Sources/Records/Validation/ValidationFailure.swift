/// Everything that is wrong with what was entered, at once.
public struct ValidationFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// At least one; in the order of the kind's fields, unknown fields after them.
    public let problems: [Problem]

    public init(problems: [Problem]) { self.problems = problems }

    public var description: String { hint.isEmpty ? message : "\(message) \(hint)" }
}

extension ValidationFailure: ExplainedFailure {
    public var codeText: String { "invalidFields" }
    public var kind: FailureKind { .usage }
    public var cause: (any Error)? { nil }

    public var message: String {
        let lines = problems.map { "\($0.place): \($0.message)" }
        return lines.count == 1 ? lines[0] : "\(lines.count) problems:\n" + lines.map { "  \($0)" }.joined(separator: "\n")
    }

    /// What would be accepted, when there is one problem; otherwise each problem says it.
    public var hint: String {
        guard problems.count == 1, let problem = problems.first else { return "Correct these fields; nothing was saved." }
        if let suggestion = problem.suggestion { return "Did you mean \(suggestion)?" }
        return problem.accepted.isEmpty ? "" : "Accepted: \(problem.accepted)."
    }
}
