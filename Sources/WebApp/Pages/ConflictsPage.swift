import Clinic
import Records

/// Every field of which two people said two things, and that waits for a person.
struct ConflictsPage: PageModel {
    static let template = "conflicts"

    let lines: [RecordLine]

    var section: Section? { .conflicts }
    func title(_ words: Words) -> String { words("nav_conflicts") }

    static func make(_ clinic: Clinic, _ visit: Visit) async throws -> ConflictsPage {
        let values = visit.values(clinic)
        return ConflictsPage(lines: try await clinic.conflicts(space: nil).map { RecordLine($0, values) })
    }

    func context(_ words: Words) -> [String: Any] {
        ["lines": lines.map(\.context), "empty": lines.isEmpty, "count": words("today_conflicts", count: lines.count)]
    }
}

/// One of them: the values side by side, each with who said it, when, on which device and instead of what.
struct ConflictPage: PageModel {
    static let template = "conflict"

    struct Side: Sendable, Hashable {
        let number: Int
        let value: String
        let author: String
        let before: String?
    }

    let record: RecordID
    let field: String
    let fieldLabel: String
    let kind: String
    let heading: String
    let sides: [Side]
    /// Stands for exactly these values: what comes in later is never overruled.
    let seen: String
    /// How many wait after this one.
    let restCount: Int
    let skip: String?
    var other = ""
    var problem: String?

    var section: Section? { .conflicts }
    func title(_ words: Words) -> String { words("nav_conflicts") }

    func context(_ words: Words) -> [String: Any] {
        [
            "action": "/records/\(record)/conflicts/\(field)", "record": "/records/\(record)", "field": fieldLabel, "kind": kind,
            "heading": heading, "seen": seen, "other": other, "problem": problem.map { $0 as Any } ?? false,
            "sides": sides.map {
                [
                    "index": $0.number - 1, "number": NumberText.text($0.number, words.language), "value": $0.value, "author": $0.author,
                    "before": $0.before.map { $0 as Any } ?? false, "key": $0.number <= 9 ? $0.number as Any : false,
                ] as [String: Any]
            },
            "rest": restCount > 0 ? words("conflict_rest", count: restCount) as Any : false, "skip": skip.map { $0 as Any } ?? false,
        ]
    }
}
