public import Crypto
public import Records

/// Opens an object chunk by chunk, in any order, wherever its bytes are kept.
///
/// Whoever reads from the start to the last chunk has authenticated the whole. Whoever reads only some chunks has
/// authenticated those, and the object's length as soon as the last chunk has been opened too.
public struct SealedObjectReader: Sendable {
    /// How many chunks there are, at least one.
    public let chunkCount: UInt64
    /// The bytes that come out when all are opened.
    public let plaintextSize: UInt64
    private let sealedSize: UInt64
    private let keys: SealedObject.Keys

    /// - Parameter header: the object's first ``SealedObject/headerByteCount`` bytes.
    /// - Parameter sealedSize: the length of the whole object.
    /// - Throws: `.truncated` for a length that no object has, `.wrongKey` for another key or context, `.tooLarge`.
    public init(header: [UInt8], sealedSize: UInt64, key: SymmetricKey, context: [UInt8]) throws(SealingError) {
        let headerSize = UInt64(SealedObject.headerByteCount)
        guard header.count == SealedObject.headerByteCount, sealedSize >= headerSize else { throw Self.truncated }
        let body = sealedSize - headerSize
        let last = body % SealedObject.sealedChunkByteCount
        guard last >= UInt64(SealedObject.tagByteCount) else { throw Self.truncated }
        chunkCount = body / SealedObject.sealedChunkByteCount + 1
        guard chunkCount <= SealedObject.chunkCountMax else {
            throw SealingError(.tooLarge, "The sealed object is larger than any that is written.")
        }
        plaintextSize = body - chunkCount * UInt64(SealedObject.tagByteCount)
        self.sealedSize = sealedSize
        keys = SealedObject.Keys(objectKey: key, salt: Array(header.prefix(SealedObject.saltByteCount)), context: context)
        // Comparing two SymmetricKeys takes the same time wherever they differ.
        guard keys.commitment == SymmetricKey(data: header.suffix(SealedObject.commitmentByteCount)) else {
            throw SealingError(
                .wrongKey, "The sealed object belongs to another key or another place, or its beginning is damaged.",
                hint: "Run `satchel check`.")
        }
    }

    /// Where chunk `index` lies in the object.
    ///
    /// - Parameter index: below ``chunkCount``.
    public func sealedRange(ofChunk index: UInt64) -> Range<UInt64> {
        precondition(index < chunkCount)
        let start = UInt64(SealedObject.headerByteCount) + index * SealedObject.sealedChunkByteCount
        return start..<min(start + SealedObject.sealedChunkByteCount, sealedSize)
    }

    /// Opens one chunk.
    ///
    /// - Parameter sealed: the bytes of ``sealedRange(ofChunk:)``.
    /// - Throws: `.damaged` when they are not what was sealed there.
    public func open(chunk index: UInt64, _ sealed: some Collection<UInt8>) throws(SealingError) -> [UInt8] {
        let range = sealedRange(ofChunk: index)
        guard UInt64(sealed.count) == range.upperBound - range.lowerBound else { throw Self.truncated }
        let bytes = (sealed as? ArraySlice<UInt8>) ?? Array(sealed)[...]
        guard let plaintext = AEAD.open(bytes, key: keys.key, nonce: keys.baseNonce.combined(with: index)) else {
            throw SealingError(
                .damaged, "Chunk \(index) of a sealed object is damaged.",
                hint: "Fetch the object again, or run `satchel check`.", cause: DamagedChunk(index: index))
        }
        return plaintext
    }

    /// The plaintext bytes of `range`, cut to the object's size, from as few chunks as hold them.
    ///
    /// - Parameter fetch: returns the sealed bytes of a range of the object; what it throws comes through.
    public func read(_ range: Range<UInt64>, fetch: (Range<UInt64>) throws -> [UInt8]) throws -> [UInt8] {
        let wanted = range.clamped(to: 0..<plaintextSize)
        guard !wanted.isEmpty else { return [] }
        let size = UInt64(SealedObject.chunkByteCount)
        var result = [UInt8]()
        result.reserveCapacity(wanted.count)
        for index in wanted.lowerBound / size...(wanted.upperBound - 1) / size {
            let chunk = try open(chunk: index, fetch(sealedRange(ofChunk: index)))
            let part = wanted.clamped(to: index * size..<index * size + UInt64(chunk.count))
            result.append(contentsOf: chunk[Int(part.lowerBound - index * size)..<Int(part.upperBound - index * size)])
        }
        return result
    }

    private static var truncated: SealingError {
        SealingError(.truncated, "The sealed object is cut short.", hint: "Fetch the object again, or run `satchel check`.")
    }
}
