import Records
import Testing

@testable import satchel

struct PageTests {
    private let screen = Terminal(outputIsTerminal: true, talkIsTerminal: true, columns: 40, language: "en")

    @Test(arguments: [
        ("Amina", 5), ("مَرْيَم", 4), ("e\u{301}", 1), ("漢字", 4), ("", 0), ("a\u{200B}b", 2), ("\u{2068}ab\u{2069}", 2), ("Ґалина", 6),
    ])
    func `the width of a text is what a terminal takes for it`(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test func `columns stay aligned whatever script a cell is in`() {
        var table = Table(["NAME", "CODE"])
        table.row(["\("مريم")", "A1"])
        table.row(["\("漢字")", "B2"])
        table.row(["\("Oleksandra")", "C3"])
        let lines = table.rendered(for: .plain).split(separator: "\n").map(String.init)
        for line in lines.dropFirst() {
            let cell = line.dropLast(2)
            #expect(DisplayWidth.of(String(cell)) == 12)
        }
        #expect(lines[0] == "NAME        CODE")
    }

    @Test func `values in other directions are isolated on a terminal and bare in a pipe`() {
        var page = Page(terminal: screen)
        page.line("From \("مريم"), \(3) entries of \("K7Q")")
        #expect(page.text == "From \u{2068}مريم\u{2069}, 3 entries of K7Q\n")
        var pipe = Page(terminal: .plain)
        pipe.line("From \("مريم")")
        #expect(pipe.text == "From مريم\n")
    }

    @Test func `what is interpolated is made visible, what is written in the program is not`() {
        var page = Page(terminal: .plain)
        page.line("a \("b\u{1B}[2J")")
        page.paragraph("one\ntwo\u{7}")
        #expect(page.text == "a b\u{241B}[2J\n  one\n  two\u{2407}\n")
    }

    @Test func `a long cell is cut to the terminal's width and its isolation stays closed`() {
        var table = Table(["TITLE", "RECORD"], flexible: 0)
        table.row(["\(String(repeating: "حق", count: 40))", "0123456789"])
        let lines = table.rendered(for: screen).split(separator: "\n").map(String.init)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= 40 })
        #expect(lines[1].contains("…\u{2069}") && lines[1].hasSuffix("0123456789"))
    }

    @Test func `nothing is cut when the output is no terminal`() {
        var table = Table(["TITLE", "RECORD"], flexible: 0)
        let title = String(repeating: "long ", count: 60)
        table.row(["\(title)", "r"])
        #expect(table.rendered(for: .plain).contains(title))
    }

    @Test(
        arguments: [
            (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (1049, "1.0 kB"), (1050, "1.1 kB"), (999_949, "999.9 kB"),
            (999_950, "1.0 MB"), (1_300_000_000, "1.3 GB"), (UInt64.max, "18.4 EB"),
        ] as [(UInt64, String)])
    func `sizes are said in the unit that leaves few digits`(count: UInt64, text: String) {
        #expect(ByteCount.text(count) == text)
    }

    @Test func `times are written in UTC for programs`() {
        #expect(Moment.iso(0) == "1970-01-01T00:00:00Z")
        #expect(Moment.iso(1_772_442_600) == "2026-03-02T09:10:00Z")
        #expect(Moment.json(1_772_442_600) == ["seconds": 1_772_442_600, "iso": "2026-03-02T09:10:00Z"])
    }
}
