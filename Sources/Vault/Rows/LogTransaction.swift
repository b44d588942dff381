import Foundation
import GRDB

/// The statements of one transaction of ``LogDatabase``.
final class LogTransaction {
    /// About what the transaction adds to the write-ahead log.
    private(set) var byteCount = 0
    /// The layout of the file once this is committed.
    private(set) var version: Int
    private let db: Database
    private let database: LogDatabase

    init(db: Database, database: LogDatabase) {
        self.db = db
        self.database = database
        version = database.version
    }

    /// Commits what `body` does, or takes it back. GRDB's own way compiles both statements anew each time, which cost a tenth of a save.
    func run<Result>(_ body: (LogTransaction) throws -> Result) throws -> Result {
        try db.cachedStatement(sql: "BEGIN IMMEDIATE TRANSACTION").execute()
        do {
            let result = try body(self)
            try db.cachedStatement(sql: "COMMIT TRANSACTION").execute()
            return result
        } catch {
            // What failed first is what is told; SQLite has mostly rolled back by itself.
            if db.isInsideTransaction { try? db.rollback() }
            throw error
        }
    }

    /// From here on a version that takes a lagging tally for damage does not read the file.
    func upgrade() throws {
        guard version < LogDatabase.schemaVersion else { return }
        try db.execute(sql: "PRAGMA user_version = \(LogDatabase.schemaVersion)")
        version = LogDatabase.schemaVersion
    }

    func insert(_ table: LogTable, id: Int64, wrap: [UInt8], body: [UInt8]) throws {
        try database.fault?(table)
        try db.cachedStatement(sql: "INSERT INTO \(table.rawValue) (id, wrap, body) VALUES (?, ?, ?)")
            .execute(arguments: [id, Data(wrap), Data(body)])
        count(body)
    }

    /// - Returns: whether there was such a row.
    func update(_ table: LogTable, id: Int64, wrap: [UInt8], body: [UInt8]) throws -> Bool {
        try database.fault?(table)
        try db.cachedStatement(sql: "UPDATE \(table.rawValue) SET wrap = ?, body = ? WHERE id = ?")
            .execute(arguments: [Data(wrap), Data(body), id])
        count(body)
        return db.changesCount == 1
    }

    func updateWrap(_ table: LogTable, id: Int64, wrap: [UInt8]) throws {
        try database.fault?(table)
        try db.cachedStatement(sql: "UPDATE \(table.rawValue) SET wrap = ? WHERE id = ?").execute(arguments: [Data(wrap), id])
        count(wrap)
    }

    /// - Returns: whether there was such a row.
    func delete(_ table: LogTable, id: Int64) throws -> Bool {
        try database.fault?(table)
        try db.cachedStatement(sql: "DELETE FROM \(table.rawValue) WHERE id = ?").execute(arguments: [id])
        count([])
        return db.changesCount == 1
    }

    func putRing(_ body: [UInt8]) throws {
        for copy in RingCopy.allCases {
            try db.execute(sql: "INSERT OR REPLACE INTO \(copy.rawValue) (id, body) VALUES (1, ?)", arguments: [Data(body)])
            count(body)
        }
    }

    private func count(_ body: [UInt8]) { byteCount += body.count + 4096 }
}
