import ArgumentParser
import Records

/// A failure on its way out: `error:` and `hint:` for people, an object for programs, and an exit status.
struct Complaint {
    let status: ExitStatus
    let code: String
    let message: String
    let hint: String
    let problems: [Problem]

    init(_ error: any Error) {
        switch error {
        case let failure as ValidationFailure:
            self.init(failure, problems: failure.problems)
        case let failure as any ExplainedFailure:
            self.init(failure, problems: [])
        case is CancellationError:
            self.init(CommandError(.interrupted, "Stopped."), problems: [])
        default:
            // Its own text might hold anything, so only its kind is named.
            self.init(
                CommandError(
                    .unexplained, "Something failed that has no explanation of its own (\(String(describing: type(of: error)))).",
                    hint: "Run `satchel check`."), problems: [])
        }
    }

    private init(_ failure: some ExplainedFailure, problems: [Problem]) {
        status = ExitStatus(failure.kind)
        code = failure.codeText
        message = failure.message
        hint = failure.hint
        self.problems = problems
    }

    /// What the person typed is not a command.
    init(usage message: String, hint: String) {
        status = .usage
        code = "usage"
        self.message = message
        self.hint = hint
        problems = []
    }

    var json: JSONValue {
        [
            "error": [
                "code": .text(code), "message": .text(message), "hint": .text(hint), "problems": .array(problems.map(\.json)),
            ]
        ]
    }

    /// The lines for standard error, a line for every problem.
    var text: String {
        var lines = [String]()
        if problems.count > 1 {
            lines.append("error: \(problems.count) fields cannot be saved like this.")
            for problem in problems {
                lines.append("  \(problem.place): \(problem.message)" + Self.remedy(problem))
            }
        } else {
            lines.append("error: " + message)
        }
        if !hint.isEmpty { lines.append("hint: " + hint) }
        return Visible.lines(lines.joined(separator: "\n")) + "\n"
    }

    private static func remedy(_ problem: Problem) -> String {
        if let suggestion = problem.suggestion { return " Did you mean \(suggestion)?" }
        return problem.accepted.isEmpty ? "" : " Accepted: \(problem.accepted)."
    }
}
