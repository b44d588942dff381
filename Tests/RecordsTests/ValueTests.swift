import Records
import Testing
import Trials

struct ValueTests {
    @Test(arguments: FieldType.allCases)
    func `a value of any type goes through JSON unchanged`(type: FieldType) throws {
        var generator = SeededGenerator(seed: 7)
        let field = Field(name: "any", type: type)
        for _ in 0..<300 {
            let value = Value.random(type, using: &generator)
            let bytes = value.json.serialized()
            let back = try Value(json: JSONValue(parsing: bytes), field: field)
            #expect(back == value)
            #expect(back.canonicalBytes == value.canonicalBytes)
        }
        #expect(try Value(json: Value.nothing.json, field: field) == .nothing)
    }

    @Test(arguments: FieldType.allCases)
    func `a value of any type goes through its canonical bytes unchanged`(type: FieldType) throws {
        var generator = SeededGenerator(seed: 8)
        for _ in 0..<300 {
            let value = Value.random(type, using: &generator)
            var reader = ByteReader(value.canonicalBytes)
            #expect(try Value(from: &reader) == value)
            try reader.end()
        }
    }

    static let misshapen: [(FieldType, JSONValue)] = [
        (FieldType.integer, "1" as JSONValue), (.text, 1), (.flag, "yes"), (.date, "soon"),
        (.place, ["unrecognized": 300, "bytes": "00"]), (.place, ["unrecognized": 30, "bytes": "0"]), (.place, ["unrecognized": 30]),
    ]

    @Test(arguments: misshapen)
    func `JSON of another shape is refused`(type: FieldType, json: JSONValue) {
        let error = failure(RecordsError.self) { _ = try Value(json: json, field: Field(name: "any", type: type)) }
        #expect(error?.code == .notAValue)
        #expect(error?.hint.isEmpty == false)
    }

    static let shown: [(String, JSONValue, String, String)] = [
        ("sex", "female", "uk", "Жінка"), ("sex", "unknown", "fr", "Unknown [en]"), ("sex", "gone", "fr", "gone"),
        ("safe", true, "fr", "Oui"),
        ("safe", false, "ar-JO", "لا"), ("day", "1984~", "en", "about 1984"), ("day", "1984-05~", "uk", "близько 1984-05"),
        ("day", "1984-05-03", "ar", "1984-05-03"),
        ("cost", ["amount": "120.5", "currency": "USD"], "en", "120.50 USD"),
        ("cost", ["amount": "120", "currency": "USD"], "en", "120 USD"),
        ("place", ["code": "ZZ01", "text": "Mill"], "en", "Mill (ZZ01)"), ("place", ["code": "ZZ01"], "en", "ZZ01"),
        ("place", ["text": "Mill"], "en", "Mill"),
        ("zone", "North", "en", "North"), ("zone", nil, "en", ""), ("hour", "09:05", "en", "09:05"), ("count", -3, "en", "-3"),
        ("zone", ["unrecognized": 99, "bytes": ""], "fr", "(écrit par une version plus récente)"),
    ]

    @Test(arguments: shown)
    func `people see words in their language`(field: String, json: JSONValue, locale: String, expected: String) throws {
        let catalog = try Fixtures.catalog()
        let field = try #require(catalog["visit"]?[field])
        #expect(catalog.display(try Value(json: json, field: field), field: field, locale: locale) == expected)
    }

    @Test func `a code of a field that this version does not know shows as it is`() throws {
        #expect(try Fixtures.catalog().display(.code("female"), field: nil, locale: "fr") == "female")
    }
}
