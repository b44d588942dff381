import Crypto
import Glibc
public import Records
import ReplicatedLog
import Sealing

/// Documents as sealed files under random names and padded sizes, known by the hash of their content.
///
/// A document is durable before any entry names it. Content passes through in pieces; it is never in memory as a whole.
public final class DocumentStore {
    /// The largest document, in bytes.
    public static let documentBytesMax: UInt64 = 512 << 20
    /// Pieces of unfinished documents kept at most, in bytes.
    public static let unfinishedBytesMax: UInt64 = 1 << 30

    private struct Item {
        let row: Int64
        let space: SpaceID
        let size: UInt64
        let file: String
        let key: SymmetricKey
    }

    private struct Piece {
        let row: Int64
        let size: UInt64
        let offset: UInt64
        let count: Int
    }

    private let directory: VaultDirectory
    private let database: LogDatabase
    private let sealer: RowSealer
    private var items: [[UInt8]: Item] = [:]
    private var pieces: [[UInt8]: [UInt64: Piece]] = [:]

    init(directory: VaultDirectory, database: LogDatabase, sealer: RowSealer) throws {
        self.directory = directory
        self.database = database
        self.sealer = sealer
        try database.rows("document") { row in
            let (space, bytes) = try sealer.open(wrap: row.wrap, body: row.body, table: "document", row: row.id)
            var reader = ByteReader(bytes)
            let digest = try reader.raw(32)
            let size = try reader.varint()
            let file = try reader.string(max: 64)
            items[digest] = Item(row: row.id, space: space, size: size, file: file, key: SymmetricKey(data: try reader.raw(32)))
        }
        try database.rows("chunk") { row in
            var reader = ByteReader(try sealer.open(wrap: row.wrap, body: row.body, table: "chunk", row: row.id).bytes)
            let digest = try reader.raw(32)
            let size = try reader.varint()
            let offset = try reader.varint()
            pieces[digest, default: [:]][offset] = Piece(row: row.id, size: size, offset: offset, count: reader.remaining)
        }
    }

    public func has(_ digest: [UInt8]) -> Bool { items[digest] != nil }

    public func size(of digest: [UInt8]) -> UInt64? { items[digest]?.size }

    /// Digests of the documents of a space.
    public func documents(in space: SpaceID) -> [[UInt8]] {
        items.filter { $0.value.space == space }.map(\.key).sorted { $0.lexicographicallyPrecedes($1) }
    }

    public var count: Int { items.count }

    // MARK: Adding

    /// Seals what `next` hands over until it returns `nil`, and returns its hash and size once it is on stable storage.
    ///
    /// - Throws: `.tooLarge`, `.storageFull`; nothing is then left behind.
    public func add(to space: SpaceID, next: () throws -> [UInt8]?) throws -> (digest: [UInt8], size: UInt64) {
        let name = Self.randomName()
        let key = SymmetricKey(size: .bits256)
        var hash = SHA256()
        var size: UInt64 = 0
        try makeFolder(of: name)
        try DurableFile.write(to: path(name)) { append in
            var writer = SealedObjectWriter(key: key, context: Self.context(name))
            var written: UInt64 = 0
            while let piece = try next() {
                size += UInt64(piece.count)
                guard size <= Self.documentBytesMax else {
                    throw VaultError(
                        .tooLarge, "The document is larger than \(Self.documentBytesMax >> 20) MiB.",
                        hint: "Scan at a lower resolution, or split it.")
                }
                hash.update(data: piece)
                let sealed = writer.update(piece)
                written += UInt64(sealed.count)
                try append(sealed)
            }
            let last = writer.finish()
            written += UInt64(last.count)
            try append(last)
            try Self.pad(from: written, append)
        }
        let digest = Array(hash.finalize())
        guard items[digest] == nil else {
            // The same content is there already, under another name.
            try DurableFile.remove(path(name))
            return (digest, size)
        }
        try record(digest: digest, size: size, file: name, key: key, space: space, finished: [])
        return (digest, size)
    }

