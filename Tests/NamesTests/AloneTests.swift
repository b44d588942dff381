import Foundation
import Records
import Testing

@testable import Names

/// Names of these letters are read without asking Unicode's tables, which has to come to the same.
@Suite struct `Letters that stand alone` {
    private let letters = (0..<0x3000 as Range<UInt32>).compactMap { Unicode.Scalar($0) }.filter(NameTables.standsAlone)

    @Test func `are composed already in every form, whatever letter stands beside them`() {
        #expect(letters.count > 300)
        for letter in letters {
            // Every other letter after this one and before it.
            let text = letters.map { "\(Character(letter))\(Character($0))" }.joined()
            #expect(text.precomposedStringWithCanonicalMapping.unicodeScalars.elementsEqual(text.unicodeScalars), "\(letter)")
            #expect(text.precomposedStringWithCompatibilityMapping.unicodeScalars.elementsEqual(text.unicodeScalars), "\(letter)")
            #expect(text.count == 2 * letters.count, "\(letter)")
        }
    }

    @Test func `are told from each other by their scalars as by their characters`() {
        #expect(Set(letters.map { Character($0) }).count == letters.count)
    }

    @Test(arguments: [
        "Haddad", "AAbdallaah", "Мiннна", "Анна", "محممد", "a  b", "", "Ǧiyyath", "Zoë", "éé", "e\u{301}\u{301}é", "ﷺﷺ", "김김",
    ])
    func `have the key of the tables that characters give`(word: String) {
        var key = ""
        for character in SearchText.fold(word) where character != key.last && character != " " { key.append(character) }
        #expect(NameTables.spellingKey(word) == key)
    }
}
