import Records
import Testing

struct ValidationTests {
    private let sha = String(repeating: "ab", count: 32)

    private func changes(
        _ fields: [String: JSONValue], creating: Bool = false, current: [String: [Value]] = [:]
    ) throws -> [FieldChange] {
        try Fixtures.catalog().validate(kind: "visit", fields: fields, creating: creating, current: current)
    }

    private func problems(
        _ fields: [String: JSONValue], creating: Bool = false, current: [String: [Value]] = [:], kind: String = "visit"
    ) throws -> [Problem] {
        let catalog = try Fixtures.catalog()
        return failure(ValidationFailure.self) {
            _ = try catalog.validate(kind: kind, fields: fields, creating: creating, current: current)
        }?.problems ?? []
    }

    @Test func `every type is taken in`() throws {
        let record = try #require(RecordID(Fixtures.record))
        let file: JSONValue = ["sha256": .text(sha), "size": 12, "media_type": "application/pdf", "name": "lease.pdf"]
        let reference = try #require(
            FileReference(digest: Array(repeating: 0xAB, count: 32), size: 12, mediaType: "application/pdf", name: "lease.pdf"))
        let changes = try changes(
            [
                "zone": "North", "story": "Two\r\nlines\t.", "day": "1984-05~", "hour": "09:30", "sex": "female",
                "languages": ["ar", "fr", "ar"],
                "count": 3, "distance": "12.50", "cost": ["amount": "120.50", "currency": "USD"], "safe": true,
                "client": .text(Fixtures.record),
                "others": [.text(Fixtures.record)], "place": ["code": "ZZ01", "text": "The old mill"], "scan": file, "scans": [file],
                "notes": ["first", ["text": "second"]],
            ], creating: true)
        #expect(
            changes == [
                FieldChange(field: "zone", edit: .put(.text("North"))), FieldChange(field: "story", edit: .put(.text("Two\nlines\t."))),
                FieldChange(field: "day", edit: .put(.date(try #require(CalendarDate("1984-05~"))))),
                FieldChange(field: "hour", edit: .put(.time(try #require(TimeOfDay("09:30"))))),
                FieldChange(field: "sex", edit: .put(.code("female"))), FieldChange(field: "languages", edit: .add(.code("ar"))),
                FieldChange(field: "languages", edit: .add(.code("fr"))), FieldChange(field: "count", edit: .put(.integer(3))),
                FieldChange(field: "distance", edit: .put(.decimal(try #require(DecimalNumber("12.5"))))),
                FieldChange(
                    field: "cost",
                    edit: .put(.money(try #require(DecimalNumber("120.5").flatMap { Money(amount: $0, currency: "USD") })))),
                FieldChange(field: "safe", edit: .put(.flag(true))), FieldChange(field: "client", edit: .put(.reference(record))),
                FieldChange(field: "others", edit: .add(.reference(record))),
                FieldChange(field: "place", edit: .put(.place(try #require(Place(code: "ZZ01", text: "The old mill"))))),
                FieldChange(field: "scan", edit: .put(.file(reference))), FieldChange(field: "scans", edit: .add(.file(reference))),
                FieldChange(field: "notes", edit: .note("first")), FieldChange(field: "notes", edit: .note("second")),
            ])
    }

    static let refused: [(String, JSONValue, ProblemCode)] = [
        ("zone", 5, .wrongType), ("zone", "", .empty), ("zone", " \u{200B}\u{202A}\u{202C}\u{FEFF}\u{A0}", .empty),
        ("zone", "12345678901", .tooLong), ("zone", "a\nb", .controlCharacters), ("zone", "a\tb", .controlCharacters),
        ("zone", "a\u{0}b", .controlCharacters), ("zone", "a\u{9B}b", .controlCharacters), ("zone", "a\u{202E}b", .controlCharacters),
        ("zone", "a\u{202E}b\u{202C}", .controlCharacters), ("zone", "a\u{2067}b", .controlCharacters),
        ("zone", "a\u{2069}", .controlCharacters),
        ("zone", "\u{202A}a\u{2069}", .controlCharacters), ("zone", "a\u{FFFE}", .controlCharacters), ("zone", nil, .missing),
        ("story", "\u{2067}a\nb\u{2069}", .controlCharacters), ("story", "a\u{7F}", .controlCharacters),
        ("day", "1984-13", .notADate), ("day", "1983-02-29", .notADate), ("day", "03.05.1984", .notADate), ("day", "", .notADate),
        ("day", 1984, .wrongType), ("hour", "24:00", .notATime), ("hour", "9:30", .notATime),
        ("sex", "femal", .unknownCode), ("sex", "unknown", .retiredCode), ("sex", true, .wrongType), ("sex", ["female"], .wrongType),
        ("languages", "ar", .wrongType), ("languages", ["ar", "xx"], .unknownCode), ("languages", ["la"], .retiredCode),
        ("languages", ["ar", nil], .wrongType), ("languages", ["ar", "fr", "uk", "ar"], .tooMany),
        ("count", 0, .outOfRange), ("count", 101, .outOfRange), ("count", "3", .wrongType), ("count", 3.5, .wrongType),
        ("distance", 3, .wrongType), ("distance", "1,5", .notANumber), ("distance", "1.2345678", .outOfRange),
        ("distance", "1234567890123456", .outOfRange), ("distance", "99999999999999999999", .notANumber),
        ("cost", "3 USD", .wrongType), ("cost", ["amount": "3"], .wrongType), ("cost", ["amount": "3", "currency": "usd"], .notMoney),
        ("cost", ["amount": "x", "currency": "USD"], .notMoney), ("safe", "yes", .wrongType), ("safe", 1, .wrongType),
        ("client", "c001", .notAReference), ("client", .text(Fixtures.record + "x"), .notAReference), ("others", ["c001"], .notAReference),
        ("place", ["parent": "ZZ"], .notAPlace), ("place", [:], .notAPlace), ("place", ["txt": "x"], .wrongType),
        ("place", "x", .wrongType),
        ("place", ["text": " "], .empty), ("place", ["text": .text(String(repeating: "x", count: 31))], .tooLong),
        ("scan", "lease.pdf", .notAFile), ("scan", ["sha256": "ab", "size": 1, "media_type": "a/b", "name": "x"], .notAFile),
        ("scan", ["sha256": .text(String(repeating: "ab", count: 32)), "size": -1, "media_type": "a/b", "name": "x"], .notAFile),
        ("scan", ["sha256": .text(String(repeating: "ab", count: 32)), "size": 1, "media_type": "a/é", "name": "x"], .notAFile),
        ("notes", "", .empty), ("notes", [["text": "x", "id": "1"]], .noteExists), ("notes", [["body": "x"]], .wrongType),
        ("notes", [nil], .wrongType),
        ("notes", .text(String(repeating: "x", count: 8001)), .tooLong),
        ("notes", .array(Array(repeating: "x", count: 65)), .tooMany), ("sex", ["unrecognized": 99, "bytes": "00"], .wrongType),
        ("zoen", "x", .unknownField), ("DROP TABLE", "x", .unknownField),
    ]

    @Test(arguments: refused)
    func `what a field cannot hold is refused`(field: String, value: JSONValue, code: ProblemCode) throws {
        let problems = try problems([field: value])
        #expect(problems.map(\.code) == [code])
        #expect(problems.allSatisfy { !$0.accepted.isEmpty && !$0.message.isEmpty })
    }

    @Test func `a retired field is not filled in a new record, nor where it is empty`() throws {
        #expect(try problems(["old_zone": "North"]).map(\.code) == [.retiredField])
        #expect(try problems(["zone": "North", "old_zone": "North"], creating: true).map(\.code) == [.retiredField])
        #expect(try changes(["zone": "North", "old_zone": nil], creating: true).map(\.field) == ["zone"])
    }

    @Test func `what stands in a retired field is corrected, emptied, and no hindrance to other edits`() throws {
        let current: [String: [Value]] = ["old_zone": [.text("North")]]
        #expect(try changes(["old_zone": "South"], current: current) == [FieldChange(field: "old_zone", edit: .put(.text("South")))])
        #expect(try changes(["old_zone": nil], current: current) == [FieldChange(field: "old_zone", edit: .put(.nothing))])
        #expect(try changes(["zone": "West"], current: current) == [FieldChange(field: "zone", edit: .put(.text("West")))])
        #expect(try problems(["old_zone": "much too long"], current: current).map(\.code) == [.tooLong])
    }

    @Test func `an unknown code is refused with the codes that would be accepted`() throws {
        let problem = try #require(try problems(["sex": "femal"]).first)
        #expect(problem.accepted == "one of: female, male")
        #expect(problem.suggestion == "female")
    }

    @Test(arguments: ["Femme", "أنثى", "ЖІНКА", "Female"])
    func `a code typed as its label in any language is suggested`(typed: String) throws {
        #expect(try problems(["sex": .text(typed)]).first?.suggestion == "female")
    }

    @Test(arguments: [("zoen", "zone"), ("Zone visitée", "zone"), ("langauges", "languages"), ("weather", nil)])
    func `an unknown field is refused with the nearest one`(typed: String, suggestion: String?) throws {
        #expect(try problems([typed: "x"]).first?.suggestion == suggestion)
    }

    @Test func `an unknown kind is refused with the nearest one`() throws {
        let problem = try #require(try problems([:], kind: "vist").first)
        #expect(problem.code == .unknownKind)
        #expect(problem.suggestion == "visit")
        #expect(problem.accepted == "one of: client, visit")
    }

    @Test func `all problems are told at once, in the order of the form`() throws {
        let problems = try problems(["count": 0, "day": "soon", "extra": 1, "sex": "f", "another": 1], creating: true)
        #expect(problems.map(\.field) == ["zone", "day", "sex", "count", "another", "extra"])
        #expect(problems.map(\.code) == [.missing, .notADate, .unknownCode, .outOfRange, .unknownField, .unknownField])
    }

    @Test func `nothing that was entered is in a message`() throws {
        let secret = "Canary4711"
        var fields = [String: JSONValue](Self.refused.map(\.0).map { ($0, .text(secret)) }, uniquingKeysWith: { $1 })
        fields["story"] = .text(secret + "\u{202E}")
        fields["notes"] = .text(secret + "\u{0}")
        let failure = ValidationFailure(problems: try problems(fields))
        #expect(failure.problems.count >= 15)
        #expect(!"\(failure)".contains(secret))
        for problem in failure.problems { #expect(!"\(problem)".contains(secret)) }
        #expect(!"\(failure)".contains("DROP"))
    }

    @Test func `a list without end of unknown fields is answered briefly`() throws {
        let fields = Dictionary(uniqueKeysWithValues: (0..<5000).map { ("field_\($0)", JSONValue.null) })
        #expect(try problems(fields).count == 32)
    }

    @Test(arguments: [
        ("e\u{301}", "é"), ("  North \n", "North"), ("\u{202A}+33 1\u{202C}", "\u{202A}+33 1\u{202C}"), ("مُنى", "مُنى"), ("ﬁ", "ﬁ"),
    ])
    func `text is kept in one spelling, without white space around it`(entered: String, kept: String) throws {
        guard case .put(.text(let text)) = try changes(["zone": .text(entered)]).first?.edit else {
            Issue.record("No text was put.")
            return
        }
        #expect(Array(text.unicodeScalars) == Array(kept.unicodeScalars))
    }

    @Test func `lines end with a line feed whatever they were sent with`() throws {
        #expect(
            try changes(["story": "a\r\nb\rc\u{2028}d\u{85}e\n\nf"]) == [
                FieldChange(field: "story", edit: .put(.text("a\nb\nc\nd\ne\n\nf")))
            ])
    }

    @Test func `length is counted in Unicode scalars of what is kept`() throws {
        #expect(try changes(["zone": .text(String(repeating: "😀", count: 10))]).count == 1)
        #expect(try changes(["zone": .text(String(repeating: "e\u{301}", count: 10))]).count == 1)
        #expect(try problems(["zone": .text(String(repeating: "😀", count: 11))]).map(\.code) == [.tooLong])
    }

    @Test func `a new record needs its required fields, an edit only must not empty them`() throws {
        #expect(try problems([:], creating: true).map(\.code) == [.missing])
        #expect(try problems(["zone": nil], creating: true).map(\.code) == [.missing])
        #expect(try changes([:]).isEmpty)
    }

    @Test func `null empties a field, but is passed over in a new record`() throws {
        #expect(try changes(["day": nil]) == [FieldChange(field: "day", edit: .put(.nothing))])
        #expect(try changes(["zone": "x", "day": nil, "languages": nil, "notes": nil], creating: true).count == 1)
    }

    @Test func `a set becomes what was wanted by adding and removing`() throws {
        let current: [String: [Value]] = ["languages": [.code("ar"), .code("fr")]]
        #expect(
            try changes(["languages": ["fr", "uk"]], current: current) == [
                FieldChange(field: "languages", edit: .add(.code("uk"))), FieldChange(field: "languages", edit: .remove(.code("ar"))),
            ])
        #expect(
            try changes(["languages": nil], current: current).map(\.edit) == [.remove(.code("ar")), .remove(.code("fr"))])
        #expect(try changes(["languages": ["fr", "ar"]], current: current).isEmpty)
    }

    @Test func `a form with a retired code in it can be saved as it was shown`() throws {
        #expect(try changes(["languages": ["la", "ar"]], current: ["languages": [.code("la")]]).map(\.edit) == [.add(.code("ar"))])
        #expect(try changes(["sex": "unknown"], current: ["sex": [.code("unknown")]]).map(\.edit) == [.put(.code("unknown"))])
    }

    @Test func `a value that this version cannot read stays in its set`() throws {
        let newer = Value.unrecognized(type: 77, bytes: [1, 2])
        #expect(try changes(["languages": []], current: ["languages": [newer, .code("ar")]]).map(\.edit) == [.remove(.code("ar"))])
        #expect(try changes(["languages": [newer.json]], current: ["languages": [newer]]).isEmpty)
    }

    @Test func `zeros at the end of a number do not use up its digits`() throws {
        #expect(
            try changes(["distance": "999999999999999.000000"])
                == [FieldChange(field: "distance", edit: .put(.decimal(try #require(DecimalNumber("999999999999999")))))])
    }

    @Test func `a failure is explained like every other`() throws {
        let failure: any ExplainedFailure = ValidationFailure(problems: try problems(["sex": "x"]))
        #expect(failure.kind == .usage)
        #expect(failure.message == "sex: There is no such code in the vocabulary sex.")
        #expect(failure.hint == "Accepted: one of: female, male.")
    }
}
