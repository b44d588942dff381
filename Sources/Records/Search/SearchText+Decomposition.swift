internal import Foundation

extension SearchText {
    /// Folds any text, by compatibility decomposition (Unicode normalisation form KD) of the whole.
    static func foldByDecomposition(_ text: String) -> String {
        var folded = FoldedText()
        // U+00B4 and its like would be decomposed into a space and a mark.
        let kept = String(String.UnicodeScalarView(text.unicodeScalars.filter { !isApostrophe($0) }))
        for scalar in kept.decomposedStringWithCompatibilityMapping.unicodeScalars { append(scalar, to: &folded) }
        return folded.text
    }

    private static func append(_ scalar: Unicode.Scalar, to folded: inout FoldedText) {
        // U+0149 is decomposed into an apostrophe and a letter.
        if isApostrophe(scalar) { return }
        if let replacement = replacements[scalar] {
            folded.append(replacement.utf8)
            return
        }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: break
        case .decimalNumber: folded.append(Digits.ascii(scalar).utf8)
        case .uppercaseLetter, .titlecaseLetter:
            for letter in scalar.properties.lowercaseMapping.unicodeScalars {
                if letter == scalar { folded.append(letter.utf8) } else { append(letter, to: &folded) }
            }
        case .lowercaseLetter, .modifierLetter, .otherLetter, .letterNumber, .otherNumber, .spacingMark: folded.append(scalar.utf8)
        default: folded.separate()
        }
    }

    /// What separates no word: `Мар'яна` is looked for as `Мар’яна`, `Маряна` and in transliteration.
    private static func isApostrophe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "'", "\u{2018}", "\u{2019}", "\u{201B}", "\u{FF07}", "`", "\u{B4}", "\u{2032}": true
        case "\u{2B9}"..."\u{2BF}", "\u{2C8}", "\u{2CA}", "\u{2CB}": true
        default: false
        }
    }

    /// Letters that decomposition leaves apart although people write one for the other.
    private static let replacements: [Unicode.Scalar: String] = [
        // Arabic: tatweel, alef wasla and the wavy alefs, alef maqsura, Persian and Urdu letters, ta marbuta and the heh family.
        "\u{640}": "", "\u{671}": "ا", "\u{672}": "ا", "\u{673}": "ا", "\u{649}": "ي", "\u{6CC}": "ي", "\u{6D2}": "ي",
        "\u{6A9}": "ك", "\u{6AA}": "ك", "\u{629}": "ه", "\u{6C1}": "ه", "\u{6BE}": "ه", "\u{6D5}": "ه", "\u{6C3}": "ه",
        // Cyrillic: ґ has no decomposition; ё, й and ї have.
        "ґ": "г", "Ґ": "г",
        // Latin letters with a stroke or of two letters.
        "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l",
        "đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "þ": "th", "Þ": "th", "ı": "i", "ς": "σ",
    ]
}
