import Forms
import Records

/// What keeps answers from a file from being saved, in the shape of every other refusal of fields.
enum FormProblems {
    static func failure(_ session: FormSession) -> ValidationFailure {
        ValidationFailure(
            problems: session.state.errors.map { problem in
                var result = Problem(
                    field: problem.field ?? problem.place.key, code: ProblemCode(rawValue: problem.code) ?? .ruleBroken,
                    message: problem.message("en"), accepted: problem.accepted, suggestion: problem.suggestion)
                result.record = session.drafts.count > 1 ? session.name(of: problem.place) : ""
                if ProblemCode(rawValue: problem.code) == nil { result.rule = problem.code }
                return result
            })
    }
}