    private func record(digest: [UInt8], size: UInt64, file: String, key: SymmetricKey, space: SpaceID, finished: [Piece]) throws {
        var writer = ByteWriter()
        writer.raw(digest)
        writer.varint(size)
        writer.string(file)
        key.withUnsafeBytes { writer.raw(Array($0)) }
        var row: Int64 = 0
        do {
            try database.write { transaction in
                row = transaction.allocate("document")
                try transaction.put("document", id: row, sealer.seal(writer.bytes, space: space, table: "document", row: row))
                for piece in finished { try transaction.delete("chunk", id: piece.row) }
            }
        } catch {
            try? DurableFile.remove(path(file))
            throw error
        }
        items[digest] = Item(row: row, space: space, size: size, file: file, key: key)
    }

    // MARK: Reading

    /// Up to `count` bytes of a document from `offset` on.
    ///
    /// - Throws: `.missing`, `.damaged`.
    public func read(_ digest: [UInt8], at offset: UInt64, count: Int) throws -> [UInt8] {
        guard let item = items[digest] else {
            throw VaultError(.missing, "The document has not arrived on this device yet.", hint: "Read a newer stick.")
        }
        do {
            let file = try ReadableFile(path(item.file))
            let sealedSize = SealedObject.sealedSize(of: item.size)
            let reader = try SealedObjectReader(
                header: try file.read(at: 0, count: SealedObject.headerByteCount), sealedSize: sealedSize, key: item.key,
                context: Self.context(item.file))
            return try reader.read(offset..<min(item.size, offset + UInt64(count))) { range in
                try file.read(at: range.lowerBound, count: range.count)
            }
        } catch let error as VaultError where error.code != .missing && error.code != .damaged {
            throw error
        } catch {
            throw VaultError(
                .damaged, "A document of the store is damaged or missing.", hint: "Read it back from a stick of headquarters.", cause: error
            )
        }
    }

    /// Reads a whole document and compares its hash.
    public func verify(_ digest: [UInt8]) throws {
        guard let item = items[digest] else { throw VaultError(.missing, "The document has not arrived on this device yet.") }
        var hash = SHA256()
        var offset: UInt64 = 0
        while offset < item.size {
            let bytes = try read(digest, at: offset, count: 1 << 20)
            hash.update(data: bytes)
            offset += UInt64(bytes.count)
        }
        guard Array(hash.finalize()) == digest else { throw VaultError(.damaged, "A document is not what its record says.") }
    }

    // MARK: Receiving in pieces

    /// Keeps a piece of a document that is arriving; when the last one is there, checks the hash and makes it a document.
    ///
    /// - Returns: whether the document is now complete.
    /// - Throws: `.wrongContent` when the pieces do not give the document; they are then dropped and can be fetched again.
    public func receive(_ digest: [UInt8], size: UInt64, offset: UInt64, bytes: [UInt8], space: SpaceID) throws -> Bool {
        guard items[digest] == nil else { return true }
        guard size <= Self.documentBytesMax, offset <= size, UInt64(bytes.count) <= size - offset else {
            throw VaultError(.tooLarge, "A piece of a document is out of bounds.")
        }
        if let known = pieces[digest]?.values.first, known.size != size {
            throw VaultError(.wrongContent, "The pieces of a document disagree about its size.")
        }
        if pieces[digest]?[offset] == nil, !bytes.isEmpty || size == 0 {
            guard unfinishedBytes + UInt64(bytes.count) <= Self.unfinishedBytesMax else {
                throw VaultError(
                    .tooLarge, "Too many unfinished documents wait on this device.", hint: "Read the sticks that complete them.")
            }
            var writer = ByteWriter()
            writer.raw(digest)
            writer.varint(size)
            writer.varint(offset)
            writer.raw(bytes)
            var row: Int64 = 0
            if sealer.ring.spaceKey(space) == nil { throw VaultError(.missing, "A document arrived for a space that is not held here.") }
            try database.write { transaction in
                row = transaction.allocate("chunk")
                try transaction.put("chunk", id: row, sealer.seal(writer.bytes, space: space, table: "chunk", row: row))
            }
            pieces[digest, default: [:]][offset] = Piece(row: row, size: size, offset: offset, count: bytes.count)
        }
        guard let run = completeRun(digest, size: size) else { return false }
        try assemble(digest, size: size, run: run, space: space)
        return true
    }

