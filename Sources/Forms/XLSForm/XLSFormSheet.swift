import Records
import Tables

/// One sheet of an XLSForm by the names of its columns.
struct XLSFormSheet {
    private let columns: [String: Int]
    /// With the number of the row in the sheet, counted from 1.
    let rows: [(number: Int, cells: [Cell])]
    let headings: [String]

    static let rowsMax = 20_000

    /// - Returns: `nil` when there is no such sheet, or it is empty.
    init?(_ name: String, in sheets: [Sheet]) throws(FormsError) {
        guard let sheet = sheets.first(where: { $0.name.lowercased() == name }), let first = sheet.rows.first else { return nil }
        guard sheet.rows.count <= Self.rowsMax else {
            throw FormsError(
                .notAnXLSForm, "The sheet \(name) has \(sheet.rows.count) rows; \(Self.rowsMax) are read at most.", hint: "Split the form.")
        }
        headings = first.map { TextRules.trimmed($0.text) }
        columns = Dictionary(headings.enumerated().map { ($1.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
        rows = sheet.rows.enumerated().dropFirst().filter { $1.contains { !$0.isEmpty } }.map { ($0 + 1, $1) }
    }

    subscript(row: Int, _ names: String...) -> String? {
        for name in names {
            guard let column = columns[name], rows[row].cells.indices.contains(column) else { continue }
            let text = TextRules.trimmed(rows[row].cells[column].text)
            if !text.isEmpty { return text }
        }
        return nil
    }

    /// Words by language: `label`, `label::French (fr)`, `label::fr`. Without English the first there are stand for it.
    func words(_ row: Int, _ name: String) -> [String: String] {
        var words = [String: String]()
        var first: String?
        for heading in headings {
            let parts = heading.split(separator: ":", omittingEmptySubsequences: true).map { TextRules.trimmed(String($0)) }
            guard let base = parts.first, base.lowercased() == name, parts.count <= 2, let text = self[row, heading.lowercased()] else {
                continue
            }
            let shown = String(text.prefix(500))
            first = first ?? shown
            words[parts.count == 1 ? "en" : Self.language(parts[1])] = shown
        }
        if words["en"] == nil, let first { words["en"] = first }
        return words
    }

    /// `French (fr)`, `fr` or `French`.
    private static func language(_ text: String) -> String {
        let known = [
            "english": "en", "french": "fr", "français": "fr", "arabic": "ar", "العربية": "ar", "ukrainian": "uk", "українська": "uk",
        ]
        let lower = text.lowercased()
        if let open = lower.lastIndex(of: "("), let close = lower[open...].firstIndex(of: ")") {
            let code = String(lower[lower.index(after: open)..<close])
            if !code.isEmpty, code.utf8.count <= 16 { return code }
        }
        return known[lower] ?? String(lower.prefix(3))
    }
}
