import Foundation
import Records
import Testing
import Trials

@testable import Images

struct ThumbnailTests {
    private func code(_ file: [UInt8]) -> ImagesErrorCode? {
        do throws(ImagesError) {
            _ = try Pictures.maker.thumbnail(of: file)
            return nil
        } catch {
            return error.code
        }
    }

    @Test(arguments: [(1000, 600, 320, 192), (600, 1000, 192, 320), (4000, 100, 320, 8), (300, 40, 300, 40), (1, 1, 1, 1)])
    func `an image becomes a small JPEG of the same shape and is never enlarged`(
        width: Int, height: Int, columns: Int, rows: Int
    ) throws {
        for file in [Pictures.jpeg(width, height), Pictures.png(width, height)] {
            let thumbnail = try Pictures.maker.thumbnail(of: file)
            #expect(thumbnail.width == columns && thumbnail.height == rows)
            #expect(thumbnail.jpeg.starts(with: [0xFF, 0xD8, 0xFF]) && thumbnail.jpeg.suffix(2) == [0xFF, 0xD9])
        }
    }

    @Test func `the colours stay where they were`() throws {
        let small = try #require(try? Decoding.thumbnail(of: Pictures.png(900, 500)).get())
        #expect(Array(small.bytes.prefix(3)) == [220, 0, 0])
        #expect(Array(small.bytes.suffix(3)) == [0, 0, 220])
    }

    @Test func `what is transparent is white`() throws {
        let small = try #require(try? Decoding.thumbnail(of: Pictures.png(10, 10, alpha: 0)).get())
        #expect(small.bytes.allSatisfy { $0 == 255 })
    }

    @Test(arguments: [
        [], Array("%PDF-1.7\n".utf8), Array("GIF89a".utf8), Array("<svg onload=alert(1)>".utf8), [0x7F, 0x45, 0x4C, 0x46, 0, 0],
        [UInt8](repeating: 0, count: 100_000),
    ])
    func `what is neither a JPEG nor a PNG is refused in words`(file: [UInt8]) { #expect(code(file) == .notAnImage) }

    @Test func `an image that ends early is damaged, wherever it ends`() {
        for file in [Pictures.jpeg(400, 300), Pictures.png(40, 30)] {
            for part in 1..<8 { #expect(code(Array(file.prefix(file.count * part / 8))) == .damagedImage, "\(part) of 8") }
        }
    }

    @Test(arguments: [
        (ImageLimits.edgePixelsMax + 1, 1), (1, ImageLimits.edgePixelsMax + 1), (20_000, 2_001), (0x7FFF_FFFF, 0x7FFF_FFFF),
    ])
    func `a header that claims too many pixels is refused before any is decoded`(width: Int, height: Int) {
        // The largest claims libpng refuses by itself.
        let expected: ImagesErrorCode = width > 1_000_000 ? .damagedImage : .tooLarge
        #expect(code(Pictures.png(4, 4, claimed: (width, height))) == expected)
        var jpeg = Pictures.jpeg(16, 16)
        if let place = (0..<jpeg.count - 9).first(where: { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 }) {
            jpeg.replaceSubrange(place + 5..<place + 9, with: [0xFD, 0xE8, 0xFD, 0xE8])
        }
        #expect(code(jpeg) == .tooLarge)
    }

    @Test func `a claim of many pixels with few behind it costs nothing and ends`() {
        #expect(code(Pictures.png(4, 4, claimed: (20_000, 2_000))) == .damagedImage)
    }

    @Test func `a file one byte longer than is looked at is refused`() {
        var file = Pictures.jpeg(16, 16)
        file += [UInt8](repeating: 0, count: ImageLimits.fileBytesMax + 1 - file.count)
        #expect(code(file) == .tooLarge)
    }

    @Test(arguments: 0..<40 as Range<UInt64>)
    func `a mutated image gives a thumbnail or a clear refusal, and nothing else`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var file = seed.isMultiple(of: 2) ? Pictures.jpeg(200, 150) : Pictures.png(20, 15)
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let place = Int.random(in: 4..<file.count, using: &random)
            switch Int.random(in: 0..<3, using: &random) {
            case 0: file[place] = UInt8.random(in: 0...255, using: &random)
            case 1: file.remove(at: place)
            default: file.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
        }
        let outcome = code(file)
        #expect(outcome == nil || [.damagedImage, .notAnImage, .tooLarge].contains(outcome), "seed \(seed)")
    }
}
