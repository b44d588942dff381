import GRDB
public import Records

extension RecordView {
    /// One page of the records that fit the query.
    ///
    /// - Complexity: O(*n*) in the records of the kind, and a sort of their keys; filters on anything but `status` read every one.
    public func list(_ query: RecordQuery) throws(ViewError) -> RecordPage {
        guard let (condition, values) = condition(of: query) else { return RecordPage(rows: [], total: 0) }
        let limit = min(max(0, query.limit), RecordQuery.limitMax)
        return try read { database in
            let total = try database.rows("SELECT count(*) FROM record WHERE \(condition)", values) { Int($0.integer(0)) }.first ?? 0
            let rows = try database.rows(
                "SELECT \(Self.recordColumns) FROM record WHERE \(condition) ORDER BY \(Self.order(query.order)) LIMIT ? OFFSET ?",
                values + [.integer(Int64(limit)), .integer(Int64(max(0, query.offset)))]
            ) { try row(held($0)) }
            return RecordPage(rows: rows, total: total)
        }
    }

    /// Every record that fits, in no particular order, without ever holding more than a few.
    ///
    /// - Parameter body: must not change the view. What it throws ends the walk.
    public func eachRecord(kind: String? = nil, space: SpaceID? = nil, _ body: (RecordRow) throws -> Void) throws {
        guard let (condition, values) = condition(of: RecordQuery(kind: kind, space: space)) else { return }
        var last: Int64 = 0
        while true {
            let batch = try read { database in
                try database.rows(
                    "SELECT \(Self.recordColumns) FROM record WHERE \(condition) AND number > ? ORDER BY number LIMIT 256",
                    values + [.integer(last)]
                ) { try held($0) }
            }
            guard let end = batch.last else { return }
            for record in batch { try body(row(record)) }
            last = end.number
        }
    }

    /// The records that a space holds as history, because they were moved to another.
    public func movedRecords(of space: SpaceID) throws(ViewError) -> [RecordRow] {
        guard let number = numbers.spaces.existing(space) else { return [] }
        return try read { database in
            try database.rows(
                "SELECT \(Self.recordColumns) FROM record WHERE moved = 1 AND space = ? AND kind IS NOT NULL ORDER BY number",
                [.integer(number)]
            ) { try row(held($0)) }
        }
    }

    /// How many records of each kind each space has, by space and kind.
    public func counts() throws(ViewError) -> [KindCount] {
        try read { database in
            try database.rows("SELECT space, kind, count(*) FROM record WHERE kind IS NOT NULL AND moved = 0 GROUP BY space, kind") {
                KindCount(
                    space: try numbers.spaces.item($0.integer(0)), kind: try numbers.names.item($0.integer(1)), count: Int($0.integer(2)))
            }
            .sorted { ($0.space, $0.kind) < ($1.space, $1.kind) }
        }
    }

    /// Records of a space that somebody wrote about and whose creation is not here: it has not arrived yet, or was cut off with its
    /// device. In no list; in order of their ids.
    ///
    /// - Complexity: O(*n*) in the records of all spaces.
    public func headless(in space: SpaceID) throws(ViewError) -> [RecordID] {
        guard let number = numbers.spaces.existing(space) else { return [] }
        return try read { database in
            try database.rows("SELECT chain, sequence, ordinal FROM record WHERE kind IS NULL AND space = ?", [.integer(number)]) {
                RecordID(
                    chain: try numbers.chains.item($0.integer(0)), sequence: UInt64(bitPattern: $0.integer(1)),
                    ordinal: UInt16(truncatingIfNeeded: $0.integer(2)))
            }
            .sorted()
        }
    }

    /// - Returns: `nil` when nothing can fit, because a name was never written.
    private func condition(of query: RecordQuery) -> (String, [Bound])? {
        var condition = "kind IS NOT NULL"
        var values = [Bound]()
        if let kind = query.kind {
            guard let number = numbers.names.existing(kind) else { return nil }
            condition = "kind = ?"
            values.append(.integer(number))
        }
        if let space = query.space {
            guard let number = numbers.spaces.existing(space) else { return nil }
            condition += " AND space = ?"
            values.append(.integer(number))
        }
        if !query.includesMoved { condition += " AND moved = 0" }
        for (field, value) in query.filters.sorted(by: { $0.key < $1.key }) {
            if field == "status", case .text(let code) = value, let kind = query.kind, catalog[kind]?["status"]?.type == .code {
                condition += " AND status = ?"
                values.append(.text(code))
                continue
            }
            // A field that was never written is empty everywhere.
            guard let number = numbers.names.existing(field) else {
                guard value.isNull else { return nil }
                continue
            }
            condition += " AND shows(state, ?, ?)"
            values += [.integer(number), .text(String(decoding: value.serialized(), as: UTF8.self))]
        }
        return (condition, values)
    }

    private static func order(_ order: RecordQuery.Order) -> String {
        let last = "sequence DESC, chain, ordinal DESC"
        return switch order {
        case .created: "created DESC, \(last)"
        case .updated: "updated DESC, \(last)"
        case .title: "title_key = '', title_key, \(last)"
        case .due: "due IS NULL, due, \(last)"
        }
    }
}
