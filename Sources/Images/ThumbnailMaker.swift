import CTurboJPEG
import Glibc
public import Records

/// A small JPEG of an image, encoded on this side from plain pixels.
public struct Thumbnail: Hashable, Sendable {
    public let width: Int
    public let height: Int
    public let jpeg: [UInt8]
}

/// Has images looked at in a child process and never decodes one itself.
public struct ThumbnailMaker: Sendable {
    /// The program that becomes the child.
    let program: String
    /// After this the child is ended, whatever it does.
    let wallMilliseconds: Int64

    /// - Parameter program: a program that calls ``ImageWorker/run(_:)`` for ``ImageWorker/argument``; otherwise this one.
    public init(program: String = "/proc/self/exe", wallMilliseconds: Int64 = 20_000) {
        self.program = program
        self.wallMilliseconds = wallMilliseconds
    }

    /// Blocks the calling thread while the child works, ``wallMilliseconds`` at most.
    ///
    /// - Throws: every ``ImagesErrorCode``; whatever the image does, it is only this call that fails.
    public func thumbnail(of file: [UInt8]) throws(ImagesError) -> Thumbnail {
        guard file.count <= ImageLimits.fileBytesMax else { throw Self.tooLarge }
        let outcome = try ImageChild.run(program, [ImageWorker.argument], input: file, wallMilliseconds: wallMilliseconds)
        guard case .ended(let status) = outcome.end else {
            throw ImagesError(
                .decoderEnded, "The decoder was stopped while it looked at the image.",
                hint: "Treat the file with suspicion: ordinary images do not do this. It stays as it is, without a thumbnail.")
        }
        switch Verdict(rawValue: status) {
        case .done: break
        case .notAnImage:
            throw ImagesError(.notAnImage, "The file is neither a JPEG nor a PNG.", hint: "Only these two get thumbnails.")
        case .tooLarge: throw Self.tooLarge
        case .damaged:
            throw ImagesError(.damagedImage, "The image is damaged or cut off.", hint: "Scan it again while the paper is at hand.")
        case .notConfined, nil:
            throw ImagesError(
                .noDecoder, "No thumbnail was made: the decoder could not be confined on this computer.",
                hint: "Thumbnails need a Linux kernel with seccomp.")
        }
        guard let map = PixelMap(answer: outcome.output), let jpeg = Self.encoded(map) else {
            throw ImagesError(.decoderEnded, "The decoder did not answer as it should.", hint: "The file stays without a thumbnail.")
        }
        return Thumbnail(width: map.width, height: map.height, jpeg: jpeg)
    }

    private static var tooLarge: ImagesError {
        ImagesError(
            .tooLarge,
            "The image is larger than \(ImageLimits.fileBytesMax >> 20) MiB or \(ImageLimits.pixelCountMax / 1_000_000) million pixels.",
            hint: "It stays as it is, without a thumbnail.")
    }

    static func encoded(_ map: PixelMap) -> [UInt8]? {
        guard let encoder = tjInitCompress() else { return nil }
        defer { tjDestroy(encoder) }
        let sampling = Int32(TJSAMP_420.rawValue)
        var size = tjBufSize(Int32(map.width), Int32(map.height), sampling)
        let buffer = UnsafeMutablePointer<UInt8>.allocate(capacity: Int(size))
        defer { buffer.deallocate() }
        var place: UnsafeMutablePointer<UInt8>? = buffer
        guard
            tjCompress2(
                encoder, map.bytes, Int32(map.width), 0, Int32(map.height), Int32(TJPF_RGB.rawValue), &place, &size, sampling, 80,
                TJFLAG_NOREALLOC) == 0
        else { return nil }
        return Array(UnsafeBufferPointer(start: buffer, count: Int(size)))
    }
}
