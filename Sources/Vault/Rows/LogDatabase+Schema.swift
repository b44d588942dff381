import GRDB
import Records

extension LogDatabase {
    /// "SPL1".
    private static let applicationID = 0x5350_4C31
    /// 2: the tally and the heads may lag behind saves. The tables of 1 are the same, and its stores are read.
    static let schemaVersion = 2

    private static var definitions: [String] { LogTable.allCases.map(\.definition) + RingCopy.allCases.map(\.definition) }

    static func createSchema(_ db: Database) throws {
        try db.execute(sql: "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(schemaVersion)")
        for definition in definitions { try db.execute(sql: definition) }
    }

    /// The whole schema text is compared, so that no trigger or view that somebody added ever runs.
    ///
    /// - Returns: the version of the layout.
    static func compareSchema(_ db: Database) throws -> Int {
        guard try Int.fetchOne(db, sql: "PRAGMA application_id") == applicationID else {
            throw VaultError(.damaged, "The store's log is not a Satchel log.", hint: restore)
        }
        let version = try Int.fetchOne(db, sql: "PRAGMA user_version") ?? 0
        guard version <= schemaVersion else {
            throw VaultError(.newerVersion, "The store was written by a newer version.", hint: "Update Satchel on this device.")
        }
        let found = try DatabaseValue.fetchAll(db, sql: "SELECT sql FROM sqlite_schema WHERE name IS NOT 'sqlite_sequence' ORDER BY sql")
        guard (1...schemaVersion).contains(version), found.map(String.fromDatabaseValue) == definitions.sorted() else {
            throw VaultError(.damaged, "The layout of the store's log was changed from outside.", hint: restore)
        }
        return version
    }

    static let restore =
        "Restore the store's folder from a copy, or make a new store and take the records back from headquarters or a stick."
}
