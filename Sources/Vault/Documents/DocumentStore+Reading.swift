import Crypto
public import Records
import Sealing

extension DocumentStore {
    /// Up to `count` bytes of a document of a space from `offset` on; none from its end on.
    ///
    /// - Throws: `.missing`, `.damaged`.
    public func read(_ digest: [UInt8], in space: SpaceID, at offset: UInt64, count: Int) throws -> [UInt8] {
        try reader(digest, in: space).read(at: offset, count: count)
    }

    /// A document of a space opened once, to be read at many places.
    ///
    /// - Throws: `.missing`, `.damaged`.
    public func reader(_ digest: [UInt8], in space: SpaceID) throws -> DocumentReader {
        guard let blob = items[digest]?[space]?.blob else {
            throw VaultError(.missing, "The document has not arrived on this device yet.", hint: "Read a newer stick.")
        }
        return try DocumentReader(blob, path: path(blob.file), on: directory.disk)
    }

    /// Reads a whole document of a space and compares its hash.
    ///
    /// - Throws: `.missing`, `.damaged`.
    public func verify(_ digest: [UInt8], in space: SpaceID) throws { try reader(digest, in: space).verify(digest) }
}

/// Reads a document at any place; nothing is returned that does not authenticate.
public final class DocumentReader {
    /// Bytes of the document.
    public let size: UInt64
    private let file: ReadableFile
    private let object: SealedObjectReader

    init(_ blob: Blob, path: String, on disk: any Disk) throws {
        do {
            size = blob.size
            file = try ReadableFile(path, on: disk)
            object = try SealedObjectReader(
                header: try file.read(at: 0, count: SealedObject.headerByteCount), sealedSize: SealedObject.sealedSize(of: blob.size),
                key: blob.key, context: Blob.context(blob.file))
        } catch {
            throw Self.damaged(error)
        }
    }

    /// Up to `count` bytes from `offset` on; none from the end on.
    ///
    /// - Throws: `.damaged`.
    public func read(at offset: UInt64, count: Int) throws -> [UInt8] {
        guard offset < size, count > 0 else { return [] }
        let end = min(size - offset, UInt64(count)) + offset
        do {
            return try object.read(offset..<end) { try file.read(at: $0.lowerBound, count: $0.count) }
        } catch {
            throw Self.damaged(error)
        }
    }

    /// Reads the whole document and compares its hash.
    func verify(_ digest: [UInt8]) throws {
        var hash = SHA256()
        var offset: UInt64 = 0
        while offset < size {
            let bytes = try read(at: offset, count: 1 << 20)
            hash.update(data: bytes)
            offset += UInt64(bytes.count)
        }
        guard Array(hash.finalize()) == digest else { throw Self.damaged(nil) }
    }

    static func damaged(_ cause: (any Error)?) -> VaultError {
        VaultError(
            .damaged, "A document of the store is damaged or missing.", hint: "Read it back from a stick of headquarters.", cause: cause)
    }
}
