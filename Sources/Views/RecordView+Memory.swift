import GRDB
import GRDBSQLite
import Records

/// The database that is only in memory.
extension RecordView {
    /// The largest view: SQLite's own limit for such a database is 1 GiB.
    static let bytesMax: Int64 = 8 << 30

    static func emptyQueue() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.label = "view"
        configuration.foreignKeysEnabled = false
        configuration.prepareDatabase { database in
            // Debian's SQLite would otherwise write sorts of a database in memory to /var/tmp, in clear.
            try database.execute(sql: "PRAGMA temp_store = MEMORY")
            guard try Int.fetchOne(database, sql: "PRAGMA temp_store") == 2 else {
                throw ViewError(
                    .failed, "SQLite would write temporary files to the disk.", hint: "Use the SQLite that the program was built with.")
            }
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
            // What was erased must not live on in the free pages of an image.
            try database.execute(sql: "PRAGMA secure_delete = ON")
            try database.execute(sql: "PRAGMA cell_size_check = ON")
            database.add(function: FieldFilter.function)
        }
        return try DatabaseQueue(configuration: configuration)
    }

    /// Makes the connection's database a *memdb*, whose pages can be had without a copy, with the content of an image or none.
    ///
    /// Never inside a transaction.
    ///
    /// - Parameter fill: puts the image into the memory that SQLite then keeps.
    static func load(
        byteCount: Int, into database: Database, filling fill: (UnsafeMutableRawBufferPointer) throws -> Void
    ) throws {
        guard let connection = database.sqliteConnection else { throw ViewError(.failed, "The view is closed.") }
        var buffer: UnsafeMutablePointer<UInt8>?
        if byteCount > 0 {
            guard byteCount >= 512, Int64(byteCount) <= bytesMax else { throw ViewError.damaged("its image has an impossible size") }
            guard let room = sqlite3_malloc64(UInt64(byteCount)) else {
                throw ViewError(.failed, "There is not enough memory for the view.", hint: "Close other programs and try again.")
            }
            do {
                try fill(UnsafeMutableRawBufferPointer(start: room, count: byteCount))
            } catch {
                sqlite3_free(room)
                throw ViewError.damaged("its image cannot be opened", cause: error)
            }
            buffer = room.assumingMemoryBound(to: UInt8.self)
        }
        let size = Int64(byteCount)
        // SQLite frees the buffer, also when this fails.
        let code = sqlite3_deserialize(
            connection, "main", buffer, size, size, UInt32(SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_RESIZEABLE))
        guard code == SQLITE_OK else { throw ViewError.damaged("its image cannot be opened") }
        var limit = bytesMax
        sqlite3_file_control(connection, "main", SQLITE_FCNTL_SIZE_LIMIT, &limit)
        database.clearSchemaCache()
    }
}
