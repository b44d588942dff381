/// What one frame of a parcel carries. Frames are self-contained, so a damaged parcel still gives up every intact one.
public enum Frame: Hashable, Sendable {
    /// Signed by whoever it names; not necessarily the parcel's writer.
    case statement([UInt8])
    /// An encoded segment.
    case segment([UInt8])
    case chunk(DocumentChunk)
    /// The parcel's last frame: how many frames stand before it, and SHA-256 of all bytes before it.
    case end(frameCount: UInt32, digest: [UInt8])

    /// Sealed bytes of a frame at most.
    public static let sealedBytesMax = 65_535
    /// What a chunk carries at most.
    public static let chunkBytesMax = 48 * 1024
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
