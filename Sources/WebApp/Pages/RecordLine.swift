import Clinic
import Records

/// A record in a list.
struct RecordLine: Hashable, Sendable {
    let link: String
    let kind: String
    let title: String
    var number: String?
    var status: String?
    var due: String?
    var isOverdue = false
    var isDone = false
    var hasConflict = false
    var changed: String?
    var remark: String?

    init(_ summary: RecordSummary, _ values: ValueWords) {
        link = "/records/\(summary.id)"
        kind = values.kind(summary.kind)
        // The title of a record has its number, which is shown beside it.
        title = summary.title.isEmpty ? values.words("untitled") : summary.title
        number = summary.number
        let field = values.catalog[summary.kind]?["status"]
        status = summary.status.map { values.text(.text($0), field: field) }
        due = summary.due.map(values.date)
        isDone = summary.isDone
        hasConflict = summary.hasConflict
        changed = values.moment(summary.updated)
    }

    var context: [String: Any] {
        [
            "link": link, "kind": kind, "title": title, "number": some(number == title ? nil : number), "status": some(status),
            "due": some(due),
            "overdue": isOverdue, "done": isDone, "conflict": hasConflict, "changed": some(changed), "remark": some(remark),
        ]
    }

    /// A template looks outwards for what is missing, so nothing is missing.
    private func some(_ text: String?) -> Any { text.map { $0 as Any } ?? false }
}

extension RecordLine {
    /// A field in conflict, with the way to settle it.
    init(_ conflict: ConflictDetail, _ values: ValueWords) {
        link = "/records/\(conflict.record)/conflicts/\(conflict.field)"
        kind = values.kind(conflict.kind)
        title = conflict.title.isEmpty ? values.words("untitled") : conflict.title
        number = conflict.number
        remark = values.label(conflict.field, of: conflict.kind)
        hasConflict = true
    }
}
