public import Records
import Exchange
import ReplicatedLog
import Vault
import Views

extension Clinic {
    /// What a form shows of a record now. A save with it supersedes these values and no other.
    public func form(_ record: RecordID) throws -> Form {
        try form(of: try existing(record))
    }

    /// The form of one copy of a record that lives in several spaces.
    func form(of row: RecordRow) throws -> Form {
        let state = try member().spaces[row.space]
        var shown = [String: [OperationID]]()
        for field in state?.fields(of: row.id) ?? [] { shown[field] = try standing(field, of: row, in: state) }
        return Form(record: row.id, kind: row.kind, space: row.space, fields: row.fields, shown: shown)
    }

    /// A form that was opened earlier, by its token: the values that it showed then, whatever arrived since.
    ///
    /// - Throws: `.badToken`.
    public func form(token: String) throws -> Form {
        guard let (record, shown) = FormToken.decode(token) else {
            throw ClinicError(.badToken, "This is not a token of a form.", hint: "Take the one that `show --json` prints.")
        }
        let row = try existing(record)
        let state = try member().spaces[row.space]
        var fields = [String: JSONValue]()
        for field in Set(row.fields.keys).union(shown.keys) {
            let operations = shown[field] ?? []
            if Set(try standing(field, of: row, in: state)) == Set(operations) {
                fields[field] = row.fields[field]
            } else {
                fields[field] = try displayed(operations, field: field, of: row, in: state)
            }
        }
        return Form(record: record, kind: row.kind, space: row.space, fields: fields, shown: shown)
    }

    /// The operations whose values a field shows: the survivors of a register, the additions of a set.
    func standing(_ field: String, of row: RecordRow, in state: SpaceState?) throws -> [OperationID] {
        guard catalog[row.kind]?[field]?.type.isSet ?? false else {
            return (state?.survivors(of: row.id, field: field) ?? []).map(\.operation)
        }
        let standing = state?.history(of: row.id, field: field).filter { !$0.superseded }.map(\.operation) ?? []
        return try standing.filter { if case .add? = try operation($0, in: row.space) { true } else { false } }.sorted()
    }

    /// What a field displayed when just `operations` stood.
    private func displayed(_ operations: [OperationID], field: String, of row: RecordRow, in state: SpaceState?) throws -> JSONValue? {
        let values = try operations.compactMap { id in try written(id, in: row.space).map { (id, $0.json) } }
        guard let schema = catalog[row.kind]?[field] else { return values.first?.1 }
        if schema.type.isSet {
            var elements = [JSONValue]()
            for (_, json) in values where !elements.contains(json) { elements.append(json) }
            return elements.isEmpty ? nil : .array(elements)
        }
        guard schema.merge == .latest else { return values.min { $0.0 < $1.0 }?.1 }
        let times = Dictionary(
            (state?.history(of: row.id, field: field) ?? []).map { ($0.operation, $0.provenance.time) }, uniquingKeysWith: { $1 })
        return values.max { (times[$0.0] ?? 0, $0.0) < (times[$1.0] ?? 0, $1.0) }?.1
    }

    /// The value that an operation put or added; `nil` for other operations and for what was erased.
    func written(_ id: OperationID, in space: SpaceID) throws -> Value? {
        switch try operation(id, in: space) {
        case .put(_, _, let value, _)?, .add(_, _, let value)?: value
        default: nil
        }
    }

    /// The operation for one change, which supersedes what the form showed and nothing that arrived since.
    ///
    /// - Parameter row: the record as it is now.
    func operation(for change: FieldChange, in form: Form, of row: RecordRow) throws -> Operation {
        let shown = Set(form.shown[change.field] ?? [])
        let standing = Set(try standing(change.field, of: row, in: replica?.spaces[form.space]))
        switch change.edit {
        case .put(let value):
            let over = standing.isSubset(of: shown) && !isAdopted(standing, in: form.space) ? nil : shown.sorted()
            return .put(record: form.record, field: change.field, value: value, over: over)
        case .remove(let value):
            // Somebody else may have made the same choice since: theirs stands.
            let over = try shown.filter { try written($0, in: form.space) == value }
            let added = try standing.filter { try written($0, in: form.space) == value }
            return .remove(
                record: form.record, field: change.field, value: value,
                over: added.isSubset(of: over) && !isAdopted(added, in: form.space) ? nil : over.sorted())
        case .add, .note: return Self.operation(change, of: form.record)
        }
    }

    /// Whether any was written in another space: there nobody can tell what an author of this one had seen, so what is written over it
    /// has to be named, or it would come back beside it if the record returns.
    func isAdopted(_ operations: Set<OperationID>, in space: SpaceID) -> Bool {
        guard let state = replica?.spaces[space] else { return false }
        return operations.contains { state.foreignOrigin(of: $0.chain) != nil }
    }

    /// The values among `operations` that are not `value`, with who wrote them when.
    func replacedValues(
        _ operations: Set<OperationID>, by value: Value?, field: String, of record: RecordID, in space: SpaceID
    ) throws -> [ReplacedValue] {
        let history = replica?.spaces[space]?.history(of: record, field: field) ?? []
        return try history.filter { operations.contains($0.operation) }.compactMap { item in
            guard let written = try written(item.operation, in: space), written != value else { return nil }
            return ReplacedValue(field: field, value: written.json, author: author(item.provenance, in: space))
        }
    }

    /// What a change to a form takes the place of: what the form showed, as far as it still stands.
    ///
    /// - Parameter row: the record as it is now.
    func replacedValues(by change: FieldChange, in form: Form, of row: RecordRow) throws -> [ReplacedValue] {
        let standing = Set(try standing(change.field, of: row, in: replica?.spaces[form.space]))
        let shown = standing.intersection(form.shown[change.field] ?? [])
        switch change.edit {
        case .put(let value): return try replacedValues(shown, by: value, field: change.field, of: form.record, in: form.space)
        case .remove(let value):
            let removed = try shown.filter { try written($0, in: form.space) == value }
            return try replacedValues(removed, by: nil, field: change.field, of: form.record, in: form.space)
        case .add, .note: return []
        }
    }

    /// Whether a field showed just this already, with nobody contradicting it.
    func isUnchanged(_ change: FieldChange, in form: Form) throws -> Bool {
        guard case .put(let value) = change.edit, value.json == form.fields[change.field] ?? .null else { return false }
        // Of a field where the latest counts, the others are never put before anybody.
        if catalog[form.kind]?[change.field]?.merge == .latest { return true }
        return Set(try (form.shown[change.field] ?? []).map { try written($0, in: form.space) }).count <= 1
    }
}
