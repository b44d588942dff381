import Clinic
import Records

/// The edits of a record, in the order in which the clinic gives them.
struct HistoryView: Renderable {
    let rows: [HistoryRow]
    let kind: RecordKind?
    let values: ValueText

    var json: JSONValue {
        [
            "history": .array(
                rows.map { row in
                    [
                        "operation": .text(row.operation.description), "field": .text(row.field), "edit": .text(row.edit.name),
                        "value": row.edit.value, "author": row.author.json, "superseded": .flag(row.isSuperseded),
                    ]
                })
        ]
    }

    func write(to page: inout Page) {
        guard !rows.isEmpty else { return page.line("No edits of that.") }
        for row in rows {
            let field = kind?[row.field]
            page.line("\(words: Moment.text(row.author.time))  \(row.author.who)" + (row.isSuperseded ? "  (replaced since)" : ""))
            let text = values.text(row.edit.value, field: field?.type == .notes ? nil : field)
            let label: Phrase = "  \(field?.label(values.language) ?? row.field) \(words: row.edit.words)"
            if text.contains("\n") {
                page.line(label)
                page.paragraph(text, indent: 4)
            } else {
                page.line(text.isEmpty ? label : label + " \(text)")
            }
        }
    }
}

extension HistoryRow.Edit {
    /// For programs.
    var name: String {
        switch self {
        case .put: "put"
        case .add: "add"
        case .remove: "remove"
        case .note: "note"
        case .erased: "erased"
        }
    }

    /// Between the label of the field and the value.
    var words: String {
        switch self {
        case .put(let value): value.isNull ? "emptied" : "="
        case .add: "+"
        case .remove: "-"
        case .note: ":"
        case .erased: "erased by law"
        }
    }

    var value: JSONValue {
        switch self {
        case .put(let value), .add(let value), .remove(let value): value
        case .note(let text): .text(text)
        case .erased: .null
        }
    }
}
