import Records
import Reports

/// A report as tables.
struct FigureView: Renderable {
    let sheet: FigureSheet

    var json: JSONValue {
        [
            "report": .text(sheet.id), "from": .text(sheet.period.from.description), "to": .text(sheet.period.to.description),
            "threshold": sheet.threshold.map { .integer(Int64($0)) } ?? .null,
            "tables": .object(Dictionary(uniqueKeysWithValues: sheet.tables.map { ($0.id, Self.json($0)) })),
        ]
    }

    private static func json(_ table: FigureTable) -> JSONValue {
        func row(_ row: FigureTable.Row) -> JSONValue {
            .object(
                ["id": .text(row.id), "label": .text(row.title)].merging(
                    zip(table.columns, row.figures).map { ($0.id, json($1)) }, uniquingKeysWith: { $1 }))
        }
        return [
            "title": .text(table.title), "rows": .array(table.rows.map(row)), "total": table.total.map(row) ?? .null,
            "note": .text(table.note),
        ]
    }

    private static func json(_ figure: Figure) -> JSONValue {
        switch figure {
        case .count(let count), .number(let count): .integer(Int64(count))
        case .share(let part, let whole):
            ["count": .integer(Int64(part)), "of": .integer(Int64(whole)), "share": .number(Double(part) / Double(whole))]
        case .mean(let value, let base): ["mean": .number(value), "of": .integer(Int64(base))]
        case .none: .null
        case .suppressed: "suppressed"
        }
    }

    func write(to page: inout Page) {
        page.line("\(sheet.title), \(words: sheet.period.from.description) to \(words: sheet.period.to.description)")
        if let threshold = sheet.threshold {
            page.line("For publication: counts below \(threshold), and what would give them away, are shown as *.")
        }
        for table in sheet.tables {
            page.heading("\(table.title)")
            guard !table.rows.isEmpty else {
                page.line("  Nothing in the period.")
                continue
            }
            var lines = Table(["", ""] + table.columns.map(\.title))
            for row in table.rows + (table.total.map { [$0] } ?? []) {
                lines.row(["", "\(row.title)"] + row.figures.map { .words(Self.text($0)) })
            }
            page.table(lines)
            if !table.note.isEmpty { page.line("  \(table.note)") }
        }
    }

    private static func text(_ figure: Figure) -> String {
        switch figure {
        case .count(let count), .number(let count): String(count)
        case .share(let part, let whole): "\(percent(part, of: whole)) %"
        case .mean(let value, _): oneDecimal(value)
        case .none: "-"
        case .suppressed: "*"
        }
    }

    private static func percent(_ part: Int, of whole: Int) -> Int {
        Int((200 * Int128(part) + Int128(whole)) / (2 * Int128(whole)))
    }

    private static func oneDecimal(_ value: Double) -> String {
        let tenths = Int(exactly: (value * 10).rounded()) ?? (value < 0 ? -.max : .max)
        let sign = tenths < 0 ? "-" : ""
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(sign)\(abs(tenths) / 10).\(abs(tenths) % 10)"
    }
}
