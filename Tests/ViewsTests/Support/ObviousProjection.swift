import Records
import ReplicatedLog

/// What should be shown, asked of the folded state field by field and of the operations as they were written. Slow, and
/// shares no code with the view.
struct ObviousProjection {
    struct Record: Equatable {
        var kind = ""
        var fields: [String: JSONValue] = [:]
        var conflicts: [String: Int] = [:]
        var created: Int64 = 0
        var updated: Int64 = 0
        var notes: [OperationID] = []
        /// The records that it refers to, with the field.
        var references: Set<String> = []
        /// Every word that finds it.
        var words: Set<String> = []
        var due: String?
        var isDone = false
    }

    let state: SpaceState
    let operations: [OperationID: Operation]
    /// Claimed times.
    let times: [OperationID: Int64]
    let catalog: SchemaCatalog

    /// Every record that was created.
    func records() -> [RecordID: Record] {
        var result = [RecordID: Record]()
        for (id, operation) in operations {
            if case .create(let kind, _) = operation { result[id] = record(id, kind) }
        }
        return result
    }

    private func record(_ id: RecordID, _ kind: String) -> Record {
        var record = Record(kind: kind)
        record.created = times[id] ?? 0
        record.updated = record.created
        for field in state.fields(of: id) { read(field, of: id, into: &record) }
        return record
    }

    private func read(_ name: String, of id: RecordID, into record: inout Record) {
        let field = catalog[record.kind]?[name]
        let standings = state.survivors(of: id, field: name).map { ($0, value($0.operation)) }
            .sorted { ($0.0.provenance.time, $0.0.operation) > ($1.0.provenance.time, $1.0.operation) }
        let elements = elements(name, of: id)
        if let shown = standings.first {
            record.fields[name] = shown.1.json
            record.updated = max(record.updated, shown.0.provenance.time)
        }
        if !elements.isEmpty, standings.isEmpty || field?.merge == .set { record.fields[name] = .array(elements.map(\.json)) }
        let distinct = Set(standings.map { $0.1.canonicalBytes }).count
        if distinct > 1, (field?.merge ?? .review) == .review { record.conflicts[name] = distinct }
        for item in state.history(of: id, field: name) {
            guard case .note(_, _, let text, _) = operations[item.operation] else { continue }
            record.notes.append(item.operation)
            record.updated = max(record.updated, item.provenance.time)
            record.words.formUnion(SearchText.words(text))
        }
        for value in standings.map(\.1) + elements {
            if case .reference(let target) = value { record.references.insert("\(name) \(target)") }
            guard field?.search == true || name == "number" && record.kind == "case" else { continue }
            if case .text(let text) = value { record.words.formUnion(SearchText.words(text)) }
        }
        if field?.deadline == true {
            record.due = standings.compactMap { if case .date = $0.1 { $0.1.json.textValue?.filter { $0 != "~" } } else { nil } }.min()
        }
        if name == "done", field?.type == .flag { record.isDone = !standings.isEmpty && standings.allSatisfy { $0.1 == .flag(true) } }
    }

    private func value(_ operation: OperationID) -> Value {
        guard case .put(_, _, let value, _) = operations[operation] else { preconditionFailure("only a put survives in a register") }
        return value
    }

    /// An element is in the set if some addition of it stands.
    private func elements(_ field: String, of id: RecordID) -> [Value] {
        var found = [[UInt8]: Value]()
        for item in state.history(of: id, field: field) where !item.superseded {
            if case .add(_, _, let value) = operations[item.operation] { found[value.canonicalBytes] = value }
        }
        return found.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }
}
