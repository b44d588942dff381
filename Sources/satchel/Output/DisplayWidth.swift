/// How many columns of a terminal a text takes.
///
/// After Unicode Standard Annex #11 and the practice of `wcwidth`: marks and format characters take none, East Asian
/// wide characters and pictographs two, everything else one. Terminals disagree about ligatures and joined emoji;
/// a column may then be off by one, and nothing worse.
enum DisplayWidth {
    static func of(_ text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + of($1) }
    }

    static func of(_ scalar: Unicode.Scalar) -> Int {
        if scalar.value < 0x300 { return scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value == 0xAD ? 0 : 1 }
        switch scalar.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format, .control: return 0
        default: return wide.contains { $0.contains(scalar.value) } ? 2 : 1
        }
    }

    /// The text cut to `width` columns, with an ellipsis where something was cut.
    static func clipped(_ text: String, to width: Int) -> String {
        guard of(text) > width else { return text }
        var result = ""
        var taken = 0
        for character in text {
            let next = of(String(character))
            guard taken + next < width else { break }
            result.append(character)
            taken += next
        }
        return result + "…"
    }

    private static let wide: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x4DBF, 0x4E00...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
        0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F680...0x1F6FF, 0x1F900...0x1FAFF, 0x20000...0x3FFFD,
    ]
}
