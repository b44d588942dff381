import Foundation
import GRDB
import Records

/// `log.sqlite`: rows of wrapped key and sealed body, and nothing else in clear. Exactly one connection, exclusive, fully synced.
///
/// Writing ends for good with the first failure that leaves open what is on the disk; reading goes on.
final class LogDatabase {
    /// Written since the last checkpoint before the next one is made.
    static let checkpointByteCount = 4 << 20
    /// Room that only what makes room may use, so that lock, unsynced export and deletion work on a full disk.
    static let reserveByteCountDefault: UInt64 = 64 << 20

    private let queue: DatabaseQueue
    private let folder: String
    private let disk: any Disk
    private var upcoming: [LogTable: Int64] = [:]
    private var uncheckpointedByteCount = 0
    /// The layout that the file says it has; see ``LogTransaction/upgrade()``.
    private(set) var version = LogDatabase.schemaVersion
    /// Set by the first failure that ends all writing.
    private(set) var stopped: VaultError?
    /// ``reserveByteCountDefault``; tests ask for more than any disk has.
    var reserveByteCount = LogDatabase.reserveByteCountDefault
    /// Called before each statement of a transaction; tests make it throw.
    var fault: ((LogTable) throws -> Void)?

    struct Row {
        let id: Int64
        let wrap: [UInt8]
        let body: [UInt8]
    }

    /// - Parameter pageCountMax: a size limit, for tests of a full disk.
    init(path: String, on disk: any Disk, creating: Bool, pageCountMax: Int? = nil) throws {
        folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        self.disk = disk
        let name: String
        do throws(DiskFault) { name = try disk.databaseName(path, creating: creating) } catch {
            throw DurableFile.failure("open the store's log", error)
        }
        do {
            queue = try DatabaseQueue(path: name, configuration: Self.configuration(pageCountMax))
            if creating { try queue.write { db in try Self.createSchema(db) } }
            try queue.read { db in
                version = try Self.compareSchema(db)
                for table in LogTable.allCases {
                    let highest = try Int64.fetchOne(
                        db,
                        sql:
                            "SELECT max(coalesce((SELECT seq FROM sqlite_sequence WHERE name = ?), 0), coalesce(max(id), 0)) FROM \(table)",
                        arguments: [table.rawValue])
                    upcoming[table] = (highest ?? 0) + 1
                }
            }
        } catch {
            throw Self.failure(error)
        }
    }

