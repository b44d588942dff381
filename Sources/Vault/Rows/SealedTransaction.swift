import Records

/// One transaction of ``SealedDatabase``: contents in, sealed rows out.
final class SealedTransaction {
    private(set) var tally: RowTally
    private let raw: LogTransaction
    private let database: SealedDatabase

    init(raw: LogTransaction, database: SealedDatabase, tally: RowTally) {
        self.raw = raw
        self.database = database
        self.tally = tally
    }

    /// What is to be remembered of a new row.
    struct Inserted {
        let id: Int64
        let byteCount: Int
        let mark: UInt64
    }

    @discardableResult
    func insert(_ table: LogTable, _ bytes: [UInt8], in space: SpaceID = SealedDatabase.deviceSpace) throws -> Inserted {
        let id = database.raw.nextRow(table)
        let row = try database.seal(bytes, in: space, table: table, id: id)
        try raw.insert(table, id: id, wrap: row.wrap, body: row.body)
        tally.counts[table, default: 0] += 1
        return Inserted(id: id, byteCount: bytes.count, mark: LogDatabase.Row.mark(row.wrap))
    }

    /// Writes over row `id`, or a new one when it is `nil` or gone.
    ///
    /// - Returns: the row's number.
    func put(_ table: LogTable, _ id: Int64?, _ bytes: [UInt8], in space: SpaceID = SealedDatabase.deviceSpace) throws -> Int64 {
        if let id {
            let row = try database.seal(bytes, in: space, table: table, id: id)
            if try raw.update(table, id: id, wrap: row.wrap, body: row.body) { return id }
        }
        return try insert(table, bytes, in: space).id
    }

    func delete(_ table: LogTable, _ id: Int64) throws {
        if try raw.delete(table, id: id) { tally.counts[table, default: 0] -= 1 }
    }

    /// Wraps the row's key anew under its space's present key.
    func rewrap(_ table: LogTable, _ row: LogDatabase.Row, in space: SpaceID) throws {
        try raw.updateWrap(table, id: row.id, wrap: try database.rewrapped(row, of: table, in: space))
    }

    /// Writes the tally anew, with all saves that it lagged behind.
    func putTally() throws {
        try raw.upgrade()
        tally.lastSegment = database.raw.lastRow(.segment)
        let row = try database.seal(tally.encoded, in: SealedDatabase.deviceSpace, table: .tally, id: RowTally.row)
        if try raw.update(.tally, id: RowTally.row, wrap: row.wrap, body: row.body) { return }
        try raw.insert(.tally, id: RowTally.row, wrap: row.wrap, body: row.body)
    }
}
