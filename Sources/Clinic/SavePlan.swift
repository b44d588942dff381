import Records
import ReplicatedLog

/// What a save of several records comes to before it is written, new records standing under placeholders.
///
/// A record's id is the place of its creation in the chain, which is known only when the entry is written.
struct SavePlan {
    struct Piece {
        let draft: Draft
        var fields: [String: JSONValue] = [:]
        var changes: [FieldChange] = []
        /// The case number that a new case is given.
        var number: String?
    }

    var pieces: [Piece]
    var problems: [Problem] = []
    var lastCaseNumber: (setting: String, number: Int)?
    private let positions: [String: Int]

    init(_ drafts: [Draft]) {
        pieces = drafts.map { Piece(draft: $0) }
        positions = Dictionary(
            drafts.enumerated().filter { !$1.name.isEmpty && $1.form == nil }.map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first }
        )
    }

    var settings: [String: [UInt8]?] {
        guard let lastCaseNumber else { return [:] }
        var writer = ByteWriter()
        writer.varint(UInt64(lastCaseNumber.number))
        return [lastCaseNumber.setting: writer.bytes]
    }

    /// Whether every form holds already what is asked for.
    var isEmpty: Bool { pieces.allSatisfy { $0.draft.form != nil && $0.changes.isEmpty } }

    mutating func add(_ found: [Problem], to index: Int) {
        problems += found.map { problem in
            var problem = problem
            problem.record = pieces.count > 1 ? pieces[index].draft.name : ""
            return problem
        }
    }

    /// The draft of a new record that a reference written as `"@name"` means.
    func newDraft(named reference: String) -> (kind: String, placeholder: RecordID)? {
        guard reference.hasPrefix("@"), let index = positions[String(reference.dropFirst())] else { return nil }
        return (pieces[index].draft.kind, Self.placeholder(index))
    }

    /// No chain has an id of zeros only: it is the beginning of a hash.
    static func placeholder(_ index: Int) -> RecordID {
        guard let chain = ChainID(bytes: [UInt8](repeating: 0, count: ChainID.byteCount)) else {
            preconditionFailure("a chain id may have any bytes")
        }
        return RecordID(chain: chain, sequence: 0, ordinal: UInt16(index))
    }

    /// The draft of a record: of a new one by its placeholder, of one that is changed by its id.
    func index(of record: RecordID) -> Int? {
        pieces.indices.first { pieces[$0].draft.form.map { $0.record == record } ?? (record == Self.placeholder($0)) }
    }

    /// The record that a placeholder stands for; any other record is itself.
    func record(ofPlaceholder record: RecordID, among records: [RecordID?]) -> RecordID {
        let index = Int(record.ordinal)
        guard pieces.indices.contains(index), record == Self.placeholder(index) else { return record }
        return records[index] ?? record
    }

    func resolved(_ json: JSONValue, among records: [RecordID?]) -> JSONValue {
        guard let text = json.textValue, let record = RecordID(text) else { return json }
        return .text(self.record(ofPlaceholder: record, among: records).description)
    }
}

extension FieldChange {
    /// The change with every record that it refers to looked up again.
    func resolving(_ record: (RecordID) -> RecordID) -> FieldChange {
        func resolved(_ value: Value) -> Value { if case .reference(let target) = value { .reference(record(target)) } else { value } }
        switch edit {
        case .put(let value): return FieldChange(field: field, edit: .put(resolved(value)))
        case .add(let value): return FieldChange(field: field, edit: .add(resolved(value)))
        case .remove(let value): return FieldChange(field: field, edit: .remove(resolved(value)))
        case .note: return self
        }
    }
}
