import Forms
import Records
import Testing

struct FormSessionTests {
    private static let conditional = Fixtures.form(
        #"{"field": "name"}, {"field": "phone"}, {"field": "safe", "when": "phone is not empty"}, {"field": "day", "default": {"today": true}}, {"field": "place", "default": {"place": true}}, {"compute": "years", "labels": {"en": "Y"}, "value": "age(born)"}, {"field": "born"}"#
    )

    @Test func `a field is shown when its condition holds`() throws {
        var session = try Fixtures.session(Self.conditional)
        let visit = FormPlace("visit")
        #expect(!session.state.names(visit).contains("safe"))
        try session.answer("050", to: "phone", at: visit)
        #expect(session.state.names(visit).contains("safe"))
    }

    @Test func `a field that holds something stays visible when its condition is over`() throws {
        var session = try Fixtures.session(Self.conditional)
        let visit = FormPlace("visit")
        try session.answer("050", to: "phone", at: visit)
        try session.answer(true, to: "safe", at: visit)
        try session.answer(.null, to: "phone", at: visit)
        let kept = session.state.sections[0].entries[0].items.compactMap { item in
            if case .field(let field) = item, field.field.name == "safe" { field.isKept } else { nil }
        }
        #expect(kept == [true])
        #expect(session.drafts[0].fields["safe"] == true)
    }

    @Test func `what an existing record holds is never hidden and never written again`() throws {
        let record = try #require(RecordID("00000000000000000000000000.1.0"))
        var session = try Fixtures.session(
            Self.conditional, existing: FormSession.Existing(record: record, fields: ["name": "Old", "safe": false]))
        #expect(session.state.names(FormPlace("visit")).contains("safe"))
        try session.answer("New", to: "name", at: FormPlace("visit"))
        #expect(session.drafts[0].fields == ["name": "New"])
        #expect(session.drafts[0].record == record)
    }

    @Test func `defaults are today, the person and the device's place, and only for new records`() throws {
        var session = try Fixtures.session(Self.conditional, place: Place(text: "North"))
        try session.answer("A", to: "name", at: FormPlace("visit"))
        #expect(session.drafts[0].fields == ["name": "A", "day": "2026-03-02", "place": ["text": "North"]])
        try session.answer(.null, to: "day", at: FormPlace("visit"))
        #expect(session.drafts[0].fields["day"] == nil)
    }

    @Test(arguments: [("1986-03-02", "40"), ("1986-03-03", "39"), ("1986", "39–40"), ("2024-02-29", "2"), ("2026~", "0")])
    func `an age is computed for the day that is given and never stored`(born: String, age: String) throws {
        var session = try Fixtures.session(Self.conditional)
        try session.answer(.text(born), to: "born", at: FormPlace("visit"))
        #expect(session.state.computed("years") == age)
        #expect(session.drafts[0].fields["years"] == nil)
    }

    @Test func `a repeat group makes records of its own that refer to the first`() throws {
        var session = try Fixtures.session(Fixtures.group)
        try session.answer(all: [
            "visit": ["name": "A"], "promise": [["what": "pay", "minutes": 20], ["what": "move out", "minutes": 25]],
        ])
        #expect(session.state.problems == [])
        #expect(session.state.computed("in_all") == "45")
        #expect(session.state.computed("how_many") == "2")
        #expect(session.drafts.map(\.name) == ["visit", "promise_1", "promise_2"])
        #expect(session.drafts[2].fields == ["what": "move out", "minutes": 25, "visit": "@visit"])
        #expect(session.addEntry(to: "promise") == nil, "count_max is 2")
        session.removeEntry(FormPlace("promise", 0))
        #expect(session.drafts.map { $0.fields["what"] } == [nil, "move out"])
    }

    @Test func `more records than a group takes are refused whole`() throws {
        var session = try Fixtures.session(Fixtures.group)
        let before = session.state
        #expect(throws: FormsError.self) {
            try session.answer(all: ["visit": ["name": "A"], "promise": [["what": "1"], ["what": "2"], ["what": "3"]]])
        }
        #expect(session.state == before)
    }

    @Test func `a rule across records finds the error at its field, in the language asked for`() throws {
        var session = try Fixtures.session(Fixtures.group)
        try session.answer(all: ["visit": ["name": "A", "day": "2026-03-02"], "promise": [["what": "pay", "due": "2026-03-01"]]])
        let problem = try #require(session.state.errors.first)
        #expect(problem.code == "due_before_visit" && problem.field == "due" && problem.place == FormPlace("promise", 0))
        #expect(problem.message("fr") == "Avant la visite.")
        #expect(problem.message("uk") == "It is due before the visit. [en]")
        try session.answer("2026-03", to: "due", at: FormPlace("promise", 0))
        #expect(session.state.errors == [], "the month of the visit may be after it")
    }

    @Test func `wrong answers are problems with what would be accepted, and missing ones too`() throws {
        var session = try Fixtures.session(Fixtures.form(#"{"field": "name"}, {"field": "minutes", "required": true}, {"field": "sex"}"#))
        try session.answer("femal", to: "sex", at: FormPlace("visit"))
        #expect(session.state.errors.map(\.code) == ["missing", "missing", "unknownCode"])
        #expect(session.state.errors.last?.suggestion == "female")
        try session.answer(700, to: "minutes", at: FormPlace("visit"))
        #expect(session.state.errors.map(\.code) == ["missing", "outOfRange", "unknownCode"])
    }

    @Test(arguments: [
        JSONValue.array([]), ["visitt": [:]], ["visit": []], ["visit": ["nam": "x"]], ["promise": [:]], ["visit": ["due": "2026"]],
    ])
    func `answers that fit no question are refused`(answers: JSONValue) throws {
        var session = try Fixtures.session(Fixtures.group)
        #expect(throws: FormsError.self) { try session.answer(all: answers) }
    }
}
