import Clinic
import Forms
import Records

/// A record, whole; of a case or a client with everything that hangs on it, as its file.
struct RecordPage: PageModel {
    static let template = "record"
    static let timelineMax = 100

    struct Row: Sendable, Hashable {
        let label: String
        let pieces: [ValueWords.Piece]
        /// How many values stand, and where to settle it.
        var conflict: String?
        var conflictLink: String?
    }

    struct NoteLine: Sendable, Hashable {
        let id: String
        let field: String
        let text: String
        let author: String
        let isAddendum: Bool
    }

    struct Group: Sendable {
        let kind: String
        let label: String
        let add: String?
        let lines: [RecordLine]
    }

    struct Event: Sendable, Hashable {
        let time: String
        let text: String
        var link: String?
        let author: String
    }

    struct Fact: Sendable, Hashable {
        let label: String
        let text: String
        let isGrave: Bool
    }

    let detail: RecordDetail
    let kindLabel: String
    let spaceName: String
    /// What matters at a glance.
    let facts: [Fact]
    let rows: [Row]
    let notes: [NoteLine]
    let noteFields: [(name: String, label: String)]
    let groups: [Group]
    let timeline: [Event]
    let created: String
    let updated: String
    let edit: String?
    let isMoved: Bool

    var section: Section? { nil }
    func title(_ words: Words) -> String { kindLabel }

    static func make(_ record: RecordID, _ clinic: Clinic, _ visit: Visit) async throws -> RecordPage {
        let detail = try await clinic.detail(record)
        let kind = clinic.catalog[detail.kind]
        let values = visit.values(clinic, titles: try await clinic.titles(in: detail.fields, kind: detail.kind))
        let hanging = try await clinic.recordFile(of: record)
        let canEdit = detail.movedTo == nil && clinic.library[detail.kind] != nil
        return RecordPage(
            detail: detail, kindLabel: values.kind(detail.kind),
            spaceName: try await clinic.spaces().first { $0.id == detail.space }?.name ?? visit.words("space_unnamed"),
            facts: facts(detail, hanging, values, visit), rows: rows(detail, kind, values), notes: notes(detail, values),
            noteFields: detail.movedTo == nil
                ? kind?.fields.filter { $0.type == .notes && !$0.retired }.map { ($0.name, values.label($0.name, of: detail.kind)) } ?? []
                : [],
            groups: groups(detail, hanging, clinic, values), timeline: try await timeline(detail, hanging, clinic, values),
            created: values.author(detail.created), updated: values.author(detail.updated),
            edit: canEdit ? "/records/\(record)/edit" : nil, isMoved: detail.movedTo != nil)
    }

    private static func rows(_ detail: RecordDetail, _ kind: RecordKind?, _ values: ValueWords) -> [Row] {
        let known = kind?.fields.map(\.name).filter { detail.fields[$0] != nil } ?? []
        let unknown = detail.fields.keys.filter { kind?[$0] == nil }.sorted()
        return (known + unknown).compactMap { name in
            let pieces = values.pieces(detail.fields[name] ?? .null, field: kind?[name])
            guard !pieces.isEmpty || detail.conflicts[name] != nil else { return nil }
            let label = kind?[name] == nil ? values.words("field_unknown", ["name": name]) : values.label(name, of: detail.kind)
            guard let count = detail.conflicts[name] else { return Row(label: label, pieces: pieces) }
            return Row(
                label: label, pieces: pieces, conflict: values.words("one_of", count: count),
                conflictLink: "/records/\(detail.id)/conflicts/\(name)")
        }
    }

    /// Corrections and additions stand under the note that they are about.
    private static func notes(_ detail: RecordDetail, _ values: ValueWords) -> [NoteLine] {
        func line(_ note: NoteDetail, isAddendum: Bool) -> NoteLine {
            NoteLine(
                id: note.operation.description, field: values.label(note.field, of: detail.kind), text: note.text,
                author: values.author(note.author), isAddendum: isAddendum)
        }
        let addenda = Dictionary(grouping: detail.notes.filter { $0.about != nil }, by: \.about)
        func under(_ note: NoteDetail, _ depth: Int) -> [NoteLine] {
            guard depth < 16 else { return [] }
            return (addenda[note.operation] ?? []).flatMap { [line($0, isAddendum: true)] + under($0, depth + 1) }
        }
        let known = Set(detail.notes.map(\.operation))
        let first = detail.notes.filter { $0.about.map { !known.contains($0) } ?? true }
        return first.flatMap { [line($0, isAddendum: false)] + under($0, 0) }
    }

    private static func groups(_ detail: RecordDetail, _ hanging: [FileItem], _ clinic: Clinic, _ values: ValueWords) -> [Group] {
        let present = Dictionary(grouping: hanging, by: \.summary.kind)
        let possible = clinic.catalog.kinds.filter { kind in
            kind.fields.contains { $0.type.element == .reference && !$0.retired && $0.refers.contains(detail.kind) }
        }
        .map(\.name)
        let names = ListsPage.kinds(clinic.catalog).filter { present[$0] != nil || possible.contains($0) }
        return names.compactMap { name in
            var seen = Set<RecordID>()
            let lines = (present[name] ?? []).filter { seen.insert($0.summary.id).inserted }.map { item in
                var line = RecordLine(item.summary, values)
                line.remark = values.label(item.field, of: name)
                return line
            }
            let isAsked = clinic.library[name] != nil && possible.contains(name) && detail.movedTo == nil
            guard !lines.isEmpty || isAsked else { return nil }
            return Group(kind: name, label: values.kind(name), add: isAsked ? "/forms/\(name)?for=\(detail.id)" : nil, lines: lines)
        }
    }

    private func some(_ text: String?) -> Any { text.map { $0 as Any } ?? false }

    func context(_ words: Words) -> [String: Any] {
        let filled = groups.filter { !$0.lines.isEmpty }
        return [
            "kind": kindLabel, "heading": detail.title.isEmpty ? words("untitled") : detail.title,
            "number": some(detail.number == detail.title ? nil : detail.number), "space": spaceName,
            "facts": facts.map { ["label": $0.label, "text": $0.text, "grave": $0.isGrave] as [String: Any] }, "has_facts": !facts.isEmpty,
            "rows": rows.map { row in
                [
                    "label": row.label, "pieces": row.pieces.map(\.context), "conflict": some(row.conflict),
                    "conflict_link": some(row.conflictLink),
                ] as [String: Any]
            },
            "no_rows": rows.isEmpty,
            "notes": notes.map {
                ["id": $0.id, "field": $0.field, "text": $0.text, "author": $0.author, "addendum": $0.isAddendum] as [String: Any]
            },
            "has_notes": !notes.isEmpty, "note_fields": noteFields.map { ["name": $0.name, "label": $0.label] as [String: Any] },
            "takes_notes": !noteFields.isEmpty, "several_note_fields": noteFields.count > 1, "note_field": noteFields.first?.name ?? "",
            "groups": filled.map { group in
                ["label": group.label, "add": some(group.add), "lines": group.lines.map(\.context)] as [String: Any]
            },
            "adds": groups.compactMap { group in group.add.map { ["link": $0, "label": group.label] as [String: Any] } },
            "may_add": groups.contains { $0.add != nil },
            "timeline": timeline.map { ["time": $0.time, "text": $0.text, "link": some($0.link), "author": $0.author] as [String: Any] },
            "has_timeline": !timeline.isEmpty, "created": created, "updated": updated, "edit": some(edit),
            "history": "/records/\(detail.id)/history", "notes_path": "/records/\(detail.id)/notes", "moved": isMoved,
        ]
    }
}
