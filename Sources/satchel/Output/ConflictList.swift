import Clinic
import Records

/// Conflicts with their values side by side.
struct ConflictList: Renderable {
    let conflicts: [ConflictDetail]
    let values: ValueText

    static func of(_ conflicts: [ConflictDetail], _ clinic: Clinic, _ context: CommandContext) async -> ConflictList {
        var values = ValueText(catalog: clinic.catalog, language: context.language)
        for conflict in conflicts {
            for candidate in conflict.candidates {
                let found = await ValueText.looking(
                    up: [conflict.field: candidate.value], of: clinic.catalog[conflict.kind], in: clinic, language: context.language)
                values.titles.merge(found.titles) { $1 }
            }
        }
        return ConflictList(conflicts: conflicts, values: values)
    }

    var json: JSONValue {
        [
            "conflicts": .array(
                conflicts.map { conflict in
                    [
                        "record": .text(conflict.record.description), "number": conflict.number.json, "kind": .text(conflict.kind),
                        "title": .text(conflict.title), "field": .text(conflict.field), "space": .text(conflict.space.description),
                        "shown": .integer(Int64(conflict.shown + 1)), "seen": .text(conflict.token),
                        "values": .array(
                            conflict.candidates.enumerated().map { index, candidate in
                                [
                                    "number": .integer(Int64(index + 1)), "value": candidate.value, "author": candidate.author.json,
                                    "before": candidate.before ?? .null,
                                    "operations": .array(candidate.operations.map { .text($0.description) }),
                                ]
                            }),
                    ]
                })
        ]
    }

    func write(to page: inout Page) {
        guard !conflicts.isEmpty else { return page.line("Nothing to settle.") }
        for conflict in conflicts {
            let field = values.catalog[conflict.kind]?[conflict.field]
            page.heading("\(RecordName.phrase(conflict.kind, conflict.number, conflict.record))  \(conflict.title)")
            page.line("\(field?.label(values.language) ?? conflict.field) (\(conflict.field)) holds \(conflict.candidates.count) values:")
            for (index, candidate) in conflict.candidates.enumerated() { write(candidate, index, field, conflict, to: &page) }
            page.line(
                "  satchel conflict settle \(RecordName.phrase(conflict.number, conflict.record)) \(conflict.field) --choose N --seen \(words: conflict.token)"
            )
        }
    }

    private func write(
        _ candidate: ConflictDetail.Candidate, _ index: Int, _ field: Field?, _ conflict: ConflictDetail, to page: inout Page
    ) {
        let text = values.text(candidate.value, field: field)
        let mark: Phrase = index == conflict.shown ? "   (shown until then)" : ""
        if text.contains("\n") {
            page.line("  \(index + 1)" + mark)
            page.paragraph(text, indent: 5)
        } else {
            page.line("  \(index + 1)  " + (text.isEmpty ? "(empty)" : "\(text)") + mark)
        }
        page.line("     \(candidate.author.phrase)")
        if let before = candidate.before { page.line("     was \(values.text(before, field: field)) before") }
    }
}
