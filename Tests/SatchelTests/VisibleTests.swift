import Records
import Testing

@testable import satchel

struct VisibleTests {
    @Test(arguments: [
        ("plain", "plain"),
        ("red \u{1B}[31m", "red \u{241B}[31m"),
        ("a\nb\tc", "a\u{240A}b\u{2409}c"),
        ("\u{9B}31m", "⟨U+009B⟩31m"),
        ("\u{7F}", "\u{2421}"),
        ("\u{202E}gpj.exe", "⟨U+202E⟩gpj.exe"),
        ("a\u{2028}b", "a⟨U+2028⟩b"),
        ("\u{E0041}", "⟨U+E0041⟩"),
        ("\u{2069} out of its cell", "⟨U+2069⟩ out of its cell"),
        ("\u{2068}never closed", "⟨U+2068⟩never closed"),
        ("\u{2066}+999 12\u{2069}", "\u{2066}+999 12\u{2069}"),
        ("می\u{200C}خواهم", "می\u{200C}خواهم"),
    ])
    func `what could steer a terminal is shown, and what languages need is left alone`(text: String, shown: String) {
        #expect(Visible.line(text) == shown)
    }

    @Test func `line feeds stay where several lines are expected, and close no direction of the next line`() {
        #expect(Visible.lines("a\nb\rc") == "a\nb\u{240D}c")
        #expect(Visible.lines("\u{2067}a\nb\u{2069}") == "⟨U+2067⟩a\nb⟨U+2069⟩")
    }

    @Test func `no scalar that steers a terminal survives`() {
        for value in UInt32(0)...0x2FFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let shown = Visible.line(String(Character(scalar)))
            #expect(!shown.unicodeScalars.contains { $0.value < 0x20 || (0x7F..<0xA0).contains($0.value) }, "U+\(String(value, radix: 16))")
        }
    }

    @Test func `JSON says the same with escapes in place of what a terminal would obey`() throws {
        let value: JSONValue = ["name": "a\u{9B}31m\u{202E}b\u{1B}c\u{7F}ö\u{E0041}ж", "n": [1, nil, true]]
        let bytes = Visible.json(value, pretty: false)
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.unicodeScalars.contains { Visible.isControl($0) })
        #expect(text.contains("\\u009b") && text.contains("\\u202e") && text.contains("\\udb40\\udc41"))
        #expect(try JSONValue(parsing: bytes) == value)
    }

    @Test func `plain JSON is left as it was written`() {
        let value: JSONValue = ["ім’я": "Оксана", "a": ["b"]]
        #expect(Visible.json(value, pretty: true) == value.serialized(pretty: true))
    }
}
