import GRDB
import GRDBSQLite
public import Records
import ReplicatedLog

/// Current records, notes, deadlines, conflicts and a full-text index in an SQLite database that is only in memory.
///
/// A view is disposable: everything in it comes from the log through ``apply(_:in:)`` and can come from there again. No
/// part of it is ever written to a disk in clear. It belongs to one actor.
///
/// Memory: over the invented clinic 0.8 kB for a record of 14 fields with half a note of 430 bytes, all indexes included;
/// a client takes 0.6 kB in its row, of which 9 bytes a field say who wrote it and when.
public final class RecordView {
    /// The field in which a record says in which space it lives.
    public static let movedField = Projection.movedField

    public let catalog: SchemaCatalog
    let queue: DatabaseQueue
    var numbers = Numbers()
    /// Counts what was applied, so that an image that is being read notices a change.
    var generation: UInt64 = 0

    /// An empty view.
    public init(catalog: SchemaCatalog) throws(ViewError) {
        self.catalog = catalog
        do {
            queue = try Self.emptyQueue()
            try queue.writeWithoutTransaction { database in
                try Self.load(byteCount: 0, into: database) { _ in }
                try database.inTransaction {
                    for statement in ViewTables.statements { try database.execute(sql: statement) }
                    try database.run(
                        "INSERT INTO fact (name, content) VALUES ('schema', ?)", .blob(SchemaFingerprint.of(catalog).bytes))
                    return .commit
                }
            }
        } catch {
            throw Self.explained(error)
        }
    }

    /// A view of an image that an earlier one gave; see ``image()``.
    ///
    /// - Throws: ``ViewErrorCode/stale`` when it was made with another catalog or by another version, and
    ///   ``ViewErrorCode/damaged`` when it is no image. Pages are not checked; a damaged one is noticed when it is read.
    /// - Complexity: one copy of the image.
    public convenience init(image: [UInt8], catalog: SchemaCatalog) throws(ViewError) {
        try self.init(imageByteCount: image.count, catalog: catalog) { memory in image.withUnsafeBytes { memory.copyMemory(from: $0) } }
    }

    /// A view of an image that is put where SQLite then keeps it, so that it is never in memory twice.
    ///
    /// - Parameter fill: puts `imageByteCount` bytes there; what it throws makes the image a damaged one.
    /// - Throws: as ``init(image:catalog:)``.
    public init(
        imageByteCount: Int, catalog: SchemaCatalog, filling fill: (UnsafeMutableRawBufferPointer) throws -> Void
    ) throws(ViewError) {
        self.catalog = catalog
        guard imageByteCount > 0 else { throw .damaged("its image has an impossible size") }
        do {
            queue = try Self.emptyQueue()
            try queue.writeWithoutTransaction { database in
                try Self.load(byteCount: imageByteCount, into: database, filling: fill)
                try Self.compare(database, catalog)
                try numbers.load(database)
                guard try ViewTables.match(database, spaces: numbers.spaces.items.count) else {
                    throw ViewError(.stale, "The view was made by another version of the program.", hint: ViewError.rebuildHint)
                }
            }
        } catch let error as ViewError {
            throw error
        } catch {
            throw .damaged("its image cannot be opened", cause: error)
        }
    }

    /// What the content of a view depends on besides the log: 32 bytes that change with the catalog or the program.
    public var schemaFingerprint: [UInt8] { SchemaFingerprint.of(catalog).bytes }

    /// The same of a catalog that no view was made with yet.
    public static func fingerprint(of catalog: SchemaCatalog) -> [UInt8] { SchemaFingerprint.of(catalog).bytes }

    private static func compare(_ database: Database, _ catalog: SchemaCatalog) throws {
        let fingerprint = try database.row("SELECT content FROM fact WHERE name = 'schema'") { $0.blob(0) }
        guard fingerprint == SchemaFingerprint.of(catalog).bytes else {
            throw ViewError(.stale, "The view was made with other schemas or by another version.", hint: ViewError.rebuildHint)
        }
    }
}

extension RecordView {
    /// Reads or writes in one transaction; what was numbered is forgotten when it is rolled back.
    func transaction<Result>(_ body: (Database) throws -> Result) throws(ViewError) -> Result {
        do {
            return try queue.write(body)
        } catch {
            // A view whose numbers cannot be read any more refuses everything that needs one.
            do { try queue.inDatabase { try numbers.load($0) } } catch { numbers = Numbers() }
            throw Self.explained(error)
        }
    }

    /// Reads without a transaction: the only connection is this one. GRDB's own reading would say `PRAGMA query_only` before and
    /// after, at which SQLite forgets every prepared statement.
    func read<Result>(_ body: (Database) throws -> Result) throws(ViewError) -> Result {
        do {
            return try queue.inDatabase(body)
        } catch {
            throw Self.explained(error)
        }
    }

    static func explained(_ error: any Error) -> ViewError {
        switch error {
        case let error as ViewError: return error
        case let error as DatabaseError where damage.contains(error.resultCode): return .damaged("a page cannot be read", cause: error)
        default:
            return ViewError(
                .failed, "The view could not be read or changed.",
                hint: "If memory is short, close other programs; the view can be built again.",
                cause: error)
        }
    }

    /// `SQLITE_ERROR` too: FTS5 says so of some damaged indexes, and no statement here depends on what people type.
    private static let damage: [ResultCode] = [.SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT, .SQLITE_ERROR, .SQLITE_MISMATCH]
}
