public import Records
import Exchange
import ReplicatedLog
import Views

extension Clinic {
    /// Every field that holds more than one value and waits for a person, with what each value replaced.
    public func conflicts(space: SpaceID?) throws -> [ConflictDetail] {
        try view.conflicts(space: space).map(detail)
    }

    /// One conflict.
    ///
    /// - Parameter field: may be left out when the record has only one.
    public func conflict(_ record: RecordID, field: String?) throws -> ConflictDetail {
        let found = try view.conflicts(of: record)
        guard let conflict = found.first(where: { field == nil || $0.field == field }) else {
            throw ClinicError(
                .noConflict, field == nil ? "No field of this record is in conflict." : "This field is not in conflict.",
                hint: "`satchel conflict list` shows what waits.")
        }
        guard field != nil || found.count == 1 else {
            throw ClinicError(
                .ambiguous, "More than one field of this record is in conflict.",
                hint: "Name one of: " + found.map(\.field).joined(separator: ", ") + ".")
        }
        return try detail(conflict)
    }

    /// Writes the chosen value, or another one, over exactly the values that `conflict` shows.
    ///
    /// A value that arrived since is not overruled: the field then stays in conflict. The values that lose stay in the history.
    public func settle(_ conflict: ConflictDetail, _ settlement: Settlement) throws -> Saved {
        try requireWriting(in: conflict.space)
        let value: Value
        switch settlement {
        case .candidate(let index):
            guard conflict.candidates.indices.contains(index), let operation = conflict.candidates[index].operations.first,
                case .put(_, _, let chosen, _)? = try self.operation(operation, in: conflict.space)
            else {
                throw ClinicError(.notFound, "There is no such value to choose.", hint: "Choose one of 1 to \(conflict.candidates.count).")
            }
            value = chosen
        case .value(let json):
            let changes = try catalog.validate(kind: conflict.kind, fields: [conflict.field: json], creating: false)
            guard case .put(let written)? = changes.first?.edit else {
                throw ClinicError(.nothingToDo, "This field does not hold a single value.")
            }
            value = written
        }
        try introducePerson(in: conflict.space)
        let shown = Set(conflict.candidates.flatMap(\.operations))
        let standing = Set((replica?.spaces[conflict.space]?.survivors(of: conflict.record, field: conflict.field) ?? []).map(\.operation))
        let over = standing.isSubset(of: shown) ? nil : shown.sorted()
        try commit(in: conflict.space) { _ in
            (conflict.record, [.put(record: conflict.record, field: conflict.field, value: value, over: over)])
        }
        let row = try existing(conflict.record)
        return Saved(
            record: conflict.record, kind: conflict.kind, number: conflict.number, space: conflict.space, operationCount: 1,
            conflictedFields: row.conflicts[conflict.field] == nil ? [] : [conflict.field])
    }

    private func detail(_ conflict: ConflictRow) throws -> ConflictDetail {
        let row = conflict.record
        let state = replica?.spaces[row.space]
        let history = state?.history(of: row.id, field: conflict.field) ?? []
        let candidates = try conflict.values.map { value in
            let written = value.survivors[0]
            // The newest value that somebody replaced and that the author of this one had seen.
            let before = history.last { item in
                item.superseded && (state?.hadSeen(item.operation, by: written.operation) ?? false)
            }
            let beforeValue = try before.flatMap { try self.written($0.operation, in: row.space)?.json }
            return ConflictDetail.Candidate(
                operations: value.survivors.map(\.operation), value: value.value.json, author: author(written.provenance, in: row.space),
                before: beforeValue)
        }
        return ConflictDetail(
            record: row.id, field: conflict.field, kind: row.kind, title: row.title, number: row.number, space: row.space,
            candidates: candidates, shown: 0)
    }
}
