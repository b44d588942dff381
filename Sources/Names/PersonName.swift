internal import Foundation
internal import Records

/// The names of a person as they were written, taken apart: articles, `ibn` and titles gone, `Abd` joined with what follows, the
/// father's name of Slavic names and the kunya (Abu, Umm) known for what they are.
public struct PersonName: Hashable, Sendable {
    /// Longer names are cut.
    public static let tokensMax = 12

    let tokens: [NameToken]
    /// Which words of the text each token is made of, articles before it included.
    let sources: [Range<Int>]
    /// What was written, word by word.
    public let words: [String]
    /// All that was written, folded.
    public let spelling: String
    /// The numbers in it: they are all that tells `Child 1` from `Child 2`.
    public let numbers: String

    /// - Complexity: O(*n*), some microseconds a word.
    public init(_ text: String) {
        words = Self.words(text)
        spelling = SearchText.fold(text)
        let isNumber = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
        numbers =
            spelling.utf8.contains(where: isNumber)
            ? spelling.split { !($0.isASCII && $0.isNumber) }.joined(separator: " ") : ""
        var reader = NameReader(words: words)
        reader.read()
        tokens = reader.tokens
        sources = reader.sources
    }

    public var isEmpty: Bool { tokens.isEmpty }

    static func words(_ text: String) -> [String] {
        var words = [String]()
        var word = String.UnicodeScalarView()
        for scalar in text.unicodeScalars.prefix(400) {
            switch scalar.properties.generalCategory {
            case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .otherLetter, .nonspacingMark, .spacingMark: word.append(scalar)
            // Apostrophes and signs of direction part no words; the joiner that Persian writes inside a word does.
            case .modifierLetter: continue
            case .format where scalar != "\u{200C}": continue
            default:
                if ["'", "\u{2019}", "\u{2018}", "`", "\u{B4}", "\u{640}"].contains(scalar) { continue }
                if !word.isEmpty { words.append(String(word)) }
                word = String.UnicodeScalarView()
            }
        }
        if !word.isEmpty { words.append(String(word)) }
        return Array(words.prefix(24))
    }
}
