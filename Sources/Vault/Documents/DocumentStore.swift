import Crypto
public import Records
import Sealing

/// Documents as sealed files under random names and padded sizes, known by the hash of their content.
///
/// A document is durable before any entry names it. Content passes through in pieces; it is never in memory as a whole.
/// Spaces that have the same document share its file; each has a row of its own that holds the file's key. That is about room on disk
/// only: whoever asks, asks for a space, and what another space has is not there.
public final class DocumentStore {
    /// The largest document, in bytes.
    public static let documentBytesMax: UInt64 = 512 << 20
    /// Pieces of unfinished documents kept at most, in bytes.
    public static let unfinishedBytesMax: UInt64 = 1 << 30

    let directory: VaultDirectory
    let database: SealedDatabase
    let random: Randomness
    private(set) var items: [[UInt8]: [SpaceID: DocumentItem]] = [:]
    /// Documents that a check found damaged.
    var damaged: Set<[UInt8]> = []
    var pieces: [UnfinishedKey: UnfinishedDocument] = [:]

    init(directory: VaultDirectory, database: SealedDatabase, random: Randomness) throws {
        self.directory = directory
        self.database = database
        self.random = random
        try database.contents(.document) { row in
            let (digest, blob) = try Blob.read(row.bytes)
            items[digest, default: [:]][row.space] = DocumentItem(row: row.id, blob: blob)
        }
        try loadPieces()
    }

    /// Whether the document is one of this space.
    public func has(_ digest: [UInt8], in space: SpaceID) -> Bool { items[digest]?[space] != nil }

    /// - Returns: `nil` when the document is none of this space, whatever other spaces have.
    public func size(of digest: [UInt8], in space: SpaceID) -> UInt64? { items[digest]?[space]?.blob.size }

    /// Digests of the documents of a space, in order.
    public func documents(in space: SpaceID) -> [[UInt8]] {
        items.filter { $0.value[space] != nil }.map(\.key).sorted { $0.lexicographicallyPrecedes($1) }
    }

    /// How many documents there are; one that several spaces have counts once.
    public var count: Int { items.count }

    var digests: [[UInt8]] { items.keys.sorted { $0.lexicographicallyPrecedes($1) } }

    /// The file of a document, whichever spaces have it: they all have the same.
    func blob(_ digest: [UInt8]) -> Blob? { items[digest]?.values.first?.blob }

    /// Reads a whole document, whichever spaces have it.
    func verify(_ digest: [UInt8]) throws {
        guard let blob = blob(digest) else { return }
        try DocumentReader(blob, path: path(blob.file), on: directory.disk).verify(digest)
    }

    // MARK: Adding

    /// Seals what `next` hands over until it returns `nil`, and returns its hash and size once it is on stable storage.
    ///
    /// Adding a document that is there already costs no room, and mends it if its file was damaged.
    ///
    /// - Parameter naming: told the hash before there is a document of that name.
    /// - Throws: `.tooLarge`, `.storageFull`, what `next` and `naming` throw; nothing is then left behind.
    public func add(
        to space: SpaceID, naming: (_ digest: [UInt8]) throws -> Void = { _ in }, next: () throws -> [UInt8]?
    ) throws -> (digest: [UInt8], size: UInt64) {
        try database.raw.requireWritable(growing: true)
        let (digest, blob) = try writeBlob(next)
        do { try naming(digest) } catch {
            try remove(file: blob.file)
            throw error
        }
        try keep(digest, blob, in: space)
        return (digest, blob.size)
    }

    /// Records a new file as the document of `space`. Of two files with the same content one goes: the older, if it is damaged.
    ///
    /// - Parameter finished: rows of pieces that are not needed any more.
    func keep(_ digest: [UInt8], _ new: Blob, in space: SpaceID, finished: [Int64] = []) throws {
        guard let known = blob(digest), (try? verify(digest)) != nil else {
            return try record(digest, new, in: space, finished: finished)
        }
        try remove(file: new.file)
        try record(digest, known, in: space, finished: finished)
    }

    /// Makes the file the document of `space` and of every space that had a file with this content before.
    private func record(_ digest: [UInt8], _ blob: Blob, in space: SpaceID, finished: [Int64]) throws {
        var next = items[digest] ?? [:]
        let former = Set(next.values.map(\.blob.file)).subtracting([blob.file])
        do {
            try database.ensureKeys(for: [space])
            try database.write(growing: true) { transaction in
                for owner in Set(next.keys).union([space]) where next[owner]?.blob.file != blob.file {
                    let row = try transaction.put(.document, next[owner]?.row, blob.bytes(digest), in: owner)
                    next[owner] = DocumentItem(row: row, blob: blob)
                }
                for row in finished { try transaction.delete(.chunk, row) }
            }
        } catch {
            if items[digest]?.values.contains(where: { $0.blob.file == blob.file }) != true { try? remove(file: blob.file) }
            throw error
        }
        items[digest] = next
        damaged.remove(digest)
        for file in former { try remove(file: file) }
    }

    // MARK: Removing

    /// The documents that a check found damaged, by the spaces that have them.
    var damagedBySpace: [SpaceID: Set<[UInt8]>] {
        var result = [SpaceID: Set<[UInt8]>]()
        for digest in damaged {
            for space in (items[digest] ?? [:]).keys { result[space, default: []].insert(digest) }
        }
        return result
    }

    /// Part of a repair's transaction: damaged documents are to be fetched again.
    func deleteDamagedRows(_ transaction: SealedTransaction) throws {
        for item in damaged.flatMap({ (items[$0] ?? [:]).values }) { try transaction.delete(.document, item.row) }
    }

    /// Forgets the damaged documents once their rows are gone, and removes their files.
    ///
    /// - Returns: their digests, in order.
    func dropDamaged() throws -> [[UInt8]] {
        let gone = damaged.sorted { $0.lexicographicallyPrecedes($1) }
        let files = Set(gone.flatMap { (items[$0] ?? [:]).values.map(\.blob.file) })
        for digest in gone { items[digest] = nil }
        damaged = []
        for file in files { try remove(file: file) }
        return gone
    }

    /// Drops a document of one space; its file goes with the last space that has it.
    public func remove(_ digest: [UInt8], in space: SpaceID) throws {
        guard let item = items[digest]?[space] else { return }
        try database.write { try $0.delete(.document, item.row) }
        items[digest]?[space] = nil
        guard items[digest]?.isEmpty == true else { return }
        items[digest] = nil
        damaged.remove(digest)
        try remove(file: item.blob.file)
    }

    /// Drops everything that belongs to a space; files that another space shares stay.
    func remove(allOf space: SpaceID) throws {
        let gone = items.compactMapValues { $0[space] }
        let unfinished = pieces.filter { $0.key.space == space }
        try database.write { transaction in
            for item in gone.values { try transaction.delete(.document, item.row) }
            for document in unfinished.values {
                for piece in document.pieces { try transaction.delete(.chunk, piece.row) }
            }
        }
        for (digest, item) in gone {
            items[digest]?[space] = nil
            guard items[digest]?.isEmpty == true else { continue }
            items[digest] = nil
            try remove(file: item.blob.file)
        }
        for key in unfinished.keys { pieces[key] = nil }
    }
}

/// A row of `document`.
struct DocumentItem {
    let row: Int64
    let blob: Blob
}
