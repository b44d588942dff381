import Clinic
import Records

/// Who wrote what into a record, when and on which device. Nothing ever goes from it.
struct HistoryPage: PageModel {
    static let template = "history"

    struct Line: Sendable, Hashable {
        let field: String
        let what: String
        let value: String
        let author: String
        let isSuperseded: Bool
    }

    let heading: String
    let link: String
    let lines: [Line]

    var section: Section? { nil }
    func title(_ words: Words) -> String { words("history_title") }

    static func make(_ record: RecordID, _ clinic: Clinic, _ visit: Visit) async throws -> HistoryPage {
        let detail = try await clinic.detail(record)
        let history = try await clinic.history(record, field: nil)
        var values = visit.values(clinic)
        for row in history {
            guard let value = row.edit.value else { continue }
            values.titles.merge(try await clinic.titles(in: [row.field: value], kind: detail.kind)) { $1 }
        }
        let lines = history.reversed().map { row in
            let field = clinic.catalog[detail.kind]?[row.field]
            return Line(
                field: values.label(row.field, of: detail.kind), what: visit.words.text(named: "edit_\(row.edit.name)") ?? "",
                value: row.edit.note ?? row.edit.value.map { values.text($0, field: field) } ?? "", author: values.author(row.author),
                isSuperseded: row.isSuperseded)
        }
        return HistoryPage(heading: detail.title, link: "/records/\(record)", lines: lines)
    }

    func context(_ words: Words) -> [String: Any] {
        [
            "heading": heading.isEmpty ? words("untitled") : heading, "link": link,
            "lines": lines.map {
                ["field": $0.field, "what": $0.what, "value": $0.value, "author": $0.author, "superseded": $0.isSuperseded] as [String: Any]
            },
        ]
    }
}

extension HistoryRow.Edit {
    /// As the texts of the pages call it.
    var name: String {
        switch self {
        case .put(.null): "emptied"
        case .put: "put"
        case .add: "added"
        case .remove: "removed"
        case .note: "note"
        case .erased: "erased"
        }
    }

    var value: JSONValue? {
        switch self {
        case .put(let value), .add(let value), .remove(let value): value
        case .note, .erased: nil
        }
    }

    var note: String? { if case .note(let text) = self { text } else { nil } }
}
