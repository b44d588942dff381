import Records
import Testing

@testable import Tables

struct CSVReadingTests {
    @Test(
        arguments: [
            ("a,b\n1,2\n", [["a", "b"], ["1", "2"]]),
            ("a,b\r\n1,2", [["a", "b"], ["1", "2"]]),
            ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
            ("a;b\n1;2,5\n", [["a", "b"], ["1", "2,5"]]),
            ("a\tb\n1\t2\n", [["a", "b"], ["1", "2"]]),
            ("sep=;\r\na,b;c\n1;2\n", [["a,b", "c"], ["1", "2"]]),
            ("a,b\n\n\r\n1,2\n\n", [["a", "b"], ["1", "2"]]),
            ("a,b\n\"two\r\nlines\",\"a \"\"word\"\"\"\n", [["a", "b"], ["two\r\nlines", "a \"word\""]]),
            ("a,b\n,\n\"\",x\n", [["a", "b"], ["", ""], ["", "x"]]),
            ("a\n\"\"\nb", [["a"], [""], ["b"]]),
            ("\"a;b\",\"c;d\"\n1,2", [["a;b", "c;d"], ["1", "2"]]),
            ("a,b\n5\" pipe,x\"y\n", [["a", "b"], ["5\" pipe", "x\"y"]]),
            ("", []), ("\n\n", []), ("محكمة,суд\n", [["محكمة", "суд"]]),
            ("\u{FEFF}a,b\n", [["a", "b"]]),
        ] as [(String, [[String]])])
    func `cells are read, whole or a byte at a time`(text: String, cells: [[String]]) throws {
        #expect(try CSVReader.readRows(Array(text.utf8)).map(\.cells) == cells)
        #expect(try read(Array(text.utf8), piece: 1).map(\.cells) == cells)
        #expect(try read(Array(text.utf8), piece: 3).map(\.cells) == cells)
    }

    @Test func `rows and lines are counted, also where a cell has lines of its own`() throws {
        let rows = try CSVReader.readRows(Array("a,b\r\n\r\n\"1\r\n1\r1\n1\",2\n3,4\n".utf8))
        #expect(rows.map(\.number) == [1, 2, 3] && rows.map(\.line) == [1, 3, 7])
    }

    @Test(
        arguments: [
            ("a,b\n\"1,2\n3,4\n", .unclosedQuote, "line 2"),
            ("a,b\n\"1\"x,2\n", .textAfterQuote, "Line 2"),
            ("a,b\n1,2\n1,2,3\n", .raggedRow, "Row 3, line 3, has 3 cells and not 2"),
            ("a,b\n1\n", .raggedRow, "Row 2, line 2, has 1 cells and not 2"),
            ("a,b\n1,\u{0}2\n", .nulByte, "Line 2 has a NUL (byte 7"),
        ] as [(String, TablesErrorCode, String)])
    func `what is wrong is said with its place`(text: String, code: TablesErrorCode, place: String) {
        let error = #expect(throws: TablesError.self) { try CSVReader.readRows(Array(text.utf8)) }
        #expect(error?.code == code && error?.message.contains(place) == true, "\(error?.message ?? "")")
    }

    @Test(arguments: 1...5)
    func `bytes that UTF-8 does not have are found, wherever a piece ends`(piece: Int) {
        let bytes: [UInt8] = Array("a,b\nж,".utf8) + [0xE9] + Array("t\u{E9}\n".utf8)
        let error = #expect(throws: TablesError.self) { try read(bytes, piece: piece) }
        #expect(error?.code == .wrongEncoding && error?.message.contains("Line 2 has bytes that UTF-8 does not have (byte 8") == true)
        #expect(error?.hint.contains("windows-1251") == true)
        let end = #expect(throws: TablesError.self) { try read(Array("a\nб".utf8.dropLast()), piece: piece) }
        #expect(end?.code == .wrongEncoding && end?.message.contains("Line 2") == true)
    }

    @Test(
        arguments: [
            (TextEncoding.windows1252, [0x8A, 0xE9, 0x80], "Šé€"), (.windows1251, [0xC6, 0xB3, 0xBF], "Жії"),
            (.windows1256, [0xE3, 0xCD, 0x90], "محگ"),
        ] as [(TextEncoding, [UInt8], String)])
    func `an old encoding is read when it is asked for`(encoding: TextEncoding, bytes: [UInt8], text: String) throws {
        let file = Array("a\n".utf8) + bytes
        #expect(try CSVReader.readRows(file, options: CSVReader.Options(encoding: encoding)).last?.cells == [text])
        #expect(throws: TablesError.self) { try CSVReader.readRows(file) }
    }

