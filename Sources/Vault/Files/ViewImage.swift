import Crypto
import Records
import Sealing

/// One named part of the sealed image of the view, read piece by piece so that it is not copied as a whole.
public struct ImagePart {
    public let name: String
    public let byteCount: Int
    public let read: (_ offset: Int, _ count: Int) throws -> [UInt8]

    public init(name: String, byteCount: Int, read: @escaping (_ offset: Int, _ count: Int) throws -> [UInt8]) {
        self.name = name
        self.byteCount = byteCount
        self.read = read
    }

    public init(name: String, bytes: [UInt8]) {
        self.init(name: name, byteCount: bytes.count) { Array(bytes[$0..<$0 + $1]) }
    }
}

/// `view.sealed`: a cache of what was folded, thrown away when it disagrees with the log.
enum ViewImage {
    /// What is sealed or opened at a time.
    static let pieceByteCount = 1 << 20
    static let partCountMax = 4096
    static let format: UInt8 = 1

    static func context(_ store: StoreID) -> [UInt8] { Labels.image + store.bytes }
}

/// An image being written, one piece at a time. It takes the place of the one before with the last piece, and not at all without.
final class ViewImageWriter {
    /// Synced as often as this, so that the last step does not wait for all of it.
    private static let unsyncedByteCountMax = 8 << 20

    let byteCount: Int
    private let file: DurableWriter
    private let parts: [ImagePart]
    private var seal: SealedObjectWriter?
    private var part = 0
    private var offset = 0
    private var unsyncedByteCount = 0

    init(_ parts: [ImagePart], to path: String, on disk: any Disk, key: SymmetricKey, store: StoreID) throws {
        self.parts = parts
        byteCount = parts.reduce(0) { $0 + $1.byteCount }
        file = try DurableWriter(path, on: disk)
        seal = SealedObjectWriter(key: key, context: ViewImage.context(store))
        var directory = ByteWriter()
        directory.byte(ViewImage.format)
        directory.varint(UInt64(parts.count))
        for part in parts {
            directory.string(part.name)
            directory.varint(UInt64(part.byteCount))
        }
        var head = ByteWriter()
        head.fixed64(UInt64(directory.bytes.count))
        try append(head.bytes + directory.bytes)
    }

    /// Seals the next piece. What it throws ends the writing.
    ///
    /// - Returns: whether there is more to write; when not, the image is durable and in its place.
    func step() throws -> Bool {
        while part < parts.count, offset == parts[part].byteCount {
            part += 1
            offset = 0
        }
        guard part < parts.count else {
            if let seal = seal.take() { try file.append(seal.finish()) }
            try file.commit()
            return false
        }
        let count = min(ViewImage.pieceByteCount, parts[part].byteCount - offset)
        try append(try parts[part].read(offset, count))
        offset += count
        unsyncedByteCount += count
        if unsyncedByteCount >= Self.unsyncedByteCountMax {
            try file.syncData()
            unsyncedByteCount = 0
        }
        return true
    }

    private func append(_ bytes: [UInt8]) throws {
        guard let sealed = seal?.update(bytes) else { preconditionFailure("a finished image takes nothing") }
        try file.append(sealed)
    }
}
