import Foundation

@testable import Images

/// Images made up here, byte by byte where they are to be wrong.
enum Pictures {
    /// The program under test, as it was built beside the tests.
    static let program = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: "satchel").path

    static var maker: ThumbnailMaker { ThumbnailMaker(program: program) }

    /// Left half red, right half blue.
    static func map(_ width: Int, _ height: Int) -> PixelMap {
        var bytes = [UInt8]()
        bytes.reserveCapacity(3 * width * height)
        for _ in 0..<height {
            for column in 0..<width { bytes += column < width / 2 ? [220, 0, 0] : [0, 0, 220] }
        }
        return PixelMap(width: width, height: height, bytes: bytes)!
    }

    static func jpeg(_ width: Int, _ height: Int) -> [UInt8] { ThumbnailMaker.encoded(map(width, height))! }

    /// - Parameters:
    ///   - claimed: width and height that the header says.
    ///   - alpha: of every pixel; `nil` for three colours only.
    static func png(_ width: Int, _ height: Int, claimed: (Int, Int)? = nil, alpha: UInt8? = nil) -> [UInt8] {
        let map = map(width, height)
        var raw = [UInt8]()
        for row in 0..<height {
            raw.append(0)
            for column in 0..<width {
                let place = 3 * (row * width + column)
                raw += map.bytes[place..<place + 3] + (alpha.map { [$0] } ?? [])
            }
        }
        let size = claimed ?? (width, height)
        let header = number(size.0) + number(size.1) + [8, alpha == nil ? 2 : 6, 0, 0, 0]
        return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + chunk("IHDR", header) + chunk("IDAT", stored(raw)) + chunk("IEND", [])
    }

    /// A zlib stream without compression.
    private static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var stream: [UInt8] = [0x78, 0x01]
        var place = 0
        repeat {
            let count = min(65_535, bytes.count - place)
            stream.append(place + count == bytes.count ? 1 : 0)
            stream += [UInt8(count & 255), UInt8(count >> 8), ~UInt8(count & 255), ~UInt8(count >> 8)]
            stream += bytes[place..<place + count]
            place += count
        } while place < bytes.count
        var (a, b): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            a = (a + UInt32(byte)) % 65_521
            b = (b + a) % 65_521
        }
        return stream + number(Int(b << 16 | a))
    }

    static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let body = Array(name.utf8) + content
        var crc: UInt32 = ~0
        for byte in body {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return number(content.count) + body + number(Int(~crc))
    }

    private static func number(_ value: Int) -> [UInt8] { [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) } }
}
