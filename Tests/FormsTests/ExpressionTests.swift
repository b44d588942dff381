import Forms
import Records
import Testing

/// What a condition says of a visit, asked through a form that shows one field by it.
struct ExpressionTests {
    private func holds(_ condition: String, _ fields: [String: JSONValue]) throws -> Bool {
        let escaped = condition.replacing("\"", with: "\\\"")
        let form = Fixtures.form(
            #"{"field": "name", "when": "\#(escaped)"}, {"field": "born"}, {"field": "day"}, {"field": "until"}, {"field": "hour"}, {"field": "sex"}, {"field": "status"}, {"field": "minutes"}, {"field": "paid"}, {"field": "safe"}, {"field": "phone"}, {"field": "place"}"#
        )
        var session = try Fixtures.session(form)
        try session.answer(all: ["visit": .object(fields)])
        return session.state.names(FormPlace("visit")).contains("name")
    }

    @Test(arguments: [
        ("sex = 'female'", true), ("sex != 'female'", false), ("sex in ('male', 'female')", true), ("sex not in ('male')", true),
        ("selected(status, 'idp')", true), ("selected(status, 'resident')", false), ("safe", true), ("not safe", false),
        ("safe = true and minutes > 30", true), ("minutes >= 45 and minutes <= 45", true), ("minutes < 45 or minutes > 45", false),
        ("day > '2026-02-28'", true), ("day = today", true), ("hour < '10:00'", true), ("phone is empty", true),
        ("place is not empty", true),
        ("paid > 100", true), ("paid > 100.5", false), ("age(born) >= 40", true), ("age_band(born) = '18-59'", true),
        ("days(day) = 0", true), ("days(day, until) = 30", true), ("not (sex = 'male' or safe = false)", true),
        ("phone = \"O'Neil\"", false),
        ("today > '2026'", false), ("'2025-12-31' < day", true),
    ])
    func `conditions are read as they are written`(condition: String, expected: Bool) throws {
        let fields: [String: JSONValue] = [
            "born": "1986-02-01", "day": "2026-03-02", "until": "2026-04-01", "hour": "09:30", "sex": "female",
            "status": ["idp", "refugee"],
            "minutes": 45, "paid": ["amount": "100.50", "currency": "USD"], "safe": true, "place": ["text": "camp"],
        ]
        #expect(try holds(condition, fields) == expected)
    }

    @Test(arguments: [
        "sex = 'female'", "minutes < 5", "minutes > 5", "day < today", "selected(status, 'idp')", "safe", "safe = false", "age(born) < 18",
        "hour > '00:00'", "paid < 1",
    ])
    func `a comparison with something empty does not hold, whichever way it is`(condition: String) throws {
        #expect(try !holds(condition, [:]))
    }

    @Test func `unequal is the opposite of equal, also with something empty`() throws {
        #expect(try holds("sex != 'female'", [:]))
    }

    @Test(arguments: [
        ("2008", "age(born) < 18", false), ("2008", "age(born) >= 18", false), ("2008", "not (age(born) >= 18)", false),
        ("2007", "age(born) >= 18", true), ("2009", "age(born) < 18", true), ("2026", "born > today", false),
        ("2026-04", "born > today", true), ("2027", "born > today", true), ("2008", "age(born) >= 18 or age(born) < 18", false),
    ])
    func `a partial date decides only what is certain whatever the day was`(born: String, condition: String, expected: Bool) throws {
        #expect(try holds(condition, ["born": .text(born)]) == expected)
    }

    @Test(arguments: [
        ("sex = 'femal'", "has no code"), ("sex = 'unknown'", "was retired"), ("sex > 'male'", "compares numbers, dates and times"),
        ("sexx = 'male'", "sex may have been meant"), ("minutes = 'x'", "is compared with a text"), ("day = 'tomorrow'", "a date as"),
        ("status = 'idp'", "selected(field, 'code')"), ("place = 'x'", "does not compare"), ("minutes", "a condition comes to yes or no"),
        ("age(minutes) > 1", "takes dates"), ("selected(sex, 'male')", "selected takes"), ("foo(day)", "there is no function"),
        ("day = minutes", "is compared with"), ("owner.name = 'x'", "neither a reference"), ("day <", "expression ends"),
        ("(day = today", "closing parenthesis"), ("day = 'x", "is not closed"), ("day ~ today", "a sign that no expression has"),
        ("day is full", "empty was expected"), ("age(born, day) > 1", "does not take 2 arguments"), ("safe safe", "should end here"),
        ("2026-03-02 = day", "dates stand in quotation marks"), ("count(visit) = 1", "name of a repeat group"),
        ("and", "cannot stand here"),
    ])
    func `a condition that cannot be is refused with its place and what would be accepted`(condition: String, said: String) {
        let faults = Fixtures.faults(Fixtures.form(#"{"field": "name", "when": "\#(condition)"}"#))
        #expect(faults.count == 1)
        #expect(faults.first?.contains(said) == true, "\(faults)")
        #expect(faults.first?.hasPrefix("forms/test.form.json, section one") == true, "\(faults)")
    }

    @Test func `an expression may be as long and as deep as the limit, and not a byte or a level more`() {
        func deep(_ depth: Int) -> String { String(repeating: "(", count: depth) + "safe" + String(repeating: ")", count: depth) }
        func long(_ bytes: Int) -> String { "safe" + String(repeating: " ", count: bytes - 4) }
        func faults(_ condition: String) -> [String] { Fixtures.faults(Fixtures.form(#"{"field": "name", "when": "\#(condition)"}"#)) }
        #expect(faults(deep(Expression.depthMax)) == [])
        #expect(faults(deep(Expression.depthMax + 1)).first?.contains("nested deeper than") == true)
        #expect(faults(long(Expression.bytesMax)) == [])
        #expect(faults(long(Expression.bytesMax + 1)).first?.contains("is the most") == true)
        #expect(faults(String(repeating: "not ", count: Expression.depthMax + 1) + "safe").first?.contains("nested deeper than") == true)
    }

    @Test(arguments: [
        "sex = 'female'", "not (safe or phone is empty)", "(safe or phone is empty) and minutes > 2", "a and b and c or d",
        "sex not in ('male', 'female')", "name = \"O'Neil\"", "days(day, until) < 3.5", "not not safe", "(a = b) = c",
    ])
    func `an expression that is written out is read back as the same`(source: String) throws {
        let expression = try Expression(parsing: source)
        #expect(try Expression(parsing: expression.description) == expression)
    }
}
