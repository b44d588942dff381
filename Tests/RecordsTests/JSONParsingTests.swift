import Foundation
import Records
import Testing
import Trials

struct JSONParsingTests {
    static let allowed: [(String, JSONValue)] = [
        ("null", JSONValue.null), (" true ", true), ("false", false), ("0", 0), ("-0", 0), ("-12", -12),
        ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)), ("9223372036854775808", 9223372036854775808.0),
        ("1.0", 1.0), ("1e2", 100.0), ("-2.5E-1", -0.25), (#""""#, ""), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"),
        (#""\u0041\u00e9\u0645\ud83d\uDE00x""#, "Aéم😀x"), ("\"م😀\"", "م😀"), ("[]", []), ("[1, [2], {}]", [1, [2], [:]]),
        ("\u{FEFF}{\"a\" : {\"b\":null}}", ["a": ["b": nil]]),
    ]

    @Test(arguments: allowed)
    func `what JSON allows is read`(text: String, expected: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        "", " ", "nul", "True", "01", "-", "1.", ".5", "1e", "+1", "0x1", "NaN", "1e999", "\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\t\"",
        "\"a\\n\u{1}\"",
        "\"\\ud83d\"", "\"\\ude00\"", "\"\\ud83d\\u0041\"", "[", "[1", "[1,]", "[1 2]", "[,]", "{", "{a:1}", "{\"a\"}", "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1 \"b\":2}", "1 2", "[]]", "'a'", "// no\n1",
    ])
    func `what JSON does not allow is refused`(text: String) {
        #expect(failure(RecordsError.self) { _ = try JSONValue(parsing: Array(text.utf8)) }?.code == .notJSON)
    }

    @Test(arguments: [[0x22, 0xFF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22], [0xFF]] as [[UInt8]])
    func `bytes that are not UTF-8 are refused`(bytes: [UInt8]) {
        #expect(failure(RecordsError.self) { _ = try JSONValue(parsing: bytes) }?.code == .notJSON)
    }

    @Test(arguments: ["[", "{\"a\":"])
    func `nesting is read to its limit and refused one past it`(opening: String) throws {
        let closing = opening == "[" ? "]" : "}"
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: opening, count: depth - 1) + opening.prefix(1) + String(repeating: closing, count: depth)).utf8)
        }
        _ = try JSONValue(parsing: nested(JSONValue.depthMax))
        #expect(failure(RecordsError.self) { _ = try JSONValue(parsing: nested(JSONValue.depthMax + 1)) }?.code == .jsonTooDeep)
        #expect(failure(RecordsError.self) { _ = try JSONValue(parsing: nested(100_000)) }?.code == .jsonTooDeep)
    }

    @Test func `text is read to its limit and refused one past it`() throws {
        let longest = [UInt8](repeating: 0x20, count: JSONValue.bytesMax - 1) + [0x31]
        #expect(try JSONValue(parsing: longest) == 1)
        #expect(failure(RecordsError.self) { _ = try JSONValue(parsing: [0x20] + longest) }?.code == .jsonTooLong)
    }

    @Test(arguments: [#"{"a":1,"a":2}"#, #"[{"b":{"a":1,"\u0061":1}}]"#, "{\"é\":1,\"e\u{301}\":2}"])
    func `a key that is there twice is refused`(text: String) {
        let error = failure(RecordsError.self) { _ = try JSONValue(parsing: Array(text.utf8)) }
        #expect(error?.code == .duplicateKey)
    }

    @Test func `a failure says line and byte and nothing of the content`() {
        let error = failure(RecordsError.self) { _ = try JSONValue(parsing: Array("{\n  \"secret\": 1,\n  \"other\" 2\n}".utf8)) }
        #expect(error?.message.contains("line 3, byte 11") == true)
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.contains("other") == false)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `damaged text is refused or is JSON to another parser too`(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let text = Array(#"{"a":[1,-2.5e3,true,null,"x\n\u00e9م"],"b":{"c":"","d":[]}}"#.utf8)
        for _ in 0..<400 {
            var damaged = text
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<damaged.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: damaged[place] = UInt8.random(in: 0...255, using: &generator)
                case 1: damaged.remove(at: place)
                default: damaged.insert(text.randomElement(using: &generator) ?? 0, at: place)
                }
            }
            guard (try? JSONValue(parsing: damaged)) != nil else { continue }
            #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(damaged), options: .fragmentsAllowed) }
        }
    }
}
