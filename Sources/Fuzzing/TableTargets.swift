import Records
import Tables

/// CSV as it comes from anywhere.
struct CSVTarget: FuzzTarget {
    let seeds: [[UInt8]] =
        [
            "name,born,note\r\nMariam,1984-03,\"two\r\nlines, and a \"\"word\"\"\"\r\n\r\nОлена,1990,\r\n", "\u{FEFF}sep=;\na;b\n1;2\n",
            "a\tb\rc\td\r", "=1+1,+2,-3,@x\n,,,\n\"\",\"\",\"\",\"\"\n", "محكمة,суд,😀\n1,2,3\n",
        ].map { Array($0.utf8) } + [
            [0xFF, 0xFE, 0x61, 0, 0x2C, 0, 0x62, 0, 0x0A, 0, 0x3D, 0xD8, 0, 0xDE], [0xFE, 0xFF, 0, 0x61, 0, 0x0A],
        ]

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        let rows: [CSVRow]
        do { rows = try Self.read(input, piece: input.count + 1) } catch let error as TablesError {
            guard (try? Self.read(input, piece: 7)) == nil else { throw FuzzFinding("refused as a whole, and accepted in pieces") }
            return .refused(error.code.rawValue)
        } catch {
            throw FuzzFinding("an error of another kind: \(type(of: error))")
        }
        guard let pieces = try? Self.read(input, piece: 7), pieces == rows else { throw FuzzFinding("reads otherwise in pieces") }
        for row in rows {
            // With the mark that the file begins with, or one in the first cell would be taken for it.
            let line = CSVWriter.byteOrderMark + CSVWriter(columns: row.cells.map { _ in .text }).row(row.cells)
            guard let again = try? CSVReader.readRows(line, options: CSVReader.Options(delimiter: .comma)),
                again.map(\.cells) == [row.cells.map(CSVWriter.harmless)]
            else { throw FuzzFinding("accepted, and reads otherwise once it is written") }
        }
        return .accepted(reached: rows.isEmpty ? "empty" : "written and read again")
    }

    private static func read(_ input: [UInt8], piece: Int) throws -> [CSVRow] {
        var rows = [CSVRow]()
        var reader = CSVReader()
        for start in stride(from: 0, to: input.count, by: piece) {
            try reader.take(input[start..<min(input.count, start + piece)]) { rows.append($0) }
        }
        try reader.finish { rows.append($0) }
        return rows
    }
}

/// Workbooks, and the sheet inside of one.
struct WorkbookTarget: FuzzTarget {
    let seeds: [[UInt8]]
    private static let sheet = "xl/worksheets/sheet1.xml"

    init() throws {
        guard let day = CalendarDate("2026-02-28") else { throw FuzzFinding("there is no such day") }
        let rows: [[Cell]] = [
            [.text("type"), .text("=1+1"), .text("label::العربية")], [], [.number(-1.5), .flag(true), .date(day, nil)], [.text("_x000D_")],
        ]
        seeds = [
            try Workbook.write([Sheet(name: "survey", rows: rows), Sheet(name: "вибір", rows: rows)]), StoredZip.workbook(Self.inner),
        ]
    }

    private static let inner = Array(
        """
        <worksheet><sheetData><row r="1"><c r="A1" t="s"><v>1</v></c><c t="inlineStr"><is><t>in</t></is></c><c s="1"><v>45351</v></c>\
        <c t="b"><v>1</v></c><c t="e"><v>#N/A</v></c></row><row><c t="str"><f>A1</f><v>ab_x0041_</v></c><c><f>NOW()</f></c>\
        <c t="d"><v>2026-05-03T10:20:00</v></c></row></sheetData></worksheet>
        """.utf8)

    /// The sheet of the workbook that was made by hand; there is no telling where that of another lies.
    func inner(_ input: [UInt8]) -> [UInt8]? { input == seeds[1] ? Self.inner : nil }
    func wrapped(_ inner: [UInt8]) -> [UInt8]? { StoredZip.workbook(inner) }

    func run(_ input: [UInt8]) throws(FuzzFinding) -> FuzzOutcome {
        let sheets: [Sheet]
        do throws(TablesError) { sheets = try Workbook.read(input) } catch { return .refused(error.code.rawValue) }
        do throws(TablesError) {
            guard try Workbook.read(try Workbook.write(sheets)).map(\.rows.count) == sheets.map(\.rows.count) else {
                throw TablesError(.notWritten, "")
            }
            return .accepted(reached: "written and read again")
        } catch {
            // Names and texts that are read but not written.
            guard [.badSheetName, .badText, .tooManySheets].contains(error.code) else {
                throw FuzzFinding("accepted, and not the same once it is written: \(error.code.rawValue)")
            }
            return .accepted(reached: "read")
        }
    }
}

/// The simplest workbook, nothing in it deflated.
enum StoredZip {
    static func workbook(_ sheet: [UInt8]) -> [UInt8] {
        let relation = "<Relationship Id=\"r1\" Type=\"x/"
        return zip([
            ("_rels/.rels", Array("<Relationships>\(relation)officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>".utf8)),
            (
                "xl/_rels/workbook.xml.rels",
                Array(
                    """
                    <Relationships>\(relation)worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="x/styles" \
                    Target="styles.xml"/><Relationship Id="r3" Type="x/sharedStrings" Target="strings.xml"/></Relationships>
                    """.utf8)
            ),
            ("xl/strings.xml", Array("<sst><si><t>zero</t></si><si><r><t>o</t></r><r><t>ne</t></r></si></sst>".utf8)),
            ("xl/styles.xml", Array("<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>".utf8)),
            ("xl/workbook.xml", Array("<workbook xmlns:r=\"r\"><sheets><sheet name=\"S\" r:id=\"r1\"/></sheets></workbook>".utf8)),
            ("xl/worksheets/sheet1.xml", sheet),
        ])
    }

    private static func zip(_ parts: [(name: String, content: [UInt8])]) -> [UInt8] {
        var result = [UInt8]()
        var directory = [UInt8]()
        for part in parts {
            let size = four(UInt32(part.content.count))
            let common =
                two(20) + two(0) + two(0) + four(0x5C21_0000) + four(checksum(part.content)) + size + size
                + two(UInt16(part.name.utf8.count)) + two(0)
            directory += [0x50, 0x4B, 1, 2] + two(20) + common + two(0) + two(0) + two(0) + four(0) + four(UInt32(result.count))
            directory += Array(part.name.utf8)
            result += [0x50, 0x4B, 3, 4] + common + Array(part.name.utf8) + part.content
        }
        let count = two(UInt16(parts.count))
        return result + directory + [0x50, 0x4B, 5, 6] + four(0) + count + count + four(UInt32(directory.count))
            + four(UInt32(result.count))
            + two(0)
    }

    private static func two(_ value: UInt16) -> [UInt8] { [UInt8(value & 0xFF), UInt8(value >> 8)] }
    private static func four(_ value: UInt32) -> [UInt8] { two(UInt16(value & 0xFFFF)) + two(UInt16(value >> 16)) }

    private static func checksum(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { sum, byte in table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8) }
    }

    private static let table: [UInt32] = (0..<256).map { start in
        (0..<8).reduce(UInt32(start)) { value, _ in value & 1 == 0 ? value >> 1 : 0xEDB8_8320 ^ (value >> 1) }
    }
}
