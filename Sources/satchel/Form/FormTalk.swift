import Clinic
import Forms
import Records

/// Leads a person through a form on the terminal.
struct FormTalk {
    let clinic: Clinic
    let context: CommandContext
    let locale: String

    /// Codes that are listed without being asked for.
    static let codesShownMax = 12

    /// - Returns: the session once nothing keeps it from being saved and a person said so.
    /// - Throws: ``CommandErrorCode/noTerminal``, or ``CommandErrorCode/interrupted`` when somebody stops; nothing is saved then.
    func fill(_ session: FormSession) async throws -> FormSession {
        var interview = Interview(session, locale: locale)
        var lastSection: String?
        while true {
            guard let question = interview.question else {
                for problem in interview.reopen() { context.warn("\(problem.field ?? problem.place.key): \(problem.message(locale))") }
                if interview.question != nil { continue }
                guard try await confirmed(&interview) else { continue }
                return interview.session
            }
            if let section = interview.section(of: question), section.name != lastSection {
                lastSection = section.name
                context.say("")
                context.say("\(section.label(locale))")
            }
            let line = try await ask(FormQuestion(interview, question, locale: locale).text)
            say(try await reply(to: line, question, &interview), question, interview)
        }
    }

    private func ask(_ text: String) async throws -> String {
        do {
            return try await context.channel.ask(text, secret: false)
        } catch let error as CommandError where error.code == .noTerminal {
            throw CommandError(
                .noTerminal, "A form asks questions, and there is no terminal to ask at.", hint: "Give the answers with --answers FILE.")
        }
    }

    private func confirmed(_ interview: inout Interview) async throws -> Bool {
        let count = interview.session.drafts.count
        let answer = try await ask("\nSave \(count) \(count == 1 ? "record" : "records")? yes, or < to go back: ")
        if SixWords.normalized(answer) == ["yes"] { return true }
        _ = interview.receive(Interview.back)
        return false
    }

    private func reply(to line: String, _ question: Interview.Question, _ interview: inout Interview) async throws -> Interview.Reply {
        let text = line.trimmingPrefix(while: \.isWhitespace)
        guard case .field(let name, let place) = question, let state = interview.field(name, at: place),
            state.field.type.element == .reference, !text.isEmpty, !["-", Interview.back, Interview.help].contains(String(text))
        else { return interview.receive(line) }
        do {
            return interview.receive(value: try await FormReferences.resolved(String(text), state.field, in: clinic))
        } catch {
            context.warn("\(words: Complaint(error).message)")
            return .help
        }
    }

    private func say(_ reply: Interview.Reply, _ question: Interview.Question, _ interview: Interview) {
        switch reply {
        case .taken(let warnings): for problem in warnings { context.warn("warning: \(problem.message(locale))") }
        case .refused(let problems):
            for problem in problems {
                context.warn("\(problem.message(locale))")
                if let suggestion = problem.suggestion {
                    context.warn("Did you mean \(suggestion)?")
                } else if !problem.accepted.isEmpty {
                    context.warn("Accepted: \(problem.accepted).")
                }
            }
        case .help:
            for line in FormQuestion(interview, question, locale: locale).help.split(separator: "\n") { context.warn("\(String(line))") }
        case .atStart: context.warn("This is the first question.")
        case .wentBack: break
        }
    }
}
