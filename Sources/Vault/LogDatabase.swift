import Foundation
import GRDB
import Records

/// `log.sqlite`: rows of wrapped key and sealed body, and nothing else in clear. Exactly one connection, exclusive, fully synced.
final class LogDatabase {
    static let tables = ["segment", "head", "held", "peer", "outbox", "document", "chunk", "setting"]
    private static let applicationID = 0x5350_4C31
    private static let schemaVersion = 1
    private let queue: DatabaseQueue
    private var nextRow: [String: Int64] = [:]
    /// Set by the first I/O error; every later write is refused.
    private var stopped: VaultError?
    /// Called before each statement of a batch; tests make it throw.
    package var fault: ((_ table: String) throws -> Void)?

    struct Row {
        let id: Int64
        let wrap: [UInt8]
        let body: [UInt8]
    }

    /// - Parameter pageCountMax: a size limit, for tests of a full disk.
    init(path: String, creating: Bool, pageCountMax: Int? = nil) throws {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA temp_store = MEMORY")
            guard try Int.fetchOne(db, sql: "PRAGMA temp_store") == 2 else {
                throw VaultError(.stopped, "SQLite would keep temporary data in files.", hint: "Use the SQLite of Debian 12.")
            }
            try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON")
            guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
                throw VaultError(.stopped, "The store's file system does not allow a write-ahead log.")
            }
            try db.execute(sql: "PRAGMA synchronous = FULL")
            guard try Int.fetchOne(db, sql: "PRAGMA synchronous") == 2 else { throw VaultError(.stopped, "SQLite does not sync fully.") }
            if let pageCountMax { try db.execute(sql: "PRAGMA max_page_count = \(pageCountMax)") }
        }
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
            try queue.write { db in
                if creating {
                    try db.execute(sql: "PRAGMA application_id = \(Self.applicationID); PRAGMA user_version = \(Self.schemaVersion)")
                    for table in Self.tables { try db.execute(sql: Self.definition(table)) }
                    try db.execute(sql: Self.ringDefinition)
                }
                try Self.compareSchema(db)
                for table in Self.tables {
                    nextRow[table] = (try Int64.fetchOne(db, sql: "SELECT max(id) FROM \(table)") ?? 0) + 1
                }
            }
        } catch {
            throw Self.failure(error)
        }
    }

    private static func definition(_ table: String) -> String {
        "CREATE TABLE \(table) (id INTEGER PRIMARY KEY, wrap BLOB NOT NULL, body BLOB NOT NULL) STRICT"
    }

    private static let ringDefinition = "CREATE TABLE ring (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT"

    /// The whole schema text is compared, so that no trigger or view that somebody added ever runs.
    private static func compareSchema(_ db: Database) throws {
        guard try Int.fetchOne(db, sql: "PRAGMA application_id") == applicationID else {
            throw VaultError(.damaged, "The store's log is not a Satchel log.", hint: "Restore the store's folder from a copy.")
        }
        guard try Int.fetchOne(db, sql: "PRAGMA user_version") == schemaVersion else {
            throw VaultError(
                .damaged, "The store's log has a version that this program does not read.", hint: "Update Satchel on this device.")
        }
        let found = try String.fetchAll(db, sql: "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY sql")
        guard found == (tables.map(definition) + [ringDefinition]).sorted() else {
            throw VaultError(
                .damaged, "The layout of the store's log was changed from outside.", hint: "Restore the store's folder from a copy.")
        }
    }

    // MARK: Reading

    func rows(_ table: String, _ visit: (Row) throws -> Void) throws {
        try read { db in
            let cursor = try GRDB.Row.fetchCursor(db, sql: "SELECT id, wrap, body FROM \(table) ORDER BY id")
            while let row = try cursor.next() {
                try visit(Row(id: row[0], wrap: [UInt8](row[1] as Data), body: [UInt8](row[2] as Data)))
            }
        }
    }

    func row(_ table: String, _ id: Int64) throws -> Row? {
        try read { db in
            try GRDB.Row.fetchOne(db.cachedStatement(sql: "SELECT id, wrap, body FROM \(table) WHERE id = ?"), arguments: [id])
                .map { Row(id: $0[0], wrap: [UInt8]($0[1] as Data), body: [UInt8]($0[2] as Data)) }
        }
    }

    func ids(_ table: String) throws -> [Int64] {
        try read { db in try Int64.fetchAll(db, sql: "SELECT id FROM \(table) ORDER BY id") }
    }

    func ring() throws -> [UInt8] {
        guard let ring = try read({ db in try Data.fetchOne(db, sql: "SELECT body FROM ring WHERE id = 1") }) else {
            throw VaultError(.damaged, "The store's key ring is missing.", hint: "Restore the store's folder from a copy.")
        }
        return [UInt8](ring)
    }

    /// SQLite's own check of the file; empty when it finds nothing.
    func integrityFaults() throws -> [String] {
        try read { db in try String.fetchAll(db, sql: "PRAGMA integrity_check(20)").filter { $0 != "ok" } }
    }

    private func read<Result>(_ body: (Database) throws -> Result) throws -> Result {
        do { return try queue.read(body) } catch { throw Self.failure(error) }
    }

    // MARK: Writing

    /// One transaction, durable on return. The row ids handed out inside are kept only if it commits.
    func write(_ body: (Transaction) throws -> Void) throws {
        if let stopped { throw stopped }
        let before = nextRow
        do {
            try queue.write { db in try body(Transaction(database: self, db: db)) }
        } catch {
            nextRow = before
            let failure = Self.failure(error)
            if failure.code == .stopped { stopped = failure }
            throw failure
        }
    }

    struct Transaction {
        fileprivate let database: LogDatabase
        fileprivate let db: Database

        /// The id that the next row of `table` will have; sealed rows are bound to it.
        func allocate(_ table: String) -> Int64 {
            let row = database.nextRow[table] ?? 1
            database.nextRow[table] = row + 1
            return row
        }

        func put(_ table: String, id: Int64, _ sealed: (wrap: [UInt8], body: [UInt8])) throws {
            try database.fault?(table)
            try db.cachedStatement(sql: "INSERT OR REPLACE INTO \(table) (id, wrap, body) VALUES (?, ?, ?)")
                .execute(arguments: [id, Data(sealed.wrap), Data(sealed.body)])
        }

        func delete(_ table: String, id: Int64) throws {
            try database.fault?(table)
            try db.cachedStatement(sql: "DELETE FROM \(table) WHERE id = ?").execute(arguments: [id])
        }

        func putRing(_ body: [UInt8]) throws {
            try db.execute(sql: "INSERT OR REPLACE INTO ring (id, body) VALUES (1, ?)", arguments: [Data(body)])
        }
    }

    func close() throws { try queue.close() }

    static func failure(_ error: any Error) -> VaultError {
        if let error = error as? VaultError { return error }
        guard let error = error as? DatabaseError else { return VaultError(.stopped, "The store's log failed.", cause: error) }
        // The message of SQLite names tables and files only; values never enter it.
        let reason = error.message ?? "code \(error.resultCode.rawValue)"
        switch error.resultCode {
        case .SQLITE_FULL:
            return VaultError(
                .storageFull, "The disk is full: this was not saved.",
                hint: "Free some space and save again; everything saved before is intact.")
        case .SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_PERM, .SQLITE_AUTH:
            return VaultError(
                .readOnly, "The store's log cannot be written (\(reason)).",
                hint: "Check who owns the folder and whether the disk is read-only.")
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            return VaultError(
                .damaged, "The store's log is damaged (\(reason)).",
                hint: "Keep the folder as it is, make a new store, and take the records back from headquarters or a stick.", cause: error)
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            return VaultError(.held, "Another program has the store's log open.", hint: "Close it and try again.")
        default:
            return VaultError(
                .stopped, "The disk failed while the store's log was used (\(reason)).",
                hint: "Nothing more is written now. Check the disk, then start again; what was saved before is intact.", cause: error)
        }
    }
}
