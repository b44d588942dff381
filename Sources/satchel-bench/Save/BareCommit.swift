import Foundation
import GRDB

/// The reference for a save: one durable row of the size of a save, in one SQLite transaction.
struct BareCommit {
    private let queue: DatabaseQueue

    /// - Parameter isNumbered: whether no number of a row is ever given out twice, for which SQLite writes a second page; the store
    ///   needs that.
    init(path: String, isNumbered: Bool = false) throws {
        var configuration = Configuration()
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
        }
        queue = try DatabaseQueue(path: path, configuration: configuration)
        try queue.write {
            try $0.execute(sql: "CREATE TABLE row (id INTEGER PRIMARY KEY \(isNumbered ? "AUTOINCREMENT" : ""), body BLOB)")
        }
    }

    /// - Returns: seconds until the row was on stable storage.
    func commit(byteCount: Int) throws -> Double {
        let body = Data((0..<byteCount).map { UInt8(truncatingIfNeeded: $0) })
        let start = ContinuousClock.now
        try queue.write { db in
            try db.cachedStatement(sql: "INSERT INTO row (body) VALUES (?)").execute(arguments: [body])
        }
        return seconds(since: start)
    }
}
