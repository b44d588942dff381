import Foundation
import Testing

@testable import Clinic
@testable import Vault

struct MediaTypeTests {
    private static func box(_ brand: String) -> [UInt8] { [0, 0, 0, 24] + Array(("ftyp" + brand).utf8) + [0, 0, 0, 0] }

    /// A zip archive with empty files of these names; the first may have content.
    private static func archive(_ names: [String], first content: String = "") -> [UInt8] {
        func two(_ number: Int) -> [UInt8] { [UInt8(number & 255), UInt8(number >> 8)] }
        func four(_ number: Int) -> [UInt8] { two(number & 0xFFFF) + two(number >> 16) }
        var files = [UInt8]()
        var directory = [UInt8]()
        for (index, name) in names.enumerated() {
            let data = index == 0 ? Array(content.utf8) : []
            let fields = two(0) + two(0) + two(0) + two(0) + four(0) + four(data.count) + four(data.count) + two(name.utf8.count) + two(0)
            directory += [0x50, 0x4B, 1, 2] + two(20) + two(20) + fields + two(0) + two(0) + two(0) + four(0) + four(files.count)
            directory += Array(name.utf8)
            files += [0x50, 0x4B, 3, 4] + two(20) + fields + Array(name.utf8) + data
        }
        return files + directory + [0x50, 0x4B, 5, 6] + two(0) + two(0) + two(names.count) + two(names.count) + four(directory.count)
            + four(files.count) + two(0)
    }

    private func type(_ bytes: [UInt8]) throws -> String {
        let path = NSTemporaryDirectory() + "satchel-type-" + UUID().uuidString
        try Data(bytes).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try MediaType.recognised(try ReadableFile(path))
    }

    @Test(arguments: [
        (Array("RIFF\u{1}\u{2}\u{3}\u{4}WEBPVP8 ".utf8), "image/webp"), (Array("RIFF\u{1}\u{2}\u{3}\u{4}WAVEfmt ".utf8), MediaType.unknown),
        (box("heic"), "image/heic"), (box("mif1"), "image/heic"), (box("avif"), "image/avif"), (box("isom"), MediaType.unknown),
        ([0x49, 0x49, 0x2A, 0x00, 8], "image/tiff"), ([0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
        (archive(["[Content_Types].xml", "word/document.xml"]), OfficeType.document),
        (archive(["[Content_Types].xml", "xl/workbook.xml"]), OfficeType.workbook),
        (archive(["[Content_Types].xml", "xl/a.xml", "word/a.xml"]), OfficeType.archive),
        (archive(["word/document.xml"]), OfficeType.archive),
        (archive(["mimetype", "content.xml"], first: OfficeType.openText), OfficeType.openText),
        (archive(["mimetype"], first: "application/x-something"), OfficeType.archive), (archive([]), MediaType.unknown),
        (Array("Заява до суду\r\n".utf8), "text/plain"), ([0xC3, 0x28, 0x41], MediaType.unknown), ([0x41, 0x00, 0x42], MediaType.unknown),
        ([0xC3], MediaType.unknown), ([0xFF, 0xFE, 0x41, 0x00], MediaType.unknown),
    ])
    func `what a file is follows from its content`(bytes: [UInt8], expected: String) throws { #expect(try type(bytes) == expected) }

    @Test func `text is recognised although what is looked at ends within a character`() throws {
        for shift in 0..<4 {
            #expect(try type(Array((String(repeating: "a", count: shift) + String(repeating: "є", count: 5_000)).utf8)) == "text/plain")
        }
    }

    @Test func `an archive whose directory is cut, wrong or too long is an archive and nothing more`() throws {
        let whole = Self.archive(["[Content_Types].xml", "word/document.xml"])
        for count in 30..<whole.count { #expect([OfficeType.archive, OfficeType.document].contains(try type(Array(whole.prefix(count))))) }
        var long = whole
        long.replaceSubrange(long.count - 10..<long.count - 6, with: [0xFF, 0xFF, 0xFF, 0x7F])
        #expect(try type(long) == OfficeType.archive)
    }

    @Test(arguments: [
        ("scan.pdf", "image/png", "pdf"), ("SCAN.PDF", "application/pdf", nil), ("a.JPG", "image/jpeg", nil),
        ("a.jpeg", "image/png", "jpeg"),
        ("letter.docx", OfficeType.archive, "docx"), ("notes", "text/plain", nil), (".pdf", "text/plain", nil),
        ("a.unknown", "text/plain", nil),
    ])
    func `a name that claims another type is told`(name: String, type: String, claim: String?) {
        #expect(MediaType.claim(of: name, against: type) == claim)
    }
}
