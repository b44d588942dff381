internal import Foundation

/// What text may be written down, and in which one spelling.
package enum TextRules {
    /// The text as it is kept: Unicode normalisation form C, line ends as line feeds, no white space around it.
    ///
    /// - Parameters:
    ///   - max: counted in Unicode scalars of the result.
    ///   - multiline: whether line feeds and tabs may be in it.
    /// - Throws: `empty`, `controlCharacters` or `tooLong`.
    static func normalized(_ text: String, max: Int, multiline: Bool) throws(ValueFault) -> String {
        let result = trimmed(composed(lineFeeds(text)))
        guard result.unicodeScalars.contains(where: isVisible) else {
            throw ValueFault(.empty, "There is nothing in it that can be seen.")
        }
        guard !result.unicodeScalars.contains(where: { isForbidden($0, multiline: multiline) }) else {
            throw ValueFault(
                .controlCharacters,
                multiline
                    ? "It has control characters or signs that force the direction of writing."
                    : "It has line breaks, tabs, other control characters or signs that force the direction of writing.")
        }
        guard isBalanced(result) else {
            throw ValueFault(.controlCharacters, "It has signs that turn the direction of writing and do not turn it back.")
        }
        let count = result.unicodeScalars.count
        guard count <= max else { throw ValueFault(.tooLong, "It has \(count) characters; \(max) is the most.") }
        return result
    }

    static func composed(_ text: String) -> String {
        text.unicodeScalars.allSatisfy(isComposed) ? text : text.precomposedStringWithCanonicalMapping
    }

    /// Whether a scalar is in normalisation form C whatever stands before and after it (a starter whose quick check says yes, in the words
    /// of UAX 15). Of the letters that most texts consist of, so that those need no looking up; for others the answer may be no.
    static func isComposed(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // Latin; Cyrillic but for its combining marks; Arabic letters, digits and signs but for its vowels; dashes and quotation marks.
        case 0..<0x300, 0x400...0x482, 0x48A...0x52F, 0x620...0x64A, 0x660...0x66F, 0x671...0x6D3, 0x6EE...0x6FF, 0x60C, 0x61B, 0x61F,
            0x200B...0x2027:
            true
        default: false
        }
    }

    package static func trimmed(_ text: String) -> String {
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return first == scalars.startIndex && scalars.index(after: last) == scalars.endIndex ? text : String(scalars[first...last])
    }

    /// Browsers send the lines of a form with CR LF; other systems end lines with CR, NEL or the Unicode separators.
    private static func lineFeeds(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isLineEnd) else { return text }
        var result = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in text.unicodeScalars {
            if isLineEnd(scalar) { result.append("\n") } else if scalar != "\n" || !afterReturn { result.append(scalar) }
            afterReturn = scalar == "\r"
        }
        return String(result)
    }

    private static func isLineEnd(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\r" || scalar == "\u{85}" || scalar == "\u{2028}" || scalar == "\u{2029}"
    }

    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        let properties = scalar.properties
        return !properties.isWhitespace && !properties.isDefaultIgnorableCodePoint && properties.generalCategory != .control
            && properties.generalCategory != .format && scalar != "\u{2800}"
    }

    private static func isForbidden(_ scalar: Unicode.Scalar, multiline: Bool) -> Bool {
        switch scalar {
        case "\n", "\t": !multiline
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": true
        // The overrides show letters in another order than they have, which no language needs.
        case "\u{202D}", "\u{202E}": true
        // What Unicode calls noncharacters.
        default: (0xFDD0...0xFDEF).contains(scalar.value) || scalar.value & 0xFFFE == 0xFFFE
        }
    }

    /// Whether embeddings and isolates are closed in their line, each by its own kind. Address books wrap telephone
    /// numbers in them, so those that are closed are let through.
    private static func isBalanced(_ text: String) -> Bool {
        var open = [Unicode.Scalar]()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{202A}", "\u{202B}": open.append("\u{202C}")
            case "\u{2066}", "\u{2067}", "\u{2068}": open.append("\u{2069}")
            case "\u{202C}", "\u{2069}": guard open.popLast() == scalar else { return false }
            case "\n": guard open.isEmpty else { return false }
            default: break
            }
        }
        return open.isEmpty
    }
}
