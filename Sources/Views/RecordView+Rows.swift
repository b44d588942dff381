import GRDB
import Records
import ReplicatedLog

/// A record as the view holds it: its row's number, its space and its state.
struct HeldRecord {
    let number: Int64
    let space: Int64
    var state: RecordState
}

/// Reading and writing the rows of `record`.
extension RecordView {
    /// What `record.done` says: still open, over, or over once its day has passed.
    static let (isOpen, isDone, lapses): (Int64, Int64, Int64) = (0, 1, 2)

    static let recordColumns = "number, space, chain, sequence, ordinal, kind, schema, author, created, state"

    func held(_ columns: Columns, from first: Int32 = 0) throws(ViewError) -> HeldRecord {
        let id = try operation(columns.integer(first + 2), columns.integer(first + 3), columns.integer(first + 4))
        var state = RecordState(id: id)
        if let kind = columns.integerOrNull(first + 5) {
            state.creation = RecordState.Creation(
                kind: try numbers.names.item(kind), schemaVersion: UInt32(truncatingIfNeeded: columns.integer(first + 6)),
                provenance: Provenance(
                    person: try numbers.persons.item(columns.integer(first + 7)), chain: id.chain, time: columns.integer(first + 8)))
        }
        try state.decode(columns.blob(first + 9), numbers)
        return HeldRecord(number: columns.integer(first), space: columns.integer(first + 1), state: state)
    }

    func operation(_ chain: Int64, _ sequence: Int64, _ ordinal: Int64) throws(ViewError) -> OperationID {
        guard let ordinal = UInt16(exactly: ordinal) else { throw .damaged("an operation has an impossible place") }
        return OperationID(chain: try numbers.chains.item(chain), sequence: UInt64(bitPattern: sequence), ordinal: ordinal)
    }

    func held(_ record: RecordID, in space: Int64, _ database: Database) throws -> HeldRecord? {
        guard let chain = numbers.chains.existing(record.chain) else { return nil }
        return try database.row(
            "SELECT \(Self.recordColumns) FROM record WHERE chain = ? AND sequence = ? AND ordinal = ? AND space = ?",
            .integer(chain), .integer(Int64(bitPattern: record.sequence)), .integer(Int64(record.ordinal)), .integer(space)
        ) { try held($0) }
    }

    /// - Parameter isNew: whether the row is to be made; its number is one that no row has.
    func write(_ record: HeldRecord, _ projection: Projection, isNew: Bool, _ database: Database) throws {
        let state = record.state
        let creation = state.creation
        let kind = Bound(try creation.map { try numbers.names.number(of: $0.kind, database) })
        let schema = Bound(creation.map { Int64($0.schemaVersion) })
        let author = Bound(try creation.map { try numbers.persons.number(of: $0.provenance.person, database) })
        let done = Bound.integer(projection.isDone ? Self.isDone : projection.lapses ? Self.lapses : Self.isOpen)
        let conflicts = Bound.integer(Int64(projection.conflicts.count))
        let moved = Bound.integer(projection.movedTo == nil ? 0 : 1)
        let bytes = Bound.blob(try state.encoded(&numbers, database))
        guard isNew else {
            return try database.run(
                """
                UPDATE record SET kind = ?, schema = ?, author = ?, created = ?, updated = ?, title_key = ?, number_key = ?, \
                status = ?, due = ?, done = ?, conflicts = ?, moved = ?, state = ? WHERE number = ?
                """,
                kind, schema, author, Bound(creation.map(\.provenance.time)), Bound(state.updated?.time), .text(projection.titleKey),
                Bound(projection.numberKey), Bound(projection.status), Bound(projection.due), done, conflicts, moved,
                bytes, .integer(record.number))
        }
        let chain = try numbers.chains.number(of: state.id.chain, database)
        try database.run(
            """
            INSERT INTO record (number, chain, sequence, ordinal, space, kind, schema, author, created, updated, title_key, number_key, \
            status, due, done, conflicts, moved, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            .integer(record.number), .integer(chain), .integer(Int64(bitPattern: state.id.sequence)), .integer(Int64(state.id.ordinal)),
            .integer(record.space), kind, schema, author, Bound(creation.map(\.provenance.time)), Bound(state.updated?.time),
            .text(projection.titleKey), Bound(projection.numberKey), Bound(projection.status), Bound(projection.due), done, conflicts,
            moved, bytes)
    }
}
