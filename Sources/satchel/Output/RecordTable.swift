import Clinic
import Records

/// Records in a table, with just the columns that have something in them.
struct RecordTable: Renderable {
    let rows: [RecordSummary]
    let total: Int
    let offset: Int
    /// Said instead of a table without rows.
    let empty: Phrase
    let values: ValueText
    /// Whether the kind is a column: not in a list of one kind.
    var showsKind = false
    /// What stands in the column of deadlines, where more is to be said than the date.
    var dueTexts: [RecordID: Phrase] = [:]

    var json: JSONValue {
        ["records": .array(rows.map(\.json)), "total": .integer(Int64(total)), "offset": .integer(Int64(offset))]
    }

    func write(to page: inout Page) {
        guard !rows.isEmpty else { return page.line(empty) }
        let columns = columns.filter { column in rows.contains { !column.cell($0).isEmpty } }
        var table = Table(columns.map(\.heading), flexible: columns.firstIndex { $0.heading == "TITLE" })
        for row in rows { table.row(columns.map { $0.cell(row) }) }
        page.table(table)
        if rows.count < total {
            page.line("\(offset + 1) to \(offset + rows.count) of \(total); --offset \(offset + rows.count) shows the next.")
        }
        let conflicts = rows.count { $0.hasConflict }
        if conflicts > 0 {
            page.line("! \(.counted(conflicts, "record has a field", "records have fields")) with several values: `satchel conflict list`.")
        }
    }

    private struct Column {
        let heading: String
        let cell: (RecordSummary) -> Phrase
    }

    private var columns: [Column] {
        [
            Column(heading: "") { $0.hasConflict ? "!" : "" },
            Column(heading: "MOVED") { $0.movedTo == nil ? "" : "moved" },
            Column(heading: "KIND") { showsKind ? "\($0.kind)" : "" },
            Column(heading: "NUMBER") { $0.number.map { "\($0)" } ?? "" },
            Column(heading: "TITLE") { "\($0.title)" },
            Column(heading: "STATUS") { status($0) },
            Column(heading: "DUE") { due($0) },
            Column(heading: "CHANGED") { .words(Moment.text($0.updated)) },
            Column(heading: "RECORD") { .words($0.id.description) },
        ]
    }

    private func status(_ row: RecordSummary) -> Phrase {
        guard let status = row.status else { return "" }
        return "\(values.text(.text(status), field: values.catalog[row.kind]?["status"]))"
    }

    private func due(_ row: RecordSummary) -> Phrase {
        if let text = dueTexts[row.id] { return text }
        guard let due = row.due else { return "" }
        let shown = CalendarDate(due).map { SchemaCatalog.display($0, values.language, values.calendar) } ?? due
        return row.isDone ? "\(shown) done" : "\(shown)"
    }
}

extension RecordSummary {
    var json: JSONValue {
        [
            "record": .text(id.description), "kind": .text(kind), "title": .text(title), "number": number.json, "status": status.json,
            "due": due.json, "done": .flag(isDone), "conflict": .flag(hasConflict), "movedTo": (movedTo?.description).json,
            "updated": Moment.json(updated),
            "space": .text(space.description),
        ]
    }
}