    @Test func `a byte that the old encoding does not have is found`() {
        let error = #expect(throws: TablesError.self) {
            try CSVReader.readRows([0x61, 0x0A, 0x62, 0x81], options: CSVReader.Options(encoding: .windows1252))
        }
        #expect(error?.message.contains("Line 2 has bytes that windows-1252 does not have (byte 4") == true)
    }

    @Test(arguments: [false, true], [1, 2, 3, 64])
    func `UTF-16 is known by its byte order mark`(bigEndian: Bool, piece: Int) throws {
        let bytes = utf16("\u{FEFF}a,b\n😀,суд\n", bigEndian: bigEndian)
        #expect(try read(bytes, piece: piece).map(\.cells) == [["a", "b"], ["😀", "суд"]])
        for damaged in [
            bytes.dropLast(), utf16("\u{FEFF}a\n", bigEndian: bigEndian) + (bigEndian ? [0xD8, 0, 0, 0x61] : [0, 0xD8, 0x61, 0]),
        ] {
            let error = #expect(throws: TablesError.self) { try read(Array(damaged), piece: piece) }
            #expect(error?.code == .wrongEncoding)
        }
    }

    @Test func `UTF-16 without its mark is not taken for text`() {
        let error = #expect(throws: TablesError.self) { try CSVReader.readRows(utf16("a,b\n", bigEndian: false)) }
        #expect(error?.code == .nulByte)
    }

    // MARK: One past each limit

    @Test func `a cell of 64 KiB is read, and one byte more is refused`() throws {
        let cell = String(repeating: "x", count: CSVLimits.cellBytesMax)
        #expect(try CSVReader.readRows(Array("a,b\n1,\(cell)\n".utf8)).last?.cells == ["1", cell])
        for text in ["a,b\n1,\(cell)x\n", "a,b\n1,\"\(cell)x\"\n"] {
            let error = #expect(throws: TablesError.self) { try CSVReader.readRows(Array(text.utf8)) }
            #expect(error?.code == .cellTooLong && error?.message.contains("Row 2, column 2, line 2") == true)
        }
    }

    @Test func `1,024 columns are read, and one more is refused`() throws {
        let row = [String](repeating: "x", count: CSVLimits.columnCountMax).joined(separator: ",")
        #expect(try CSVReader.readRows(Array(row.utf8)).first?.cells.count == CSVLimits.columnCountMax)
        let error = #expect(throws: TablesError.self) { try CSVReader.readRows(Array((row + ",x").utf8)) }
        #expect(error?.code == .tooManyColumns)
    }

    @Test func `a row of 1 MiB is read, and a longer one is refused`() throws {
        let cell = String(repeating: "x", count: CSVLimits.cellBytesMax - 1)
        let row = [String](repeating: cell, count: 16).joined(separator: ",")
        #expect(try CSVReader.readRows(Array(row.utf8)).first?.cells.count == 16)
        let error = #expect(throws: TablesError.self) { try CSVReader.readRows(Array((row + ",").utf8)) }
        #expect(error?.code == .rowTooLong)
    }

    @Test func `2,000,000 rows are read, and one more is refused`() throws {
        var reader = CSVReader()
        var count = 0
        let piece = Array(String(repeating: "a\n", count: 50_000).utf8)
        for _ in 0..<CSVLimits.rowCountMax / 50_000 { try reader.take(piece) { _ in count += 1 } }
        #expect(count == CSVLimits.rowCountMax)
        let error = #expect(throws: TablesError.self) { try reader.take(Array("a\n".utf8)) { _ in } }
        #expect(error?.code == .tooManyRows)
    }

    private func read(_ bytes: [UInt8], piece: Int) throws -> [CSVRow] {
        var reader = CSVReader()
        var rows = [CSVRow]()
        for start in stride(from: 0, to: bytes.count, by: piece) {
            try reader.take(bytes[start..<min(bytes.count, start + piece)]) { rows.append($0) }
        }
        try reader.finish { rows.append($0) }
        return rows
    }

    private func utf16(_ text: String, bigEndian: Bool) -> [UInt8] {
        text.utf16.flatMap { bigEndian ? [UInt8($0 >> 8), UInt8($0 & 0xFF)] : [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    }
}