    private static func configuration(_ pageCountMax: Int?) -> Configuration {
        var configuration = Configuration()
        // GRDB would say `PRAGMA foreign_keys` before anything of ours; there are no foreign keys.
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            guard try Int.fetchOne(db, sql: "PRAGMA temp_store") == 2 else {
                throw VaultError(.stopped, "SQLite would keep temporary data in files.", hint: "Use the SQLite of Debian 12.")
            }
            try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON")
            guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
                throw VaultError(.stopped, "The store's file system does not allow a write-ahead log.", hint: "Use a local disk.")
            }
            try db.execute(sql: "PRAGMA synchronous = FULL")
            guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else {
                throw VaultError(.stopped, "SQLite does not sync fully.", hint: "Use the SQLite of Debian 12.")
            }
            // A checkpoint that SQLite makes by itself keeps a failed fsync to itself, and would be tried again.
            try db.execute(sql: "PRAGMA wal_autocheckpoint = 0")
            if let pageCountMax { try db.execute(sql: "PRAGMA max_page_count = \(pageCountMax)") }
        }
        return configuration
    }

    // MARK: Reading

    func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do { return try queue.writeWithoutTransaction(body) } catch { throw Self.failure(error) }
    }

    /// Every row of a table, in order of their numbers. `visit` must not read the database.
    func rows(_ table: LogTable, _ visit: (Row) throws -> Void) throws {
        try read { db in
            let cursor = try GRDB.Row.fetchCursor(db, sql: "SELECT id, wrap, body FROM \(table.rawValue) ORDER BY id")
            while let row = try cursor.next() { try visit(Row(row)) }
        }
    }

    func row(_ table: LogTable, _ id: Int64) throws -> Row? {
        try read { db in
            try GRDB.Row.fetchOne(
                db.cachedStatement(sql: "SELECT id, wrap, body FROM \(table.rawValue) WHERE id = ?"), arguments: [id]
            ).map(Row.init)
        }
    }

    /// The rows of a table by number, each with the first eight bytes of its wrapped key: random, so that they tell rows apart.
    func marks(_ table: LogTable) throws -> [Int64: UInt64] {
        try read { db in
            var marks = [Int64: UInt64]()
            let cursor = try GRDB.Row.fetchCursor(db, sql: "SELECT id, substr(wrap, 1, 8) FROM \(table.rawValue)")
            while let row = try cursor.next() { marks[Row.number(row[0])] = Row.mark(Row.bytes(row[1])) }
            return marks
        }
    }

    /// The rows of a table without their bodies.
    func wraps(_ table: LogTable) throws -> [Row] {
        try read { db in
            try GRDB.Row.fetchAll(db, sql: "SELECT id, wrap FROM \(table.rawValue) ORDER BY id")
                .map { Row(id: Row.number($0[0]), wrap: Row.bytes($0[1]), body: []) }
        }
    }

    func rowCount(_ table: LogTable) throws -> Int {
        try read { db in try Int.fetchOne(db, sql: "SELECT count(*) FROM \(table.rawValue)") ?? 0 }
    }

    func ring(_ copy: RingCopy) throws -> [UInt8]? {
        try read { db in try GRDB.Row.fetchOne(db, sql: "SELECT body FROM \(copy.rawValue) WHERE id = 1").map { Row.bytes($0[0]) } }
    }

    /// SQLite's own check of the file; empty when it finds nothing.
    func integrityFaults() throws -> [String] {
        try read { db in try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" } }
    }

    // MARK: Writing

    /// One transaction, durable on return, or nothing at all.
    ///
    /// - Parameter growing: whether it may be refused when only the reserve is left on the disk.
    func write<Result>(growing: Bool = false, _ body: (LogTransaction) throws -> Result) throws -> Result {
        try requireWritable(growing: growing)
        let numbers = upcoming
        do {
            let (result, transaction) = try queue.writeWithoutTransaction { db in
                let transaction = LogTransaction(db: db, database: self)
                return (try transaction.run(body), transaction)
            }
            version = transaction.version
            uncheckpointedByteCount += transaction.byteCount
            if uncheckpointedByteCount >= Self.checkpointByteCount { checkpoint() }
            return result
        } catch {
            // SQLite has taken them back as well.
            upcoming = numbers
            let failure = Self.failure(error)
            if error is DatabaseError { stop(failure) }
            throw failure
        }
    }

    /// - Throws: `.stopped` after a failure, `.storageFull` when `growing` and only the reserve is left.
    func requireWritable(growing: Bool) throws {
        if let stopped { throw stopped }
        guard growing else { return }
        guard let free = disk.freeByteCount(at: folder), free < reserveByteCount else { return }
        throw VaultError(
            .storageFull, "Less than \(reserveByteCount >> 20) MiB are free on the disk: this was not saved.",
            hint: "Free some space and save again; everything saved before is intact.")
    }

    /// Ends all writing if `error` leaves open what is on the disk.
    func stop(_ error: any Error) {
        guard stopped == nil, let error = error as? VaultError, error.code == .stopped || error.code == .damaged else { return }
        stopped = VaultError(
            .stopped, "Nothing more is written, because an earlier write failed.",
            hint: "Check the disk, then start again; what was saved before is intact.", cause: error)
    }

    /// What a failure at another file of the store means: the disk failed, and writing ends here too.
    func judge(_ error: any Error) -> any Error {
        guard let failure = error as? VaultError, failure.code == .inputOutput else { return error }
        let stopping = VaultError(
            .stopped, failure.message, hint: "Nothing more is written now. Check the disk, then start again.", cause: error)
        stop(stopping)
        return stopping
    }

    /// A number that no row of the table has or had. Those of a transaction that fails are taken back with it.
    func nextRow(_ table: LogTable) -> Int64 {
        let row = upcoming[table, default: 1]
        upcoming[table] = row + 1
        return row
    }

    /// The highest number that a row of the table has or had.
    func lastRow(_ table: LogTable) -> Int64 { upcoming[table, default: 1] - 1 }

    /// Moves what was written from the write-ahead log into the file. What was committed is durable whether or not this succeeds.
    func checkpoint(emptying: Bool = false) {
        do {
            _ = try queue.writeWithoutTransaction { db in try db.checkpoint(emptying ? .truncate : .passive) }
            uncheckpointedByteCount = 0
        } catch {
            stop(Self.failure(error))
        }
    }

    func close() throws {
        if stopped == nil { checkpoint(emptying: true) }
        do { try queue.close() } catch { throw Self.failure(error) }
        stopped = VaultError(.stopped, "The store is closed.", hint: "Unlock it again.")
    }
}

extension LogDatabase.Row {
    fileprivate init(_ row: GRDB.Row) {
        self.init(id: Self.number(row[0]), wrap: Self.bytes(row[1]), body: Self.bytes(row[2]))
    }

    /// In a damaged file a column may hold anything, whatever the schema says; asking GRDB for bytes would then trap. What is not
    /// bytes opens with no key.
    fileprivate static func bytes(_ value: DatabaseValue) -> [UInt8] {
        if case .blob(let data) = value.storage { [UInt8](data) } else { [] }
    }

    fileprivate static func number(_ value: DatabaseValue) -> Int64 { Int64.fromDatabaseValue(value) ?? 0 }

    static func mark(_ wrap: [UInt8]) -> UInt64 { wrap.prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }
}
