/// Rows under headings, in columns as wide as their widest cell.
struct Table {
    let headings: [String]
    /// Each as long as `headings`.
    private(set) var rows: [[Phrase]] = []
    /// The column that is cut when a row would not fit the terminal's width.
    let flexible: Int?

    static let gap = 2
    static let flexibleWidthMin = 12

    init(_ headings: [String], flexible: Int? = nil) {
        self.headings = headings
        self.flexible = flexible
    }

    mutating func row(_ cells: [Phrase]) {
        precondition(cells.count == headings.count, "A row has as many cells as there are headings.")
        rows.append(cells)
    }

    /// - Complexity: O(*n*) in cells.
    func rendered(for terminal: Terminal) -> String {
        var texts = [headings] + rows.map { $0.map { Page.rendered($0, isolating: terminal.outputIsTerminal) } }
        var widths = headings.indices.map { column in texts.map { DisplayWidth.of($0[column]) }.max() ?? 0 }
        if let flexible, terminal.outputIsTerminal {
            let others = widths.reduce(0, +) - widths[flexible] + Self.gap * (widths.count - 1)
            let room = max(Self.flexibleWidthMin, terminal.columns - others)
            if widths[flexible] > room {
                for index in texts.indices { texts[index][flexible] = Self.clipped(texts[index][flexible], to: room) }
                widths[flexible] = room
            }
        }
        return texts.map { Self.line($0, widths) + "\n" }.joined()
    }

    private static func line(_ cells: [String], _ widths: [Int]) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            line += cell
            guard index < cells.count - 1 else { break }
            line += String(repeating: " ", count: widths[index] - DisplayWidth.of(cell) + gap)
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    /// Cuts inside of the isolation, which stays closed.
    private static func clipped(_ cell: String, to width: Int) -> String {
        let cut = DisplayWidth.clipped(cell, to: width)
        let isOpen = cell.unicodeScalars.first == "\u{2068}" && cut.unicodeScalars.last != "\u{2069}"
        return isOpen ? cut + "\u{2069}" : cut
    }
}
