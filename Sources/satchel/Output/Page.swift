/// What a command has to say to people, line by line.
struct Page {
    let terminal: Terminal
    private(set) var text = ""

    init(terminal: Terminal) { self.terminal = terminal }

    mutating func line(_ phrase: Phrase = "") { text += rendered(phrase) + "\n" }

    /// A heading with an empty line before it, unless it is the first thing on the page.
    mutating func heading(_ phrase: Phrase) {
        if !text.isEmpty { text += "\n" }
        line(phrase)
    }

    /// Text from outside that may have several lines, indented.
    mutating func paragraph(_ value: String, indent: Int = 2) {
        for part in Visible.lines(value).split(separator: "\n", omittingEmptySubsequences: false) {
            text += String(repeating: " ", count: indent) + isolated(String(part)) + "\n"
        }
    }

    /// Labels and what stands behind them, one a line, the second column aligned. Values with several lines go below.
    mutating func details(_ rows: [(label: Phrase, value: Phrase)], indent: Int = 0) {
        let labels = rows.map { rendered($0.label) }
        let width = labels.map(DisplayWidth.of).max() ?? 0
        for (label, row) in zip(labels, rows) {
            let gap = String(repeating: " ", count: width - DisplayWidth.of(label) + 2)
            let margin = String(repeating: " ", count: indent)
            text += row.value.isEmpty ? margin + label + "\n" : margin + label + gap + rendered(row.value) + "\n"
        }
    }

    mutating func table(_ table: Table) { text += table.rendered(for: terminal) }

    func rendered(_ phrase: Phrase) -> String { Self.rendered(phrase, isolating: terminal.outputIsTerminal) }

    static func rendered(_ phrase: Phrase, isolating: Bool) -> String {
        phrase.pieces.map {
            switch $0 {
            case .words(let text): text
            case .value(let text): isolating ? isolated(Visible.line(text)) : Visible.line(text)
            }
        }.joined()
    }

    private func isolated(_ text: String) -> String { terminal.outputIsTerminal ? Self.isolated(text) : text }

    /// Wrapped so that right-to-left text does not pull its neighbours over to its other side; plain Latin needs none.
    private static func isolated(_ text: String) -> String {
        text.utf8.allSatisfy { $0 < 0x80 } ? text : "\u{2068}\(text)\u{2069}"
    }
}
