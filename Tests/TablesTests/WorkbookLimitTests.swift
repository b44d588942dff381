import Records
import Testing

@testable import Tables

struct WorkbookLimitTests {
    @Test func `256 sheets are read, and one more is refused`() {
        var book = TestWorkbook(sheet: "")
        book.parts["xl/workbook.xml"] = TestWorkbook.workbook(sheets: WorkbookLimits.sheetCountMax)
        #expect(code(book) == nil)
        book.parts["xl/workbook.xml"] = TestWorkbook.workbook(sheets: WorkbookLimits.sheetCountMax + 1)
        #expect(code(book) == .tooManySheets)
    }

    @Test func `row 1,048,576 is read, and the next one is refused`() {
        func book(_ row: Int) -> TestWorkbook { TestWorkbook(sheet: "<row r=\"\(row)\"><c><v>1</v></c></row>") }
        #expect(code(book(WorkbookLimits.rowCountMax)) == nil)
        #expect(code(book(WorkbookLimits.rowCountMax + 1)) == .tooManyRows)
    }

    @Test func `column 1,024 is read, and the next one is refused`() {
        #expect(code(TestWorkbook(sheet: "<row r=\"1\"><c r=\"AMJ1\"><v>1</v></c></row>")) == nil)
        #expect(code(TestWorkbook(sheet: "<row r=\"1\"><c r=\"AMK1\"><v>1</v></c></row>")) == .tooManyColumns)
    }

    @Test func `64 KiB of text in a cell are read, and one byte more is refused`() {
        func book(_ count: Int) -> TestWorkbook {
            TestWorkbook(sheet: "<row><c t=\"inlineStr\"><is><t>\(String(repeating: "x", count: count))</t></is></c></row>")
        }
        #expect(code(book(Cell.bytesMax)) == nil)
        #expect(code(book(Cell.bytesMax + 1)) == .cellTooLong)
    }

    @Test func `cells that are empty count where they take room, up to four millions`() {
        let last = "<c r=\"AMJ%\"><v>1</v></c>"
        func book(_ rows: Int) -> TestWorkbook {
            TestWorkbook(sheet: (1...rows).map { "<row r=\"\($0)\">" + last.replacing("%", with: "\($0)") + "</row>" }.joined())
        }
        // A row counts once more for its own place.
        let rows = WorkbookLimits.cellCountMax / (WorkbookLimits.columnCountMax + 1)
        #expect(code(book(rows)) == nil)
        #expect(code(book(rows + 1)) == .tooManyCells)
    }

    @Test func `a million shared texts are read, and one more is refused`() {
        func book(_ count: Int) -> TestWorkbook {
            var book = TestWorkbook(sheet: "")
            book.parts["xl/sharedStrings.xml"] = "<sst>" + String(repeating: "<si/>", count: count) + "</sst>"
            return book
        }
        #expect(code(book(WorkbookLimits.sharedStringCountMax)) == nil)
        #expect(code(book(WorkbookLimits.sharedStringCountMax + 1)) == .tooManyStrings)
    }

    private func code(_ book: TestWorkbook) -> TablesErrorCode? {
        do throws(TablesError) { _ = try Workbook.read(book.bytes) } catch { return error.code }
        return nil
    }
}
