/// Zips that no honest program makes: everything in them can be said wrongly.
struct ZipBuilder {
    struct Part {
        var name: String
        var content: [UInt8]
        /// The bytes as they lie in the zip, when they are deflated.
        var deflated: [UInt8]?
        var checksum: UInt32?
        var claimedByteCount: Int?
        var method: UInt16?
        var flags: UInt16 = 0

        init(_ name: String, _ content: [UInt8]) {
            self.name = name
            self.content = content
        }

        init(_ name: String, _ text: String) { self.init(name, Array(text.utf8)) }

        /// 2 MiB of spaces in 2,050 bytes.
        static func bomb(_ name: String) -> Part {
            var part = Part(name, [UInt8](repeating: 0x20, count: 1 << 21))
            let start: [UInt8] = [0xED, 0xC1, 0x31, 1, 0, 0, 0, 0xC2, 0xA0, 0x2A, 0xEB, 0x9F, 0xD2, 0x18, 0x3E, 0x40, 1]
            part.deflated = start + [UInt8](repeating: 0, count: 2050 - start.count - 2) + [0x7C, 0x0D]
            part.checksum = 1_552_226_942
            return part
        }
    }

    var parts: [Part] = []

    var bytes: [UInt8] {
        var result = [UInt8]()
        var directory = [UInt8]()
        for part in parts {
            let offset = result.count
            let stored = part.deflated ?? part.content
            let common =
                Self.two(20) + Self.two(part.flags) + Self.two(part.method ?? (part.deflated == nil ? 0 : 8)) + Self.four(0x5C21_0000)
                + Self.four(part.checksum ?? Self.checksum(part.content)) + Self.four(UInt32(stored.count))
                + Self.four(UInt32(part.claimedByteCount ?? part.content.count)) + Self.two(UInt16(part.name.utf8.count)) + Self.two(0)
            result += [0x50, 0x4B, 3, 4] + common + Array(part.name.utf8) + stored
            directory +=
                [0x50, 0x4B, 1, 2] + Self.two(20) + common + Self.two(0) + Self.two(0) + Self.two(0) + Self.four(0)
                + Self.four(UInt32(offset)) + Array(part.name.utf8)
        }
        let count = UInt16(truncatingIfNeeded: parts.count)
        let end =
            [0x50, 0x4B, 5, 6] + Self.four(0) + Self.two(count) + Self.two(count) + Self.four(UInt32(directory.count))
            + Self.four(UInt32(result.count)) + Self.two(0)
        return result + directory + end
    }

    private static func two(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
    private static func four(_ value: UInt32) -> [UInt8] { two(UInt16(value & 0xFFFF)) + two(UInt16(value >> 16)) }

    static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
    }

    private static let table: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(UInt32(start)) { value, _ in value & 1 == 0 ? value >> 1 : 0xEDB8_8320 ^ (value >> 1) }
    }
}

/// A workbook of one sheet, of which every part can be replaced.
struct TestWorkbook {
    var parts: [String: String] = [
        "_rels/.rels": """
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" \
        Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>
        """,
        "xl/workbook.xml": Self.workbook(sheets: 1),
        "xl/_rels/workbook.xml.rels": """
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">\
        <Relationship Id="rId1" Type="http://x/relationships/worksheet" Target="worksheets/sheet1.xml"/>\
        <Relationship Id="rId2" Type="http://x/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/>\
        <Relationship Id="rId3" Type="http://x/relationships/styles" Target="../xl/styles.xml"/></Relationships>
        """,
        "xl/sharedStrings.xml": "<sst><si><t>zero</t></si><si><r><t>o</t></r><r><t>ne</t></r><rPh><t>reading</t></rPh></si></sst>",
        "xl/styles.xml": """
        <styleSheet><numFmts><numFmt numFmtId="164" formatCode="d.m.yyyy"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>\
        <cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>
        """,
    ]
    var extra: [ZipBuilder.Part] = []

    init(sheet: String) { parts["xl/worksheets/sheet1.xml"] = "<worksheet><sheetData>\(sheet)</sheetData></worksheet>" }

    static func workbook(sheets: Int) -> String {
        let list = (1...sheets).map { "<sheet name=\"S\($0)\" sheetId=\"\($0)\" r:id=\"rId1\"/>" }.joined()
        return "<workbook xmlns:r=\"http://x/r\"><sheets>\(list)</sheets></workbook>"
    }

    var bytes: [UInt8] { ZipBuilder(parts: parts.sorted { $0.key < $1.key }.map { ZipBuilder.Part($0.key, $0.value) } + extra).bytes }
}
