/// What is looked at of an image, and how much of the computer the looking may take.
public enum ImageLimits {
    /// Bytes of an image of which a thumbnail is made.
    public static let fileBytesMax = 64 << 20
    /// Pixels of an image, checked before any of them is decoded.
    public static let pixelCountMax = 40_000_000
    /// Pixels along an edge.
    public static let edgePixelsMax = 20_000
    /// Pixels along the longer edge of a thumbnail.
    public static let thumbnailEdgePixels = 320
    /// Address space of the child beyond what it has when it begins: a progressive JPEG of ``pixelCountMax`` fits.
    static let workBytesMax: UInt64 = 400 << 20
    /// Processor time of the child.
    static let processorSecondsMax: UInt64 = 10
    /// The most that the child may answer: a header and the pixels.
    static let answerBytesMax = PixelMap.headerByteCount + 3 * thumbnailEdgePixels * thumbnailEdgePixels
}
