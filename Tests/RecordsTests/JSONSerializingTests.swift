import Foundation
import Records
import Testing
import Trials

struct JSONSerializingTests {
    static let spelled: [(JSONValue, String)] = [
        (JSONValue.null, "null"), (true, "true"), (-7, "-7"), (1.5, "1.5"), (.number(.nan), "null"), (.number(.infinity), "null"),
        ("a/b\"\\\n\u{1}é😀\u{7F}", "\"a/b\\\"\\\\\\n\\u0001é😀\u{7F}\""), ([], "[]"), ([:], "{}"),
        (["b": 1, "a": [nil, "x"], "é": [:]], "{\"a\":[null,\"x\"],\"b\":1,\"é\":{}}"),
    ]

    @Test(arguments: spelled)
    func `values have one spelling, keys sorted and nothing escaped in vain`(value: JSONValue, expected: String) {
        #expect(String(decoding: value.serialized(), as: UTF8.self) == expected)
    }

    @Test func `pretty text is indented by two spaces`() {
        let value: JSONValue = ["a": [1, [:]], "b": []]
        #expect(String(decoding: value.serialized(pretty: true), as: UTF8.self) == "{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `what is written is read as the same, here and by another parser`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            let value = Self.random(depth: 4, &generator)
            for pretty in [false, true] {
                let bytes = value.serialized(pretty: pretty)
                #expect(try JSONValue(parsing: bytes) == value)
                #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed) }
            }
        }
    }

    private static func random(depth: Int, _ generator: inout SeededGenerator) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 5), using: &generator) {
        case 0: return .null
        case 1: return .flag(.random(using: &generator))
        case 2: return .integer(.random(in: .min ... .max, using: &generator))
        case 3: return .number(Double.random(in: -1e9...1e9, using: &generator) * [1, 1e200, 1e-200, 0].randomElement(using: &generator)!)
        case 4: return .text(.random(using: &generator))
        case 5, 6: return .array((0..<Int.random(in: 0..<5, using: &generator)).map { _ in random(depth: depth - 1, &generator) })
        default:
            let members = (0..<Int.random(in: 0..<5, using: &generator))
                .map { _ in (String.random(using: &generator), random(depth: depth - 1, &generator)) }
            return .object(Dictionary(members, uniquingKeysWith: { $1 }))
        }
    }
}
