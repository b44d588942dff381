@testable import Records
import Testing

struct CaseNumberTests {
    /// Computed with python-stdnum 2.1, `stdnum.iso7064.mod_37_36`; the second is that of the Global Release Identifier.
    @Test(arguments: [
        ("K7QRD0042", "7"), ("A12425GABC1234002", "M"), ("M4TZZ0001", "O"), ("HQ1A09999", "N"), ("K7QRD12345", "E"), ("GRID", "E"),
    ])
    func `the check character is that of ISO 7064 MOD 37,36`(text: String, expected: String) {
        #expect(String(CheckCharacter.of(text)) == expected)
    }

    @Test(arguments: [
        ("K7Q", "RD", 42, "K7Q-RD-0042-7"), ("M4T", "ZZ", 1, "M4T-ZZ-0001-O"), ("HQ1", "A0", 9999, "HQ1-A0-9999-N"),
        ("K7Q", "RD", 12345, "K7Q-RD-12345-E"),
    ])
    func `a case number is written and read back`(device: String, incarnation: String, number: Int, text: String) throws {
        let caseNumber = try #require(CaseNumber(device: device, incarnation: incarnation, number: number))
        #expect("\(caseNumber)" == text)
        #expect(try CaseNumber(parsing: text) == caseNumber)
    }

    @Test(arguments: [
        "k7q-rd-0042-7", " K7Q RD 0042 7 ", "K7Q–RD–0042–7", "K7Q - RD - 0042 - 7", "K7Q-RD-٠٠٤٢-٧", "\u{2066}K7Q-RD-0042-7\u{2069}",
    ])
    func `a case number is read as people type it`(text: String) throws {
        #expect(try CaseNumber(parsing: text) == CaseNumber(device: "K7Q", incarnation: "RD", number: 42))
    }

    @Test(arguments: [
        "", "K7Q", "K7QRD00427", "K7Q-RD-42-7", "K7Q-RD-00042-7", "K7Q-RD-0000-7", "K7Q-RD-0042", "K7Q-RD-0042-77", "K7Q-R-0042-7",
        "É7Q-RD-0042-7",
        "K7Q-RD-004X-7", "K7Q-RD-0042-?", "K7Q-RD-99999999999999999999-7", "K7Q-RD-0042-7-7",
    ])
    func `what has not the shape of a case number is refused`(text: String) {
        #expect(failure(RecordsError.self) { _ = try CaseNumber(parsing: text) }?.code == .notACaseNumber)
    }

    @Test(arguments: [
        ("k7q", "RD", 1), ("K", "RD", 1), ("K7QK7QK", "RD", 1), ("K7Q", "R", 1), ("K7Q", "R-", 1), ("K7Q", "RD", 0),
        ("K7Q", "RD", 10_000_000),
    ])
    func `parts that cannot be are refused`(device: String, incarnation: String, number: Int) {
        #expect(CaseNumber(device: device, incarnation: incarnation, number: number) == nil)
    }

    @Test(arguments: ["K7Q-RD-0042-7", "M4T-ZZ-0001-O", "HQ1-A0-9999-N", "K7Q-RD-12345-E"])
    func `no single mistyped character is let through`(text: String) {
        for index in text.indices where text[index] != "-" {
            for replacement in CheckCharacter.alphabet.map(Character.init) where replacement != text[index] {
                var mistyped = text
                mistyped.replaceSubrange(index...index, with: String(replacement))
                #expect(failure(RecordsError.self) { _ = try CaseNumber(parsing: mistyped) } != nil, "\(mistyped)")
            }
        }
    }

    @Test func `in any place one character cannot stand for another`() {
        // The recursion is a permutation of its states for each character, and differs between characters.
        for product in 1...36 {
            #expect(Set((0..<36).map { CheckCharacter.next(product, $0) }).count == 36)
        }
        for position in 0..<36 {
            #expect(Set((1...36).map { CheckCharacter.next($0, position) }).count == 36)
        }
    }

    @Test func `of all exchanges of two neighbours 1 in 630 is let through, as in the standard`() {
        var missed = 0
        var all = 0
        for product in 1...36 {
            for left in 0..<36 {
                for right in left + 1..<36 {
                    all += 1
                    let straight = CheckCharacter.next(CheckCharacter.next(product, left), right)
                    let crossed = CheckCharacter.next(CheckCharacter.next(product, right), left)
                    if straight == crossed { missed += 1 }
                }
            }
        }
        #expect(all == 630 * missed)
    }
}
