import Records
import Testing

struct TypedTextTests {
    static let typed: [(String, String, JSONValue)] = [
        ("zone", "  ", nil), ("safe", "", nil), ("zone", " North ", "North"), ("sex", "female", "female"),
        ("safe", "yes", true), ("safe", "True", true), ("safe", "NON", false), ("safe", "نعم", true), ("safe", "Ні", false),
        ("safe", "false", false),
        ("count", "12", 12), ("count", "-3", -3), ("count", "١٢", 12), ("count", "۱۲", 12),
        ("day", "١٩٨٤-٠٥", "1984-05"), ("day", "1984~", "1984~"), ("hour", "9:05", "09:05"), ("hour", "17:30", "17:30"),
        ("languages", "ar, fr,,uk ", ["ar", "fr", "uk"]), ("languages", "ar، fr", ["ar", "fr"]),
        ("others", "a.1.2,b.3.4", ["a.1.2", "b.3.4"]), ("distance", "12.5", "12.5"), ("distance", "12,5", "12.5"),
        ("distance", "١٢٫٥", "12.5"),
        ("distance", "1,250", "1,250"), ("cost", "120.50 USD", ["amount": "120.50", "currency": "USD"]),
        ("cost", "usd 120", ["amount": "120", "currency": "USD"]), ("cost", "120,50 eur", ["amount": "120.50", "currency": "EUR"]),
        ("place", "The old mill", ["text": "The old mill"]), ("place", "@ZZ01", ["code": "ZZ01"]),
        ("place", "@ZZ01  The old mill", ["code": "ZZ01", "text": "The old mill"]), ("place", "@", ["text": "@"]),
        ("notes", "She came back.", "She came back."), ("client", "a.1.2", "a.1.2"),
    ]

    @Test(arguments: typed)
    func `what people type becomes JSON by the type of the field`(field: String, text: String, expected: JSONValue) throws {
        #expect(try Fixtures.catalog().json(fromText: text, field: field, kind: "visit") == expected)
    }

    @Test(arguments: [
        ("safe", "perhaps", ProblemCode.wrongType), ("count", "three", .notANumber), ("count", "1.5", .notANumber),
        ("cost", "120", .notMoney),
        ("cost", "1 2 USD", .notMoney), ("scan", "lease.pdf", .wrongType), ("scans", "a", .wrongType), ("zoen", "x", .unknownField),
    ])
    func `what cannot be of the type is refused with what would be accepted`(field: String, text: String, code: ProblemCode) throws {
        let catalog = try Fixtures.catalog()
        let failure = failure(ValidationFailure.self) { _ = try catalog.json(fromText: text, field: field, kind: "visit") }
        #expect(failure?.problems.map(\.code) == [code])
        #expect(failure?.problems.first?.accepted.isEmpty == false)
    }
}
