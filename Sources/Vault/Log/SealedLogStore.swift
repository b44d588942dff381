public import Records
public import ReplicatedLog
import Sealing

/// The log on a laptop's disk: every row sealed, one SQLite file, one connection.
///
/// Memory holds the index of segments (about 60 bytes a row), the heads and the settings; everything else is read when asked for.
public final class SealedLogStore: LogStore {
    struct StatementKey: Hashable {
        let device: [UInt8]
        let space: SpaceID
    }

    struct ChainKey: Hashable {
        let space: SpaceID
        let chain: ChainID
    }

    let database: SealedDatabase
    var index = SegmentIndex()
    var books: [SpaceID: HeadBook] = [:]
    /// Spaces of which heads moved on that are not written yet.
    var laggingSpaces: Set<SpaceID> = []
    var smallRows = SmallRows()
    var cache = SegmentCache()
    /// Chains of which less can be read than the heads say.
    var damagedChains: Set<ChainKey> = []

    /// - Parameter indexImage: the index as it was when the view's image was written; rows that came since are opened and added.
    init(database: SealedDatabase, indexImage: [UInt8]?) throws {
        self.database = database
        try database.contents(.head) { row in
            var book = books[row.space] ?? HeadBook()
            try book.read(row.bytes, row: row.id, space: row.space)
            books[row.space] = book
        }
        try database.contents(.held) { row in
            let held = try HeldSegment(rowBytes: row.bytes)
            smallRows.held[held.id] = (row.id, held.contents.space)
        }
        try database.contents(.peer) { row in
            let statement = try StoredStatement(rowBytes: row.bytes)
            smallRows.statements[StatementKey(device: statement.deviceKey, space: statement.space)] = row.id
        }
        try database.contents(.setting) { row in
            let setting = try SettingRow(rowBytes: row.bytes)
            smallRows.settings[setting.name] = (row.id, setting.value)
        }
        // Nothing is kept of the outbox, but damage in it should not wait to be noticed.
        try database.contents(.outbox) { _ in }
        try loadIndex(indexImage)
        try reconcile()
    }

    private func loadIndex(_ image: [UInt8]?) throws {
        guard let image, let marks = try? database.raw.marks(.segment), let known = try? SegmentIndex(decoding: image, marks: marks),
            !known.rows.isEmpty
        else {
            return try database.contents(.segment) { try add($0) }
        }
        index = known
        for id in marks.keys.filter({ !known.rows.contains($0) }).sorted() {
            do { try add(try database.content(.segment, id)) } catch { database.report(unreadable: id, of: .segment) }
        }
    }

    private func add(_ row: SealedDatabase.Content) throws {
        let segment = try SegmentRow(row.bytes)
        index.insert(
            SegmentIndex.Item(row: row.id, first: segment.first, end: segment.end, byteCount: row.bytes.count, mark: row.mark),
            chain: segment.chain, space: row.space)
    }

    /// For the image of the view.
    public var indexImage: [UInt8] { index.encoded }

    public var spaces: [SpaceID] { Set(books.keys).union(index.chains.keys).sorted() }

    public func heads(in space: SpaceID) -> [ChainHead] {
        (books[space]?.heads ?? [:]).sorted { $0.key < $1.key }.map(\.value)
    }

    public func head(of chain: ChainID, in space: SpaceID) -> ChainHead? { books[space]?.heads[chain] }
}
