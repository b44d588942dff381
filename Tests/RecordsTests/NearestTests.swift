@testable import Records
import Testing

struct NearestTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("abc", "abc", 0), ("abc", "acb", 1), ("abc", "abd", 1), ("abc", "abcd", 1), ("kitten", "sitting", 3),
        ("ca", "abc", 3),
    ])
    func `distance counts insertions, deletions, replacements and exchanges`(left: String, right: String, expected: Int) {
        #expect(Nearest.distance(Array(left.unicodeScalars), Array(right.unicodeScalars)) == expected)
        #expect(Nearest.distance(Array(right.unicodeScalars), Array(left.unicodeScalars)) == expected)
    }

    @Test(arguments: [
        ("birthdate", "birth_date"), ("Brith_date", "birth_date"), ("phone_save", "phone_safe"), ("x", nil), ("", nil), ("qwertz", nil),
        ("wg_1", nil), (String(repeating: "a", count: 65), nil),
    ])
    func `the nearest name is offered, but none that is far or one of two`(typed: String, expected: String?) {
        #expect(Nearest.name(to: typed, among: ["birth_date", "phone", "phone_safe", "wg_a", "wg_b"]) == expected)
    }
}
