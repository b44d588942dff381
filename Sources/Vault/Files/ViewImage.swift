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
    static let pieceByteCount = 1 << 20
    static let partCountMax = 4096
    private static let format: UInt8 = 1

    static func write(_ parts: [ImagePart], to path: String, on disk: any Disk, key: SymmetricKey, store: StoreID) throws {
        try DurableFile.write(to: path, on: disk) { append in
            var writer = SealedObjectWriter(key: key, context: context(store))
            var directory = ByteWriter()
            directory.byte(format)
            directory.varint(UInt64(parts.count))
            for part in parts {
                directory.string(part.name)
                directory.varint(UInt64(part.byteCount))
            }
            var head = ByteWriter()
            head.fixed64(UInt64(directory.bytes.count))
            try append(writer.update(head.bytes + directory.bytes))
            for part in parts {
                for offset in stride(from: 0, to: part.byteCount, by: pieceByteCount) {
                    try append(writer.update(try part.read(offset, min(pieceByteCount, part.byteCount - offset))))
                }
            }
            try append(writer.finish())
        }
    }

    /// - Returns: `nil` when there is no image.
    /// - Throws: `.damaged` when it does not open: the view is then rebuilt.
    static func read(_ path: String, on disk: any Disk, key: SymmetricKey, store: StoreID) throws -> [String: [UInt8]]? {
        let file: ReadableFile
        do { file = try ReadableFile(path, on: disk) } catch let error as VaultError where error.code == .missing { return nil }
        do {
            let object = try SealedObjectReader(
                header: try file.read(at: 0, count: Int(min(UInt64(SealedObject.headerByteCount), file.byteCount))),
                sealedSize: file.byteCount,
                key: key, context: context(store))
            var position: UInt64 = 0
            func next(_ count: UInt64) throws -> [UInt8] {
                guard count <= object.plaintextSize - position else { throw VaultError(.damaged, "The image of the view ends early.") }
                var bytes = [UInt8]()
                bytes.reserveCapacity(Int(count))
                let end = position + count
                while position < end {
                    let piece = min(end - position, UInt64(pieceByteCount))
                    bytes += try object.read(position..<position + piece) { try file.read(at: $0.lowerBound, count: $0.count) }
                    position += piece
                }
                return bytes
            }
            var head = ByteReader(try next(8))
            var directory = ByteReader(try next(try head.fixed64()))
            guard try directory.byte() == format else { throw VaultError(.damaged, "The image of the view is of another version.") }
            let count = try directory.varint()
            guard count <= UInt64(partCountMax) else { throw VaultError(.damaged, "The image of the view has too many parts.") }
            var sizes = [(String, UInt64)]()
            for _ in 0..<count { sizes.append((try directory.string(max: 256), try directory.varint())) }
            var parts = [String: [UInt8]]()
            for (name, size) in sizes { parts[name] = try next(size) }
            return parts
        } catch {
            throw VaultError(.damaged, "The image of the view cannot be used.", hint: "It is made again from the log.", cause: error)
        }
    }

    private static func context(_ store: StoreID) -> [UInt8] { Labels.image + store.bytes }
}
