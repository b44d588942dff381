internal import Foundation

/// The words of a date as they are compared: without case, marks and signs between letters.
enum TypedWords {
    enum Meaning: Hashable {
        case calendar(CalendarSystem)
        /// Of both Islamic calendars when it is of one.
        case month(CalendarSystem, Int)
    }

    /// What a run of words may mean, by their letters in one piece.
    static let meanings: [String: Set<Meaning>] = {
        var result = [String: Set<Meaning>]()
        for names in MonthNames.all {
            for (index, month) in names.months.enumerated() {
                for name in month { result[key(name), default: []].insert(.month(names.calendar, index + 1)) }
            }
        }
        for (calendar, names) in CalendarNames.typed {
            for name in names + (CalendarNames.labels[calendar] ?? [:]).values {
                result[key(name), default: []].insert(.calendar(calendar))
            }
        }
        return result
    }()

    static func key(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCompatibilityMapping.lowercased().unicodeScalars {
            switch scalar {
            // Letters that Persian and Arabic keyboards have in two forms.
            case "\u{6CC}", "\u{649}": result.append("\u{64A}")
            case "\u{6A9}": result.append("\u{643}")
            case "\u{629}": result.append("\u{647}")
            case "\u{640}": break
            default: if isLetter(scalar) { result.append(scalar) }
            }
        }
        return String(result)
    }

    /// No marks, to which Unicode's word "alphabetic" extends.
    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .otherLetter: true
        default: false
        }
    }

    /// Splits words into as few as possible that mean something.
    ///
    /// - Returns: `nil` when a word means nothing.
    static func meanings(of words: [String]) -> [Set<Meaning>]? {
        guard !words.isEmpty else { return [] }
        for count in stride(from: min(words.count, 4), through: 1, by: -1) {
            guard let meaning = meanings[key(words.prefix(count).joined())] else { continue }
            if let rest = meanings(of: Array(words.dropFirst(count))) { return [meaning] + rest }
        }
        return nil
    }
}
