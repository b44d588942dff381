import Crypto
import Records
import Sealing

/// ``LogDatabase`` with its rows opened and sealed: each under a random key of its own, wrapped under its space's key, bound to
/// table and number, and padded to a size that tells little.
///
/// Which space a row belongs to does not show; on reading, each space's key is tried, the last that fitted first.
final class SealedDatabase {
    /// What belongs to the device and to no space: statements, the outbox, settings.
    static let deviceSpace = SpaceID(bytes: [UInt8](repeating: 0, count: 16))!

    let raw: LogDatabase
    private(set) var ring: KeyRing
    /// What is damaged or missing, in words; found while the tables were read. Until it is repaired the log takes no segments.
    private(set) var damage: [String] = []
    /// Rows that do not open or cannot be read.
    private(set) var unreadable: [LogTable: Set<Int64>] = [:]
    /// What was damaged and has been mended.
    private(set) var mended: [String] = []
    private let storeKey: SymmetricKey
    private var lastSpace = deviceSpace
    /// With all rows that there are.
    private var tally: RowTally
    /// The highest number of a segment that the tally on the disk knows of; `nil` while it must be written first.
    private var talliedSegment: Int64?

    struct Content {
        let id: Int64
        let space: SpaceID
        let bytes: [UInt8]
        let mark: UInt64
    }

    /// A new database with its first tally.
    init(creating raw: LogDatabase, ring: KeyRing, storeKey: SymmetricKey) throws {
        self.raw = raw
        self.ring = ring
        self.storeKey = storeKey
        tally = RowTally()
        tally.lastSegment = 0
        try raw.write { transaction in
            try transaction.putRing(ring.sealed(storeKey: storeKey))
            let row = try Self.seal(tally.encoded, in: Self.deviceSpace, table: .tally, id: RowTally.row, ring: ring)
            try transaction.insert(.tally, id: RowTally.row, wrap: row.wrap, body: row.body)
        }
    }

    /// Opens the key ring and compares how many rows there are with how many there should be.
    init(opening raw: LogDatabase, storeKey: SymmetricKey) throws {
        self.raw = raw
        self.storeKey = storeKey
        tally = RowTally()
        ring = try Self.openRing(raw, storeKey: storeKey, &mended)
        let actual = Self.count(raw)
        do {
            tally = try RowTally(decoding: try content(.tally, RowTally.row).bytes)
            tally.counts = tally.counts(at: raw.lastRow(.segment))
            talliedSegment = tally.lastSegment
            for table in LogTable.allCases where tally.counts[table] != actual.counts[table] {
                report("Rows of the store are missing (\(table.rawValue)).")
            }
        } catch {
            tally = actual
            report("The tally of the store's rows is damaged.")
        }
    }

    private static func count(_ raw: LogDatabase) -> RowTally {
        var tally = RowTally()
        for table in LogTable.allCases where table != .tally { tally.counts[table] = try? raw.rowCount(table) }
        return tally
    }

    // MARK: Damage

    func report(_ damage: String) {
        if !self.damage.contains(damage) { self.damage.append(damage) }
    }

    func report(unreadable row: Int64, of table: LogTable, saying damage: String? = nil) {
        unreadable[table, default: []].insert(row)
        report(damage ?? "Rows of the store are damaged (\(table.rawValue)).")
    }

    /// - Throws: `.damaged` while damage is known that ``SealedLogStore/repair()`` has not dealt with.
    func requireWhole() throws {
        guard damage.isEmpty else {
            throw VaultError(
                .damaged, "Parts of the store are damaged, so that nothing is added to it.",
                hint: Self.repairHint)
        }
    }

    /// Deletes what cannot be read, with what `body` does in the same transaction, and counts the rows anew.
    func repair(_ body: (SealedTransaction) throws -> Void) throws {
        try write { transaction in
            for (table, rows) in unreadable where table != .tally {
                for row in rows.sorted() { try transaction.delete(table, row) }
            }
            try body(transaction)
        }
        tally = Self.count(raw)
        try write { _ in }
        damage = []
        unreadable = [:]
    }

    // MARK: Opening

    func open(_ row: LogDatabase.Row, of table: LogTable) throws -> Content {
        let context = Self.context(table, row.id)
        for space in [lastSpace] + ring.spaceIDs {
            guard let key = try? ring.unwrap(row.wrap, in: space, context: context) else { continue }
            lastSpace = space
            guard let padded = try? SealedObject.open(row.body, key: key, context: context) else { break }
            var reader = ByteReader(padded)
            guard let bytes = try? reader.blob(max: padded.count) else { break }
            return Content(id: row.id, space: space, bytes: bytes, mark: LogDatabase.Row.mark(row.wrap))
        }
        throw VaultError(.damaged, "A row of the store cannot be opened (\(table.rawValue)).", hint: Self.checkHint)
    }

    func content(_ table: LogTable, _ id: Int64) throws -> Content {
        guard let row = try raw.row(table, id) else {
            throw VaultError(.damaged, "A row of the store is missing (\(table.rawValue)).", hint: Self.checkHint)
        }
        return try open(row, of: table)
    }

    /// Every row of a table that opens and that `visit` can read; the others are reported as ``damage``.
    func contents(_ table: LogTable, _ visit: (Content) throws -> Void) throws {
        do {
            try raw.rows(table) { row in
                do { try visit(try open(row, of: table)) } catch { report(unreadable: row.id, of: table) }
            }
        } catch let error as VaultError where error.code == .damaged {
            report("Rows of the store are damaged (\(table.rawValue)).")
        }
    }

