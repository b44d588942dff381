/// Whole numbers as a language writes them.
enum NumberText {
    static func text(_ number: Int, _ language: Language) -> String {
        let digits = String(abs(number))
        var groups = [Substring]()
        var rest = digits[...]
        while rest.count > 3 {
            groups.insert(rest.suffix(3), at: 0)
            rest = rest.dropLast(3)
        }
        groups.insert(rest, at: 0)
        let text = (number < 0 ? "\u{2212}" : "") + groups.joined(separator: separator(language))
        guard language == .arabic else { return text }
        return String(
            text.map { character in
                character.wholeNumberValue.flatMap { Unicode.Scalar(0x660 + UInt32($0)) }.map(Character.init) ?? character
            })
    }

    private static func separator(_ language: Language) -> String {
        switch language {
        case .english: ","
        case .french: "\u{202F}"
        case .arabic: "\u{66C}"
        case .ukrainian: "\u{A0}"
        }
    }
}
