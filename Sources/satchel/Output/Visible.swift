/// Makes text from outside harmless to look at: nothing in it can steer a terminal or reorder what stands around it.
enum Visible {
    /// One line: every control character becomes a picture of itself, line ends too.
    static func line(_ text: String) -> String { visible(text, multiline: false) }

    /// Several lines: line feeds stay, everything else as in ``line(_:)``.
    static func lines(_ text: String) -> String { visible(text, multiline: true) }

    /// Whether a scalar is shown as a picture or as its number wherever it stands.
    ///
    /// C1 controls are among them because terminals that speak UTF-8 still obey them (U+009B begins an escape
    /// sequence), and the tag characters because they are invisible text.
    static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": true
        case "\u{2028}", "\u{2029}", "\u{FEFF}", "\u{E0000}"..."\u{E007F}": true
        case "\u{202D}", "\u{202E}": true
        default: false
        }
    }

    /// What opens a run of another direction, by what closes it.
    static func closing(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar {
        case "\u{202A}", "\u{202B}": "\u{202C}"
        case "\u{2066}", "\u{2067}", "\u{2068}": "\u{2069}"
        default: nil
        }
    }

    private static func visible(_ text: String, multiline: Bool) -> String {
        guard text.unicodeScalars.contains(where: { isControl($0) || isDirectional($0) }) else { return text }
        let scalars = Array(text.unicodeScalars)
        let loose = looseDirections(scalars)
        var result = ""
        for (index, scalar) in scalars.enumerated() {
            if multiline, scalar == "\n" {
                result.unicodeScalars.append(scalar)
            } else if isControl(scalar) || loose.contains(index) {
                result += picture(scalar)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isDirectional(_ scalar: Unicode.Scalar) -> Bool {
        closing(scalar) != nil || scalar == "\u{202C}" || scalar == "\u{2069}"
    }

    /// Places of embeddings and isolates that are not closed in their line, and of closings that close nothing.
    private static func looseDirections(_ scalars: [Unicode.Scalar]) -> Set<Int> {
        var loose = Set<Int>()
        var open = [(index: Int, closing: Unicode.Scalar)]()
        for (index, scalar) in scalars.enumerated() {
            if let closing = closing(scalar) {
                open.append((index, closing))
            } else if scalar == "\n" {
                loose.formUnion(open.map(\.index))
                open = []
            } else if scalar == "\u{202C}" || scalar == "\u{2069}" {
                if open.last?.closing == scalar { open.removeLast() } else { loose.insert(index) }
            }
        }
        return loose.union(open.map(\.index))
    }

    private static func picture(_ scalar: Unicode.Scalar) -> String {
        switch scalar.value {
        case 0...0x1F: Unicode.Scalar(0x2400 + scalar.value).map { String(Character($0)) } ?? ""
        case 0x7F: "\u{2421}"
        default:
            "⟨U+" + String(repeating: "0", count: scalar.value < 0x1000 ? 2 : 0) + String(scalar.value, radix: 16, uppercase: true) + "⟩"
        }
    }
}
