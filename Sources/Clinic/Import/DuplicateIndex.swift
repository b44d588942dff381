import Records
import ReplicatedLog
import Views

/// Who may be there already: clients with the same names, in whatever spelling the search takes for the same, and the same date of birth.
struct DuplicateIndex {
    enum Found: Equatable {
        case record(RecordID)
        case row(Int)
    }

    private var places: [Key: Found] = [:]

    private struct Key: Hashable {
        let names: EntryHash
    }

    /// - Returns: `nil` for what is never a duplicate.
    private static func key(_ kind: String, _ text: (String) -> String?) -> Key? {
        guard kind == KindName.client else { return nil }
        let names = ["given_name", "father_name", "family_name"].map { SearchText.fold(text($0) ?? "") }
        guard names.contains(where: { !$0.isEmpty }) else { return nil }
        return Key(names: EntryHash(hashing: Array((names + [text("birth_date") ?? ""]).joined(separator: "\0").utf8)))
    }

    mutating func add(_ row: RecordRow) {
        guard let key = Self.key(row.kind, { row.fields[$0]?.textValue }), places[key] == nil else { return }
        places[key] = .record(row.id)
    }

    mutating func add(_ fields: [String: JSONValue], kind: String, row: Int) {
        guard let key = Self.key(kind, { fields[$0]?.textValue }), places[key] == nil else { return }
        places[key] = .row(row)
    }

    func find(_ fields: [String: JSONValue], kind: String) -> Found? {
        Self.key(kind) { fields[$0]?.textValue }.flatMap { places[$0] }
    }
}
