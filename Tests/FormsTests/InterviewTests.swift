import Forms
import Records
import Testing

struct InterviewTests {
    private static let form = Fixtures.form(
        #"{"field": "name"}, {"field": "sex"}, {"field": "status"}, {"field": "phone"}, {"field": "safe", "when": "phone is not empty"}, {"field": "day", "default": {"today": true}}"#
    )

    private func interview(_ form: String = form, checks: String? = nil) throws -> Interview {
        Interview(try Fixtures.session(form, checks: checks))
    }

    private func asked(_ interview: Interview) -> String? {
        switch interview.question {
        case .field(let name, let place): place.key == "visit" ? name : "\(name) \(place.index)"
        case .more(let key): "more \(key)"
        case nil: nil
        }
    }

    @Test func `questions come in order, those whose condition does not hold are left out`() throws {
        var interview = try interview()
        var questions = [String]()
        for line in ["Оксана", "1", "1, refugee", "", ""] {
            questions.append(asked(interview) ?? "")
            #expect(interview.receive(line) == .taken(warnings: []))
        }
        #expect(questions == ["name", "sex", "status", "phone", "day"])
        #expect(interview.question == nil)
        #expect(
            interview.session.drafts[0].fields == [
                "name": "Оксана", "sex": "female", "status": ["idp", "refugee"], "day": "2026-03-02",
            ])
    }

    @Test(arguments: ["1", "١", "female", "Female", "أنثى"])
    func `a code is chosen by its number, its name or its words in any language`(line: String) throws {
        var interview = try interview()
        _ = interview.receive("A")
        _ = interview.receive(line)
        #expect(interview.session.value(of: "sex", at: FormPlace("visit")) == "female")
    }

    @Test(arguments: ["3", "0", "unknown", "fem", "1, 2"])
    func `what is no code is refused and asked again`(line: String) throws {
        var interview = try interview()
        _ = interview.receive("A")
        guard case .refused(let problems) = interview.receive(line) else {
            Issue.record("\(line) was taken")
            return
        }
        #expect(problems.first?.accepted.contains("female") == true)
        #expect(asked(interview) == "sex")
    }

    @Test func `back leads to the question before, and its answer can be given anew`() throws {
        var interview = try interview()
        #expect(interview.receive("<") == .atStart)
        _ = interview.receive("A")
        _ = interview.receive("2")
        #expect(interview.receive("<") == .wentBack)
        #expect(asked(interview) == "sex")
        _ = interview.receive("1")
        #expect(interview.session.value(of: "sex", at: FormPlace("visit")) == "female")
        #expect(interview.receive("?") == .help)
    }

    @Test func `a required field is not passed over, and a dash empties one that is not`() throws {
        var interview = try interview()
        guard case .refused = interview.receive("  ") else {
            Issue.record("an empty name was taken")
            return
        }
        _ = interview.receive("A")
        _ = interview.receive("1")
        _ = interview.receive("<")
        _ = interview.receive("-")
        #expect(interview.session.value(of: "sex", at: FormPlace("visit")) == nil)
    }

    @Test func `each record of a group is asked for until somebody says no`() throws {
        var interview = try interview(Fixtures.group)
        var questions = [String]()
        for line in ["A", "", "yes", "pay", "", "20", "ja", "no"] {
            questions.append(asked(interview) ?? "")
            _ = interview.receive(line)
        }
        #expect(questions == ["name", "day", "more promise", "what 0", "due 0", "minutes 0", "more promise", "more promise"])
        #expect(interview.question == nil)
        #expect(interview.session.drafts.count == 2)
        _ = interview.receive("<")
        #expect(asked(interview) == "more promise")
    }

    @Test func `a record that was only begun is taken back by going back`() throws {
        var interview = try interview(Fixtures.group)
        for line in ["A", "", "yes"] { _ = interview.receive(line) }
        #expect(interview.session.drafts.count == 2)
        _ = interview.receive("<")
        #expect(interview.session.drafts.count == 1)
    }

    @Test func `an error is refused at its field, a warning is said and goes on`() throws {
        let checks = """
            {"kind": "visit", "version": 1, "checks": [
              {"name": "future", "severity": "error", "field": "day", "when": "day > today", "messages": {"en": "In the future."}},
              {"name": "unasked", "severity": "warning", "field": "safe", "when": "phone is not empty and safe is empty",
               "messages": {"en": "Safe?"}}]}
            """
        var interview = try interview(checks: checks)
        for line in ["A", "", ""] { _ = interview.receive(line) }
        guard case .taken(let warnings) = interview.receive("050") else {
            Issue.record("the phone was refused")
            return
        }
        #expect(warnings.map(\.code) == ["unasked"])
        _ = interview.receive("yes")
        guard case .refused(let problems) = interview.receive("2026-03-03") else {
            Issue.record("a day in the future was taken")
            return
        }
        #expect(problems.map(\.code) == ["future"])
        #expect(asked(interview) == "day")
    }

    @Test func `what keeps a form from being saved is asked again`() throws {
        let checks = """
            {"kind": "visit", "version": 1, "checks": [
              {"name": "no_phone", "severity": "error", "field": "name", "when": "phone = name", "messages": {"en": "Not a name."}}]}
            """
        var interview = try interview(checks: checks)
        for line in ["A", "", "", "A", "", ""] { _ = interview.receive(line) }
        #expect(interview.question == nil)
        #expect(interview.reopen().map(\.code) == ["no_phone"])
        #expect(asked(interview) == "name")
        _ = interview.receive("B")
        #expect(interview.question == nil && interview.reopen().isEmpty)
    }
}
