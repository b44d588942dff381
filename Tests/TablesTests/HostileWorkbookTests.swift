import Records
import Testing

@testable import Tables

struct HostileWorkbookTests {
    private static let row = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c></row>"

    @Test func `cells are read as their types and styles say`() throws {
        let sheet = """
            <row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c t="inlineStr"><is><t>in</t><rPh><t>x</t></rPh></is></c>\
            <c><v>1.5</v></c><c s="1"><v>45351</v></c><c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row>\
            <row><c t="str"><f>"a"&amp;"b"</f><v>ab</v></c><c><f>NOW()</f></c><c t="d"><v>2026-05-03T10:20:00</v></c><c/></row>
            """
        let expected: [[Cell]] = [
            [],
            [
                .text("zero"), .empty, .text("one"), .text("in"), .number(1.5), .date(CalendarDate("2024-02-29")!, nil), .flag(true),
                .fault("#N/A"),
            ],
            [.text("ab"), .fault("#FORMULA"), .date(CalendarDate("2026-05-03")!, TimeOfDay("10:20")!)],
        ]
        #expect(try Workbook.read(TestWorkbook(sheet: sheet).bytes) == [Sheet(name: "S1", rows: expected)])
    }

    @Test func `a workbook that is cut off anywhere is refused`() throws {
        let bytes = TestWorkbook(sheet: Self.row).bytes
        for end in 0..<bytes.count { #expect(code(Array(bytes[..<end])) != nil, "cut off at \(end)") }
    }

    @Test func `a workbook with one wrong bit reads as a workbook or is refused`() throws {
        let bytes = TestWorkbook(sheet: Self.row).bytes
        for place in bytes.indices {
            var damaged = bytes
            damaged[place] ^= 1 << UInt8(place % 8)
            // Whichever it is: what it must not do is trap, and no other error is thrown.
            _ = code(damaged)
        }
    }

    @Test(arguments: [
        "../evil.xml", "/etc/passwd", "xl/../../evil", "C:/evil", "xl\\evil", "xl//evil", "./evil", "xl/e\u{1}vil", "..", "xl/..",
        String(repeating: "x", count: 1025),
    ])
    func `a name that plays tricks is refused`(name: String) {
        #expect(code(with: ZipBuilder.Part(name, "x")) == .unsafePartName)
    }

    @Test(arguments: ["xl/embeddings/book.xlsx", "inner.zip", "a/b.ZIP", "x.tar.gz"])
    func `an archive in the archive is refused`(name: String) {
        #expect(code(with: ZipBuilder.Part(name, "x")) == .nestedArchive)
    }

    @Test func `what inflates from next to nothing is refused`() {
        var book = TestWorkbook(sheet: Self.row)
        book.parts["xl/sharedStrings.xml"] = nil
        book.extra = [.bomb("xl/sharedStrings.xml")]
        #expect(code(book.bytes) == .inflatesTooFar)
    }

    @Test func `what says less of its length than it has is refused`() {
        var book = TestWorkbook(sheet: Self.row)
        book.parts["xl/sharedStrings.xml"] = nil
        var part = ZipBuilder.Part.bomb("xl/sharedStrings.xml")
        part.claimedByteCount = 1000
        book.extra = [part]
        #expect([.inflatesTooFar, .damagedArchive].contains(code(book.bytes)))
    }

    @Test func `256 MiB are refused by what the directory says`() {
        let parts = (0..<2).map { number in
            var part = ZipBuilder.Part("p\(number)", "x")
            part.claimedByteCount = WorkbookLimits.inflatedBytesMax / 2 + (number == 0 ? 0 : 1)
            return part
        }
        #expect(code(ZipBuilder(parts: parts).bytes) == .inflatesTooFar)
    }

    @Test func `1,000 parts are read, and one more is refused`() {
        var book = TestWorkbook(sheet: Self.row)
        book.extra = (0..<WorkbookLimits.partCountMax - book.parts.count).map { ZipBuilder.Part("p\($0)", "") }
        #expect(code(book.bytes) == nil)
        book.extra.append(ZipBuilder.Part("more", ""))
        #expect(code(book.bytes) == .tooManyParts)
    }

    @Test func `a part under a password, packed otherwise, or twice there is refused`() {
        var part = ZipBuilder.Part("p", "x")
        part.flags = 1
        #expect(code(with: part) == .encryptedPart)
        part = ZipBuilder.Part("p", "x")
        part.method = 12
        #expect(code(with: part) == .unsupportedPart)
        #expect(code(with: ZipBuilder.Part("xl/workbook.xml", "<workbook/>")) == .damagedArchive)
        part = ZipBuilder.Part("xl/sharedStrings.xml", "<sst><si><t>zero</t></si></sst>")
        part.checksum = 1
        var book = TestWorkbook(sheet: "<row><c t=\"s\"><v>0</v></c></row>")
        book.parts["xl/sharedStrings.xml"] = nil
        book.extra = [part]
        #expect(code(book.bytes) == .damagedArchive)
    }

    @Test(arguments: [
        "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><worksheet>&b;</worksheet>",
        "<?xml version=\"1.0\"?><!DOCTYPE x SYSTEM \"file:///etc/passwd\"><worksheet/>",
        "<worksheet><![CDATA[<!doctype]]></worksheet>",
    ])
    func `a document type is refused, wherever it stands`(sheet: String) {
        var book = TestWorkbook(sheet: "")
        book.parts["xl/worksheets/sheet1.xml"] = sheet
        #expect(code(book.bytes) == .documentType)
    }

    @Test(arguments: [
        "<worksheet><sheetData>", "<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet/>", "<worksheet>&unknown;</worksheet>", "", "x",
        "<worksheet><row r=\"2\"/><row r=\"1\"/></worksheet>", "<worksheet><row r=\"x\"/></worksheet>",
        "<worksheet><row><c r=\"B1\"/><c r=\"A1\"/></row></worksheet>", "<worksheet><row><c r=\"1\"/></row></worksheet>",
        "<worksheet><row><c t=\"s\"><v>2</v></c></row></worksheet>", "<worksheet><row><c t=\"s\"><v>-1</v></c></row></worksheet>",
        "<worksheet><row><c><v>inf</v></c></row></worksheet>", "<worksheet><c/></worksheet>",
        "<worksheet><row><c><c/></c></row></worksheet>",
        "<worksheet/><worksheet/>",
        "<worksheet>" + String(repeating: "<a>", count: 64) + String(repeating: "</a>", count: 64) + "</worksheet>",
    ])
    func `a sheet that contradicts itself is refused`(sheet: String) {
        var book = TestWorkbook(sheet: "")
        book.parts["xl/worksheets/sheet1.xml"] = sheet
        #expect(code(book.bytes) == .malformedPart)
    }

    @Test(arguments: ["_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/worksheets/sheet1.xml", "xl/styles.xml"])
    func `a workbook that lacks a part is refused`(name: String) {
        var book = TestWorkbook(sheet: Self.row)
        book.parts[name] = nil
        #expect(code(book.bytes) == .missingPart)
    }

    @Test func `a relationship that leaves the workbook is refused`() {
        var book = TestWorkbook(sheet: Self.row)
        book.parts["xl/_rels/workbook.xml.rels"] =
            "<Relationships><Relationship Id=\"rId1\" Type=\"x/worksheet\" Target=\"../../../etc/passwd\"/></Relationships>"
        #expect(code(book.bytes) == .malformedPart)
    }

    @Test func `what is no workbook is refused`() {
        #expect(code([]) == .notAWorkbook)
        #expect(code(Array("a,b\n1,2\n".utf8)) == .notAWorkbook)
        #expect(code([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]) == .notAWorkbook)
        #expect(code(ZipBuilder(parts: [ZipBuilder.Part("_rels/.rels", "<Relationships/>")]).bytes) == .notAWorkbook)
        #expect(code([0x50, 0x4B, 3, 4] + [UInt8](repeating: 0, count: WorkbookLimits.fileBytesMax - 3)) == .tooLarge)
    }

    private func code(_ bytes: [UInt8]) -> TablesErrorCode? {
        do throws(TablesError) { _ = try Workbook.read(bytes) } catch { return error.code }
        return nil
    }

    private func code(with part: ZipBuilder.Part) -> TablesErrorCode? {
        var book = TestWorkbook(sheet: Self.row)
        book.extra = [part]
        return code(book.bytes)
    }
}
