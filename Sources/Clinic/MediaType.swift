import Vault

/// What a file is by its content; names and endings are not believed, but compared.
enum MediaType {
    static let unknown = "application/octet-stream"
    /// How much of the beginning is looked at.
    static let beginningBytesMax = 4096

    private struct Signature {
        let offset: Int
        let bytes: [UInt8]
        let type: String
        /// Something else that has to stand somewhere else.
        var also: (offset: Int, bytes: [UInt8])?

        init(_ offset: Int, _ bytes: [UInt8], _ type: String, also: (offset: Int, bytes: [UInt8])? = nil) {
            self.offset = offset
            self.bytes = bytes
            self.type = type
            self.also = also
        }

        init(_ offset: Int, _ text: String, _ type: String, also: (Int, String)? = nil) {
            self.init(offset, Array(text.utf8), type, also: also.map { ($0.0, Array($0.1.utf8)) })
        }

        func matches(_ beginning: [UInt8]) -> Bool {
            MediaType.has(beginning, offset, bytes) && (also.map { MediaType.has(beginning, $0.offset, $0.bytes) } ?? true)
        }
    }

    private static let signatures: [Signature] = [
        Signature(0, "%PDF-", "application/pdf"),
        Signature(0, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], "image/png"),
        Signature(0, [0xFF, 0xD8, 0xFF], "image/jpeg"),
        Signature(0, "GIF87a", "image/gif"),
        Signature(0, "GIF89a", "image/gif"),
        Signature(0, [0x49, 0x49, 0x2A, 0x00], "image/tiff"),
        Signature(0, [0x4D, 0x4D, 0x00, 0x2A], "image/tiff"),
        Signature(0, "RIFF", "image/webp", also: (8, "WEBP")),
        Signature(4, "ftyp", "image/avif", also: (8, "avif")),
    ]

    /// Brands of ISO 14496-12 files that are still pictures in HEVC, as telephones take them.
    private static let pictureBrands: Set<String> = ["heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1"]

    /// The endings that claim a type, and the content that each may have.
    private static let endings: [String: Set<String>] = [
        "pdf": ["application/pdf"], "png": ["image/png"], "jpg": ["image/jpeg"], "jpeg": ["image/jpeg"], "gif": ["image/gif"],
        "tif": ["image/tiff"], "tiff": ["image/tiff"], "webp": ["image/webp"], "heic": ["image/heic"], "heif": ["image/heic"],
        "docx": [OfficeType.document], "xlsx": [OfficeType.workbook], "pptx": [OfficeType.slides], "odt": [OfficeType.openText],
        "ods": [OfficeType.openSheet], "txt": ["text/plain"], "csv": ["text/plain"], "md": ["text/plain"],
    ]

    static func recognised(_ file: ReadableFile) throws -> String {
        let beginning = try file.read(at: 0, count: Int(min(file.byteCount, UInt64(beginningBytesMax))))
        let type = recognised(beginning, isWhole: UInt64(beginning.count) == file.byteCount)
        guard type == OfficeType.archive else { return type }
        return try OfficeType.recognised(file, beginning: beginning)
    }

    /// - Parameter isWhole: whether nothing follows, so that half a character at the end is a fault.
    static func recognised(_ beginning: [UInt8], isWhole: Bool) -> String {
        if let known = signatures.first(where: { $0.matches(beginning) }) { return known.type }
        if has(beginning, 4, Array("ftyp".utf8)), pictureBrands.contains(String(decoding: beginning.dropFirst(8).prefix(4), as: UTF8.self))
        {
            return "image/heic"
        }
        if has(beginning, 0, [0x50, 0x4B, 0x03, 0x04]) { return OfficeType.archive }
        return isText(beginning, isWhole: isWhole) ? "text/plain" : unknown
    }

    /// What the name of a file claims, as its ending, where the content is something else.
    static func claim(of name: String, against type: String) -> String? {
        guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
        let ending = name[name.index(after: dot)...].lowercased()
        guard let allowed = endings[ending], !allowed.contains(type) else { return nil }
        return ending
    }

    /// UTF-8 without control characters but tab, line ends and page ends.
    private static func isText(_ beginning: [UInt8], isWhole: Bool) -> Bool {
        guard !beginning.isEmpty, beginning.allSatisfy({ $0 >= 32 && $0 != 127 || [9, 10, 12, 13].contains($0) }) else { return false }
        // The last character may be cut off where the file goes on.
        let cuts = isWhole ? 0...0 : 0...min(3, beginning.count)
        return cuts.contains { String(validating: beginning.dropLast($0), as: UTF8.self) != nil }
    }

    private static func has(_ beginning: [UInt8], _ offset: Int, _ bytes: [UInt8]) -> Bool {
        beginning.count >= offset + bytes.count && beginning[offset..<offset + bytes.count].elementsEqual(bytes)
    }
}