    // MARK: Writing

    /// Whether a transaction may add one row to `segment` and leave the tally as it is.
    var mayLeaveTally: Bool {
        guard let talliedSegment, raw.version == LogDatabase.schemaVersion else { return false }
        return raw.lastRow(.segment) - talliedSegment < RowTally.lagMax
    }

    /// Whether the tally on the disk lags behind.
    var tallyLags: Bool { talliedSegment.map { $0 != raw.lastRow(.segment) } ?? false }

    /// One transaction, durable on return, or nothing at all.
    ///
    /// - Parameter leavingTally: only when ``mayLeaveTally``, and then `body` adds one segment and changes the number of no other rows.
    @discardableResult
    func write<Result>(
        growing: Bool = false, leavingTally: Bool = false, _ body: (SealedTransaction) throws -> Result
    ) throws -> Result {
        precondition(!leavingTally || mayLeaveTally, "A tally that lags too far would say less than it must.")
        let (result, next) = try raw.write(growing: growing) { raw in
            let transaction = SealedTransaction(raw: raw, database: self, tally: tally)
            let result = try body(transaction)
            if !leavingTally { try transaction.putTally() }
            return (result, transaction.tally)
        }
        tally = next
        if !leavingTally { talliedSegment = next.lastSegment }
        return result
    }

    /// Makes a changed key ring durable, and uses it from then on.
    ///
    /// - Parameter dropping: the spaces whose keys may be gone; losing any other is refused.
    func saveRing(_ next: KeyRing, dropping: Set<SpaceID> = []) throws {
        guard Set(ring.spaceIDs).subtracting(next.spaceIDs).isSubset(of: dropping) else {
            throw VaultError(
                .refused, "The changed key ring lacks the keys of a space that is held.", hint: "Change the store's present key ring.")
        }
        try raw.write { try $0.putRing(next.sealed(storeKey: storeKey)) }
        ring = next
    }

    /// A space's key is durable before the first row that needs it.
    func ensureKeys(for spaces: Set<SpaceID>) throws {
        let missing = spaces.filter { ring.spaceKey($0) == nil }
        guard !missing.isEmpty else { return }
        var next = ring
        for space in missing { try next.addSpace(space) }
        try saveRing(next)
    }

    func seal(_ bytes: [UInt8], in space: SpaceID, table: LogTable, id: Int64) throws -> (wrap: [UInt8], body: [UInt8]) {
        try Self.seal(bytes, in: space, table: table, id: id, ring: ring)
    }

    /// The row's key wrapped under the space's present key.
    func rewrapped(_ row: LogDatabase.Row, of table: LogTable, in space: SpaceID) throws -> [UInt8] {
        let context = Self.context(table, row.id)
        return try ring.wrap(try ring.unwrap(row.wrap, in: space, context: context), in: space, context: context)
    }

    func isWrapped(_ row: LogDatabase.Row, of table: LogTable, in space: SpaceID) -> Bool {
        (try? ring.unwrap(row.wrap, in: space, context: Self.context(table, row.id))) != nil
    }

    private static func seal(
        _ bytes: [UInt8], in space: SpaceID, table: LogTable, id: Int64, ring: KeyRing
    ) throws -> (wrap: [UInt8], body: [UInt8]) {
        let key = SymmetricKey(size: .bits256)
        let context = context(table, id)
        var writer = ByteWriter()
        writer.blob(bytes)
        let padding = Padme.paddedSize(UInt64(writer.bytes.count)) - UInt64(writer.bytes.count)
        let padded = writer.bytes + [UInt8](repeating: 0, count: Int(padding))
        return (try ring.wrap(key, in: space, context: context), SealedObject.seal(padded, key: key, context: context))
    }

    private static func context(_ table: LogTable, _ row: Int64) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(Labels.row)
        writer.string(table.rawValue)
        writer.fixed64(UInt64(bitPattern: row))
        return writer.bytes
    }

    /// The key ring from the first copy that opens; the other is then written again.
    private static func openRing(_ raw: LogDatabase, storeKey: SymmetricKey, _ damage: inout [String]) throws -> KeyRing {
        var failure: any Error = VaultError(.damaged, "The store's key ring is missing.", hint: LogDatabase.restore)
        var copies = [[UInt8]?]()
        for copy in RingCopy.allCases {
            do { copies.append(try raw.ring(copy)) } catch {
                failure = error
                copies.append(nil)
            }
        }
        for sealed in copies.compactMap({ $0 }) {
            do {
                let ring = try KeyRing(opening: sealed, storeKey: storeKey)
                if copies.contains(where: { $0 != sealed }) {
                    damage.append("One copy of the store's key ring is damaged; the other one is whole.")
                    try? raw.write { try $0.putRing(sealed) }
                }
                return ring
            } catch {
                failure = VaultError(.damaged, "The store's key ring is damaged.", hint: LogDatabase.restore, cause: error)
            }
        }
        throw failure
    }

    static let repairHint =
        "Copy the folder, then run `satchel check --repair`; what is missing is taken back from headquarters or a stick."
    static let checkHint = "Run `satchel check --read-data`; what is missing can be taken back from headquarters or a stick."
}
