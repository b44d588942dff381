import CPNG
import CTurboJPEG

/// How looking at an image ended, as the exit status of the child says it.
enum Verdict: Int32, Sendable, CaseIterable {
    case done = 0
    case notAnImage = 40
    case tooLarge
    case damaged
    case notConfined
}

/// The two decoders. Called in the confined child only, and in tests of the arithmetic.
enum Decoding {
    /// The image, no larger than a thumbnail. Which decoder is asked follows from the first bytes.
    static func thumbnail(of file: [UInt8]) -> Result<PixelMap, DecodingFault> {
        guard file.count <= ImageLimits.fileBytesMax else { return .failure(DecodingFault(verdict: .tooLarge)) }
        do throws(DecodingFault) {
            let map: PixelMap
            if file.starts(with: [0xFF, 0xD8, 0xFF]) {
                map = try jpeg(file)
            } else if file.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
                map = try png(file)
            } else {
                throw DecodingFault(verdict: .notAnImage)
            }
            return .success(map.reduced(to: ImageLimits.thumbnailEdgePixels))
        } catch {
            return .failure(error)
        }
    }

    static func check(width: Int, height: Int) throws(DecodingFault) {
        guard width > 0, height > 0 else { throw DecodingFault(verdict: .damaged) }
        guard width <= ImageLimits.edgePixelsMax, height <= ImageLimits.edgePixelsMax, width * height <= ImageLimits.pixelCountMax else {
            throw DecodingFault(verdict: .tooLarge)
        }
    }

    /// A JPEG is decoded at an eighth, a quarter or half of its size where that is enough. A warning of the decoder counts as damage: a
    /// scan that was cut off must not pass for whole.
    private static func jpeg(_ file: [UInt8]) throws(DecodingFault) -> PixelMap {
        guard let decoder = tjInitDecompress() else { throw DecodingFault(verdict: .damaged) }
        defer { tjDestroy(decoder) }
        var (width, height, sampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        guard tjDecompressHeader3(decoder, file, UInt(file.count), &width, &height, &sampling, &colours) == 0 else {
            throw DecodingFault(verdict: .damaged)
        }
        try check(width: Int(width), height: Int(height))
        let divisor = [8, 4, 2].first { max(Int(width), Int(height)) / $0 >= ImageLimits.thumbnailEdgePixels } ?? 1
        let columns = (Int(width) + divisor - 1) / divisor
        let rows = (Int(height) + divisor - 1) / divisor
        // Four inks, as printers' scanners write them, cannot be had in three colours.
        let isInks = colours == Int32(TJCS_CMYK.rawValue) || colours == Int32(TJCS_YCCK.rawValue)
        let format = isInks ? TJPF_CMYK : TJPF_RGB
        var pixels = [UInt8](repeating: 0, count: columns * rows * (isInks ? 4 : 3))
        let flags = TJFLAG_LIMITSCANS | TJFLAG_STOPONWARNING
        guard
            tjDecompress2(
                decoder, file, UInt(file.count), &pixels, Int32(columns), 0, Int32(rows), Int32(format.rawValue), flags) == 0
        else { throw DecodingFault(verdict: .damaged) }
        if isInks { pixels = light(fromInks: pixels) }
        guard let map = PixelMap(width: columns, height: rows, bytes: pixels) else { throw DecodingFault(verdict: .damaged) }
        return map
    }

    /// Inks as Adobe's programs store them, turned round: 255 is no ink.
    private static func light(fromInks inks: [UInt8]) -> [UInt8] {
        var pixels = [UInt8]()
        pixels.reserveCapacity(inks.count / 4 * 3)
        for place in stride(from: 0, to: inks.count - 3, by: 4) {
            let black = Int(inks[place + 3])
            for ink in inks[place..<place + 3] { pixels.append(UInt8(Int(ink) * black / 255)) }
        }
        return pixels
    }

    /// A PNG is decoded whole, on white where it is transparent.
    private static func png(_ file: [UInt8]) throws(DecodingFault) -> PixelMap {
        var image = png_image()
        image.version = UInt32(PNG_IMAGE_VERSION)
        defer { png_image_free(&image) }
        guard png_image_begin_read_from_memory(&image, file, file.count) != 0 else { throw DecodingFault(verdict: .damaged) }
        try check(width: Int(image.width), height: Int(image.height))
        image.format = UInt32(PNG_FORMAT_RGB)
        let (width, height) = (Int(image.width), Int(image.height))
        var pixels = [UInt8](repeating: 0, count: 3 * width * height)
        var white = png_color(red: 255, green: 255, blue: 255)
        guard png_image_finish_read(&image, &white, &pixels, 0, nil) != 0 else { throw DecodingFault(verdict: .damaged) }
        guard let map = PixelMap(width: width, height: height, bytes: pixels) else { throw DecodingFault(verdict: .damaged) }
        return map
    }
}

/// Why there are no pixels.
struct DecodingFault: Error, Hashable {
    let verdict: Verdict
}
