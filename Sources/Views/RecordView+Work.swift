import GRDB
public import Records
import ReplicatedLog

/// What waits for somebody: deadlines and conflicts.
extension RecordView {
    /// Records with a deadline, the nearest first.
    ///
    /// - Parameters:
    ///   - until: the last day to be listed; a partial date counts to its end. `nil` for all.
    ///   - today: for kinds whose deadlines are over when their day has passed; `nil` keeps them in the list.
    public func deadlines(
        until: CalendarDate? = nil, includeDone: Bool = false, today: CalendarDate? = nil, space: SpaceID? = nil, limit: Int = 1000
    ) throws(ViewError) -> [RecordRow] {
        var condition = "kind IS NOT NULL AND due IS NOT NULL AND moved = 0"
        var values = [Bound]()
        if let until {
            // A date sorts before the same one with a tilde, and so do the days of a month before the month with one.
            condition += " AND due <= ?"
            values.append(.text(until.description.filter { $0 != "~" } + "~"))
        }
        if !includeDone {
            condition += " AND done <> \(Self.isDone)"
            if let today {
                // As above: a month is not over before its last day is.
                condition += " AND (done <> \(Self.lapses) OR due || '~' >= ?)"
                values.append(.text(today.description.filter { $0 != "~" }))
            }
        }
        if let space {
            guard let number = numbers.spaces.existing(space) else { return [] }
            condition += " AND space = ?"
            values.append(.integer(number))
        }
        return try read { database in
            try database.rows(
                "SELECT \(Self.recordColumns) FROM record WHERE \(condition) ORDER BY due, done, sequence, chain, ordinal LIMIT ?",
                values + [.integer(Int64(max(0, limit)))]
            ) { try row(held($0)) }
        }
    }

    /// Fields that a person has to settle, in the order of creation of their records.
    public func conflicts(space: SpaceID? = nil, limit: Int = 1000) throws(ViewError) -> [ConflictRow] {
        var condition = "conflicts > 0"
        var values = [Bound]()
        if let space {
            guard let number = numbers.spaces.existing(space) else { return [] }
            condition += " AND space = ?"
            values.append(.integer(number))
        }
        return try read { database in
            var result = [ConflictRow]()
            let records = try database.rows(
                "SELECT \(Self.recordColumns) FROM record WHERE \(condition) ORDER BY created, sequence, chain, ordinal LIMIT ?",
                values + [.integer(Int64(max(0, limit)))]
            ) { try held($0) }
            for record in records { result += try conflicts(of: record) }
            return Array(result.prefix(max(0, limit)))
        }
    }

    /// The fields of one record that a person has to settle, by name.
    public func conflicts(of record: RecordID) throws(ViewError) -> [ConflictRow] {
        try read { database in try visible(record, database).map(conflicts) ?? [] }
    }

    private func conflicts(of record: HeldRecord) throws(ViewError) -> [ConflictRow] {
        let row = try row(record)
        // Of a record that was moved, what it says is settled where it lives; where that is, here.
        let fields = row.conflicts.keys.filter { row.movedTo == nil || $0 == Projection.movedField }
        return fields.sorted().map { field in
            ConflictRow(record: row, field: field, values: Self.distinct(record.state.registers[field] ?? []))
        }
    }

    private static func distinct(_ standings: [Standing]) -> [ConflictValue] {
        var order = [[UInt8]]()
        var groups = [[UInt8]: [Standing]]()
        for standing in standings {
            let bytes = standing.value.canonicalBytes
            if groups[bytes] == nil { order.append(bytes) }
            groups[bytes, default: []].append(standing)
        }
        return order.compactMap { bytes in
            guard let group = groups[bytes], let first = group.first else { return nil }
            return ConflictValue(
                value: first.value, survivors: group.map { Survivor(operation: $0.operation, provenance: $0.provenance) })
        }
    }
}
