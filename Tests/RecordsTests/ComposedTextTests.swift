import Foundation
import Testing

@testable import Records

/// Letters that are said to need no looking up need none: whatever stands beside them.
@Suite struct ComposedTextTests {
    private static let inert = (0..<0x11_0000 as Range<UInt32>).compactMap(Unicode.Scalar.init).filter(TextRules.isComposed)

    @Test func `each of them is its own composed form, and composes with none of them`() {
        #expect(Self.inert.count > 1200)
        let starters = ["a", "A", "ء", "ا", "و", "ي", "ى", "І", "и", "У", "<", "ہ", "ۂ"].map { Unicode.Scalar($0)! }
        for scalar in Self.inert {
            #expect(scalar.properties.canonicalCombiningClass == .notReordered)
            var texts = [String(scalar)]
            for starter in starters { texts += [String(starter) + String(scalar), String(scalar) + String(starter)] }
            for text in texts {
                let composed = text.precomposedStringWithCanonicalMapping
                #expect(composed.unicodeScalars.elementsEqual(text.unicodeScalars), "\(String(scalar.value, radix: 16))")
            }
        }
    }

    @Test(arguments: ["e\u{301}", "и\u{306}", "ا\u{653}", "\u{1100}\u{1161}", "\u{2126}", "\u{FB1D}", "é"])
    func `what is not composed is composed, and what is stays`(text: String) {
        #expect(Array(TextRules.composed(text).unicodeScalars) == Array(text.precomposedStringWithCanonicalMapping.unicodeScalars))
    }

    @Test(arguments: [0xFDD0, 0xFDEF, 0xFFFE, 0xFFFF, 0x1_FFFE, 0x10_FFFF] as [UInt32])
    func `noncharacters are refused as before`(value: UInt32) throws {
        let scalar = try #require(Unicode.Scalar(value))
        #expect(scalar.properties.isNoncharacterCodePoint)
        #expect(throws: ValueFault.self) { try TextRules.normalized("a" + String(scalar), max: 10, multiline: true) }
    }

    @Test func `no character is taken for a noncharacter`() {
        for value in (0xA0..<0x3_0000 as Range<UInt32>) {
            guard let scalar = Unicode.Scalar(value), !scalar.properties.isNoncharacterCodePoint else { continue }
            // The marks of direction are refused or must be balanced.
            guard ![0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069, 0x2028, 0x2029].contains(value) else {
                continue
            }
            #expect(
                (try? TextRules.normalized("a" + String(scalar) + "a", max: 10, multiline: false)) != nil, "\(String(value, radix: 16))")
        }
    }
}
