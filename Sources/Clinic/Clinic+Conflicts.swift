public import Records
import Exchange
import ReplicatedLog
import Views

extension Clinic {
    /// Every field that holds more than one value and waits for a person, with what each value replaced; the first of them.
    ///
    /// - Complexity: one look-up for each that is told; ``conflictCount()`` reads none of them.
    public func conflicts(space: SpaceID?, limit: Int = 1000) throws -> [ConflictDetail] {
        try view.conflicts(space: space, limit: limit).map(detail)
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

    /// The conflict as it was shown when the token was made, with the same values under the same numbers, whatever came in since.
    ///
    /// - Throws: `.badToken`, also for the token of another record or field.
    public func conflict(token: String, of record: RecordID, field: String) throws -> ConflictDetail {
        let row = try existing(record)
        let state = try member().spaces[row.space]
        let provenances = Dictionary(
            (state?.history(of: record, field: field) ?? []).map { ($0.operation, $0.provenance) }, uniquingKeysWith: { $1 })
        guard let decoded = FormToken.decode(token), decoded.record == record, let shown = decoded.shown[field], !shown.isEmpty,
            shown.allSatisfy({ provenances[$0] != nil })
        else {
            throw ClinicError(
                .badToken, "This is not a token of this conflict.", hint: "`satchel conflict show` prints the values and their token.")
        }
        var values = [(bytes: [UInt8]?, json: JSONValue, survivors: [Survivor])]()
        for operation in shown {
            guard let provenance = provenances[operation] else { continue }
            let survivor = Survivor(operation: operation, provenance: provenance)
            let value = try written(operation, in: row.space)
            if let bytes = value?.canonicalBytes, let place = values.firstIndex(where: { $0.bytes == bytes }) {
                values[place].survivors.append(survivor)
            } else {
                values.append((value?.canonicalBytes, value?.json ?? .null, [survivor]))
            }
        }
        return try detail(row, field: field, values: values.map { ($0.json, $0.survivors) })
    }

    /// Writes the chosen value, or another one, over exactly the values that `conflict` shows.
    ///
    /// A value that arrived since is not overruled: the field then stays in conflict. The values that lose stay in the history.
    public func settle(_ conflict: ConflictDetail, _ settlement: Settlement) throws -> Saved {
        let row = try existing(conflict.record)
        // Where it lives is settled in the space that it left, too.
        if conflict.field != RecordView.movedField { try requireUnmoved(row) }
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
        let shown = Set(conflict.candidates.flatMap(\.operations))
        let standing = Set((replica?.spaces[conflict.space]?.survivors(of: conflict.record, field: conflict.field) ?? []).map(\.operation))
        let over = standing.isSubset(of: shown) && !isAdopted(standing, in: conflict.space) ? nil : shown.sorted()
        let replaced = try replacedValues(
            shown.intersection(standing), by: value, field: conflict.field, of: conflict.record, in: conflict.space)
        let operation = Operation.put(record: conflict.record, field: conflict.field, value: value, over: over)
        try write(in: conflict.space) { _ in (conflict.record, [operation]) }
        return Saved(
            record: conflict.record, kind: conflict.kind, number: conflict.number, space: conflict.space, operationCount: 1,
            conflictedFields: conflictedFields(after: [operation], of: row), replaced: replaced, warnings: saveWarnings)
    }

    private func detail(_ conflict: ConflictRow) throws -> ConflictDetail {
        try detail(conflict.record, field: conflict.field, values: conflict.values.map { ($0.value.json, $0.survivors) })
    }

    /// - Parameter values: each with who wrote exactly it, the one that is named first.
    private func detail(_ row: RecordRow, field: String, values: [(json: JSONValue, survivors: [Survivor])]) throws -> ConflictDetail {
        let state = replica?.spaces[row.space]
        let history = state?.history(of: row.id, field: field) ?? []
        let candidates = try values.map { value in
            let written = value.survivors[0]
            // The newest value that somebody replaced and that the author of this one had seen.
            let before = history.last { item in
                item.superseded && (state?.hadSeen(item.operation, by: written.operation) ?? false)
            }
            let beforeValue = try before.flatMap { try self.written($0.operation, in: row.space)?.json }
            return ConflictDetail.Candidate(
                operations: value.survivors.map(\.operation), value: value.json, author: author(written.provenance, in: row.space),
                before: beforeValue)
        }
        return ConflictDetail(
            record: row.id, field: field, kind: row.kind, title: row.title, number: row.number, space: row.space,
            candidates: candidates, shown: 0)
    }
}
