import Crypto
import Records
import Sealing

/// The image that lay beside the log when the store was opened. Its parts are opened when they are asked for.
public final class StoredImage {
    private let file: ReadableFile
    private let object: SealedObjectReader
    private var parts: [String: Range<UInt64>] = [:]

    public var names: [String] { parts.keys.sorted() }

    /// Bytes of the sealed file.
    public var byteCount: UInt64 { file.byteCount }

    /// - Returns: `nil` when there is no image.
    /// - Throws: `.damaged` when it is not this store's or not as long as it says; so do ``read(_:_:)`` and ``bytes(of:)`` for a part
    ///   that does not open. The view is then rebuilt.
    init?(_ path: String, on disk: any Disk, key: SymmetricKey, store: StoreID) throws {
        do { file = try ReadableFile(path, on: disk) } catch let error as VaultError where error.code == .missing { return nil }
        do {
            object = try SealedObjectReader(
                header: try file.read(at: 0, count: Int(min(UInt64(SealedObject.headerByteCount), file.byteCount))),
                sealedSize: file.byteCount, key: key, context: ViewImage.context(store))
            try readDirectory()
        } catch {
            throw Self.damaged(error)
        }
    }

    private func readDirectory() throws {
        var head = ByteReader(try bytes(0..<8))
        let count = try head.fixed64()
        guard count <= object.plaintextSize else { throw ByteFault.outOfRange }
        var reader = ByteReader(try bytes(8..<8 + count))
        guard try reader.byte() == ViewImage.format else { throw ByteFault.outOfRange }
        let partCount = try reader.varint()
        guard partCount <= UInt64(ViewImage.partCountMax) else { throw ByteFault.outOfRange }
        var position = 8 + count
        for _ in 0..<partCount {
            let name = try reader.string(max: 256)
            let size = try reader.varint()
            guard size <= object.plaintextSize - position, parts[name] == nil else { throw ByteFault.outOfRange }
            parts[name] = position..<position + size
            position += size
        }
        // Pieces vouch for themselves; that none is missing at the end shows here.
        guard position == object.plaintextSize else { throw ByteFault.outOfRange }
    }

    public func byteCount(of name: String) -> Int? { parts[name].map { Int($0.upperBound - $0.lowerBound) } }

    /// Reads a part from front to back without ever holding more than a piece of it twice.
    ///
    /// - Parameter take: gets up to 16 KiB at a time, and where in the part they lie.
    public func read(_ name: String, _ take: (_ offset: Int, _ bytes: ArraySlice<UInt8>) throws -> Void) throws {
        guard let range = parts[name] else { return }
        do { try read(range, take) } catch { throw Self.damaged(error) }
    }

    /// A part as a whole; `nil` when there is none of that name.
    public func bytes(of name: String) throws -> [UInt8]? {
        guard let range = parts[name] else { return nil }
        do { return try bytes(range) } catch { throw Self.damaged(error) }
    }

    private func bytes(_ range: Range<UInt64>) throws -> [UInt8] {
        guard range.upperBound <= object.plaintextSize else { throw ByteFault.outOfRange }
        var result = [UInt8]()
        result.reserveCapacity(range.count)
        try read(range) { result += $1 }
        return result
    }

    private func read(_ range: Range<UInt64>, _ take: (Int, ArraySlice<UInt8>) throws -> Void) throws {
        let chunkSize = UInt64(SealedObject.chunkByteCount)
        var position = range.lowerBound
        while position < range.upperBound {
            // Whole pieces of the file at a time, whatever their place in the part.
            let size = UInt64(ViewImage.pieceByteCount)
            let end = min(range.upperBound, (position / size + 1) * size)
            let chunks = position / chunkSize...(end - 1) / chunkSize
            let start = object.sealedRange(ofChunk: chunks.lowerBound).lowerBound
            let sealed = try file.read(at: start, count: Int(object.sealedRange(ofChunk: chunks.upperBound).upperBound - start))
            for chunk in chunks {
                let place = object.sealedRange(ofChunk: chunk)
                let plain = try object.open(chunk: chunk, sealed[Int(place.lowerBound - start)..<Int(place.upperBound - start)])
                let first = max(position, chunk * chunkSize)
                let last = min(end, chunk * chunkSize + UInt64(plain.count))
                try take(Int(first - range.lowerBound), plain[Int(first - chunk * chunkSize)..<Int(last - chunk * chunkSize)])
            }
            position = end
        }
    }

    private static func damaged(_ cause: any Error) -> VaultError {
        VaultError(.damaged, "The image of the view cannot be used.", hint: "It is made again from the log.", cause: cause)
    }
}
