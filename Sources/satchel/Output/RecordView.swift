import Clinic
import Records

/// One record, whole.
struct RecordView: Renderable {
    let detail: RecordDetail
    /// `nil` for a kind that this version does not know.
    let kind: RecordKind?
    let values: ValueText
    let spaceName: String?
    let seen: String

    var json: JSONValue {
        [
            "record": .text(detail.id.description), "kind": .text(detail.kind), "number": detail.number.json, "title": .text(detail.title),
            "space": ["id": .text(detail.space.description), "name": spaceName.json], "movedTo": (detail.movedTo?.description).json,
            "schemaVersion": .integer(Int64(detail.schemaVersion)), "fields": .object(detail.fields),
            "conflicts": .object(detail.conflicts.mapValues { .integer(Int64($0)) }),
            "notes": .array(
                detail.notes.map {
                    [
                        "note": .text($0.operation.description), "field": .text($0.field), "text": .text($0.text),
                        "about": ($0.about?.description).json, "author": $0.author.json,
                    ]
                }),
            "related": .array(
                detail.related.map {
                    ["record": .text($0.id.description), "kind": .text($0.kind), "title": .text($0.title), "field": .text($0.field)]
                }),
            "created": detail.created.json, "updated": detail.updated.json, "seen": .text(seen),
        ]
    }

    func write(to page: inout Page) {
        page.line("\(RecordName.phrase(detail.kind, detail.number, detail.id)) in \(spaceName ?? detail.space.description)")
        if detail.number != nil { page.line("  \(words: detail.id.description)") }
        if let target = detail.movedTo { page.line("  Moved to another caseload (\(words: target.description)); here it is history.") }
        page.line()
        writeFields(to: &page)
        if !detail.notes.isEmpty { writeNotes(to: &page) }
        if !detail.related.isEmpty {
            page.heading("Refers to it:")
            var table = Table(["", "KIND", "TITLE", "RECORD"], flexible: 2)
            for other in detail.related { table.row(["", "\(other.kind)", "\(other.title)", .words(other.id.description)]) }
            page.table(table)
        }
        page.line()
        page.details([("Written", detail.created.phrase), ("Changed", detail.updated.phrase)])
    }

    private func writeFields(to page: inout Page) {
        let known = kind?.fields.filter { detail.fields[$0.name] != nil } ?? []
        let unknown = detail.fields.keys.filter { kind?[$0] == nil }.sorted()
        var short = [(label: Phrase, value: Phrase)]()
        var long = [(label: Phrase, text: String)]()
        for (name, field) in known.map({ ($0.name, Optional($0)) }) + unknown.map({ ($0, nil) }) {
            guard let value = detail.fields[name] else { continue }
            let text = values.text(value, field: field)
            let label: Phrase = field.map { "\($0.label(values.language))" } ?? "\(name) (unknown to this version)"
            if text.contains("\n") || text.unicodeScalars.count > 120 {
                long.append((label + conflictMark(name), text))
            } else if !text.isEmpty || detail.conflicts[name] != nil {
                short.append((label, "\(text)" + conflictMark(name)))
            }
        }
        page.details(short)
        for (label, text) in long {
            page.heading(label)
            page.paragraph(text)
        }
    }

    private func conflictMark(_ field: String) -> Phrase {
        guard let count = detail.conflicts[field] else { return "" }
        return "  [1 of \(count): `satchel conflict show \(RecordName.phrase(detail.number, detail.id)) \(field)`]"
    }

    private func writeNotes(to page: inout Page) {
        page.heading("Notes")
        for note in detail.notes {
            page.line("  \(note.author.phrase)  \(words: note.operation.description)")
            if let about = note.about { page.line("  about \(words: about.description)") }
            page.paragraph(note.text, indent: 4)
        }
    }
}
