/// One thing that a frame of a parcel carries, next to others of the same space.
public enum ParcelItem: Hashable, Sendable {
    /// The parcel's writer's own, as it was signed.
    case statement([UInt8])
    /// The writer's own, written as what changed since an earlier one: ``Statement/difference(from:)``.
    case difference([UInt8])
    /// Of another device.
    case passedOn([UInt8])
    /// An encoded segment.
    case segment([UInt8])
    case chunk(DocumentChunk)
    /// The parcel's last item: 8 bytes of SHA-256 of all bytes before its frame, or none when there is nothing but itself to vouch for.
    case end(digest: [UInt8])

    /// What a chunk carries at most.
    public static let chunkBytesMax = 48 * 1024
    static let endDigestByteCount = 8
}

/// What frames hold; they are self-contained, so a damaged parcel still gives up every intact one.
public enum Frame {
    /// Sealed bytes of a frame at most.
    public static let sealedBytesMax = 65_535
    /// Items are put together in one frame up to this, so that one damaged frame never costs much more than one large item.
    static let packedBytesMax = 56 * 1024
    /// What is larger has a frame of its own.
    static let packedItemBytesMax = 8 * 1024
}

/// A piece of a document, verified only when all pieces are there.
public struct DocumentChunk: Hashable, Sendable {
    /// SHA-256 of the whole document, 32 bytes.
    public let digest: [UInt8]
    public let size: UInt64
    public let offset: UInt64
    public let bytes: [UInt8]

    public init(digest: [UInt8], size: UInt64, offset: UInt64, bytes: [UInt8]) {
        self.digest = digest
        self.size = size
        self.offset = offset
        self.bytes = bytes
    }
}