    /// Bytes of a document that have arrived, from its beginning without a gap.
    public func received(_ digest: [UInt8]) -> UInt64 {
        var position: UInt64 = 0
        while let piece = pieces[digest]?[position], piece.count > 0 { position += UInt64(piece.count) }
        return position
    }

    private var unfinishedBytes: UInt64 { pieces.values.reduce(0) { $0 + $1.values.reduce(0) { $0 + UInt64($1.count) } } }

    private func completeRun(_ digest: [UInt8], size: UInt64) -> [Piece]? {
        var run = [Piece]()
        var position: UInt64 = 0
        let sorted = (pieces[digest] ?? [:]).values.sorted { $0.offset < $1.offset }
        for piece in sorted where piece.offset <= position && piece.offset + UInt64(piece.count) > position || size == 0 {
            run.append(piece)
            position = piece.offset + UInt64(piece.count)
        }
        return position == size && !run.isEmpty ? run : nil
    }

    private func assemble(_ digest: [UInt8], size: UInt64, run: [Piece], space: SpaceID) throws {
        let name = Self.randomName()
        let key = SymmetricKey(size: .bits256)
        var hash = SHA256()
        try makeFolder(of: name)
        try DurableFile.write(to: path(name)) { append in
            var writer = SealedObjectWriter(key: key, context: Self.context(name))
            var written: UInt64 = 0
            var position: UInt64 = 0
            for piece in run {
                guard let row = try database.row("chunk", piece.row) else {
                    throw VaultError(.damaged, "A piece of a document is missing.")
                }
                let bytes = try sealer.open(wrap: row.wrap, body: row.body, table: "chunk", row: row.id).bytes.suffix(piece.count)
                let fresh = Array(bytes.dropFirst(Int(position - piece.offset)))
                hash.update(data: fresh)
                position += UInt64(fresh.count)
                let sealed = writer.update(fresh)
                written += UInt64(sealed.count)
                try append(sealed)
            }
            let last = writer.finish()
            written += UInt64(last.count)
            try append(last)
            try Self.pad(from: written, append)
        }
        let all = Array((pieces[digest] ?? [:]).values)
        guard Array(hash.finalize()) == digest else {
            try DurableFile.remove(path(name))
            try database.write { transaction in for piece in all { try transaction.delete("chunk", id: piece.row) } }
            pieces[digest] = nil
            throw VaultError(
                .wrongContent, "A document that arrived is not what its record says.", hint: "It is asked for again with the next stick.")
        }
        try record(digest: digest, size: size, file: name, key: key, space: space, finished: all)
        pieces[digest] = nil
    }

    // MARK: Files

    private func path(_ name: String) -> String { directory.blobs + "/" + name.prefix(2) + "/" + name }

    private func makeFolder(of name: String) throws {
        guard mkdir(directory.blobs + "/" + name.prefix(2), 0o700) == 0 || errno == EEXIST else {
            throw DurableFile.failure("create a folder", errno)
        }
    }

    /// Random bytes up to a size that tells little.
    private static func pad(from size: UInt64, _ append: ([UInt8]) throws -> Void) throws {
        var missing = Padme.paddedSize(size) - size
        var random = SystemRandomNumberGenerator()
        while missing > 0 {
            let count = min(missing, 64 * 1024)
            var bytes = [UInt8]()
            bytes.reserveCapacity(Int(count) + 8)
            while bytes.count < Int(count) { withUnsafeBytes(of: random.next()) { bytes.append(contentsOf: $0) } }
            try append(Array(bytes.prefix(Int(count))))
            missing -= count
        }
    }

    private static func randomName() -> String {
        var random = SystemRandomNumberGenerator()
        return SpaceID.random(using: &random).description
    }

    private static func context(_ name: String) -> [UInt8] { Array("document\0".utf8) + Array(name.utf8) }
}
