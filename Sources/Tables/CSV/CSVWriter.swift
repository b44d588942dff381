/// Writes CSV (RFC 4180) that no spreadsheet takes for formulas: UTF-8, CR LF, commas.
public struct CSVWriter: Sendable {
    /// What a column holds; in a numeric one a number stays a number, also a negative one.
    public enum Column: Sendable { case text, numeric }

    private let columns: [Column]
    private let delimiter: Delimiter

    public init(columns: [Column], delimiter: Delimiter = .comma) {
        self.columns = columns
        self.delimiter = delimiter
    }

    /// A byte order mark, by which spreadsheets know UTF-8.
    public static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// One row with its line end.
    ///
    /// - Precondition: as many cells as columns.
    public func row(_ cells: [String]) -> [UInt8] {
        precondition(cells.count == columns.count, "A row has as many cells as there are columns.")
        var line = [UInt8]()
        for (index, cell) in cells.enumerated() {
            if index > 0 { line.append(delimiter.byte) }
            let isNumber = columns[index] == .numeric && Self.isNumber(cell)
            append(isNumber ? cell : Self.harmless(cell), to: &line)
        }
        // A row of one empty cell would be a blank line, which is no row.
        if line.isEmpty { line += [UInt8(ascii: "\""), UInt8(ascii: "\"")] }
        return line + [0x0D, 0x0A]
    }

    private func append(_ text: String, to line: inout [UInt8]) {
        let needsQuotes =
            text.utf8.contains { $0 == UInt8(ascii: "\"") || $0 == 0x0A || $0 == 0x0D || Delimiter.bytes.contains($0) }
            || text.first?.isWhitespace ?? false || text.last?.isWhitespace ?? false
        guard needsQuotes else { return line.append(contentsOf: text.utf8) }
        line.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            if byte == UInt8(ascii: "\"") { line.append(byte) }
            line.append(byte)
        }
        line.append(UInt8(ascii: "\""))
    }

    /// The text with an apostrophe before it where a spreadsheet would compute it: `= + - @`, tab, CR, LF, and their full-width forms.
    /// Quoting alone does not help. What cannot be seen does not hide them: a byte order mark before one is dropped by whoever reads it.
    public static func harmless(_ text: String) -> String {
        guard let first = text.unicodeScalars.first(where: { !$0.properties.isDefaultIgnorableCodePoint }), dangerous.contains(first) else {
            return text
        }
        return "'" + text
    }

    private static let dangerous: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"]

    /// Plain decimal notation, `-12.5`; nothing that a spreadsheet would have to think about.
    static func isNumber(_ text: String) -> Bool {
        let parts = (text.hasPrefix("-") ? text.dropFirst() : text[...]).split(separator: ".", omittingEmptySubsequences: false)
        return (1...2).contains(parts.count) && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }
    }
}

extension Delimiter {
    /// A cell that has any of them is put in quotes: spreadsheets of other countries expect another one.
    static let bytes: Set<UInt8> = Set(allCases.map(\.byte))
}
