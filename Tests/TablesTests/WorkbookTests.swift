import Records
import Testing

@testable import Tables

struct WorkbookTests {
    private static let day = Cell.date(CalendarDate("2026-02-28")!, nil)

    @Test func `a workbook that was written reads as it was`() throws {
        let sheets = [
            Sheet(
                name: "survey",
                rows: [
                    [.text("type"), .text("name"), .text("label::العربية")],
                    [],
                    [.text("=1+1"), .number(12), .number(-0.5), .flag(true), .flag(false)],
                    [.empty, Self.day, .time(TimeOfDay("09:05")!), .date(CalendarDate("2026-02-28")!, TimeOfDay("23:59")!)],
                    [.text("<&>\"'"), .text("two\nlines"), .text(" edges "), .text("_x000D_"), .text("a\u{1}b")],
                ]),
            Sheet(name: "вибір", rows: [[.text(String(repeating: "ж", count: 32_767))]]),
            Sheet(name: "empty", rows: []),
        ]
        #expect(try Workbook.read(try Workbook.write(sheets)) == sheets)
    }

    @Test(arguments: [
        "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1+1", "http://example.org", "mailto:a@b", "{=1}", "2026-01-01", "1e5", "TRUE",
    ])
    func `text stays text, whatever it looks like`(text: String) throws {
        let bytes = try Workbook.write([Sheet(name: "s", rows: [[.text(text)]])])
        #expect(try Workbook.read(bytes) == [Sheet(name: "s", rows: [[.text(text)]])])
        let sheet = try ZipArchive(bytes).content("xl/worksheets/sheet1.xml")
        #expect(!String(decoding: sheet, as: UTF8.self).contains("<f"))
    }

    @Test func `days before the sheet's calendar, partial and estimated ones are text`() throws {
        let dates = ["1899-12-31", "1984", "1984-05", "1984-05-03~"].map { Cell.date(CalendarDate($0)!, nil) }
        let again = try Workbook.read(try Workbook.write([Sheet(name: "s", rows: [dates])]))
        #expect(again[0].rows[0] == dates.map { .text($0.text) })
    }

    @Test(arguments: ["", "a/b", "a:b", "[x]", "'x", "x'", String(repeating: "x", count: 32)])
    func `a name that a sheet cannot have is refused`(name: String) {
        #expect(throws: TablesError.self) { try Workbook.write([Sheet(name: name, rows: [])]) }
    }

    @Test func `two sheets of one name, and text one character too long, are refused with their place`() {
        let twice = #expect(throws: TablesError.self) { try Workbook.write([Sheet(name: "a", rows: []), Sheet(name: "A", rows: [])]) }
        #expect(twice?.code == .badSheetName && twice?.message.contains("Sheet 2") == true)
        let long = #expect(throws: TablesError.self) {
            try Workbook.write([Sheet(name: "a", rows: [[], [.empty, .text(String(repeating: "x", count: 32_768))]])])
        }
        #expect(long?.code == .badText && long?.message.contains("Row 2, column 2") == true)
    }

    @Test(
        arguments: [
            (0, "General", "0"), (14, nil, "1900-01-01"), (22, nil, "1900-01-01 00:00"), (164, "yyyy\\-mm\\-dd;@", "1900-01-01"),
            (164, "0.00", "1"), (164, "\"day \"0", "1"), (164, "[$-409]mmmm\\ d", "1900-01-01"), (164, "[h]:mm:ss", "1900-01-01"),
            (164, "#,##0.00 \"USD\"", "1"), (164, "General", "1"), (164, "dd/mm/yyyy hh:mm", "1900-01-01 00:00"), (164, "[Red]0", "1"),
        ] as [(Int, String?, String)])
    func `a number is a date where its style shows one`(id: Int, code: String?, text: String) throws {
        let format = code.map(NumberFormat.init(code:)) ?? NumberFormat(builtIn: id)
        let cell = format == .number ? Cell.number(text == "0" ? 0 : 1) : SerialDate.cell(1, format, countsFrom1904: false)
        #expect(cell?.text == text)
    }

    @Test(arguments: [
        (1.0, "1900-01-01"), (59, "1900-02-28"), (61, "1900-03-01"), (45_000, "2023-03-15"), (45_351, "2024-02-29"),
        (2_958_465, "9999-12-31"),
    ])
    func `days are counted as spreadsheets do`(serial: Double, date: String) {
        #expect(SerialDate.cell(serial, .date, countsFrom1904: false)?.text == date)
        // The other calendar begins 1,462 days later, 29 February 1900 among them.
        #expect(SerialDate.cell(serial - 1462, .date, countsFrom1904: true)?.text == (serial < 1462 ? nil : date))
    }

    @Test func `the day that 1900 did not have stays a number, and 0 is no day`() {
        #expect(SerialDate.cell(60, .date, countsFrom1904: false) == nil)
        #expect(SerialDate.cell(0, .date, countsFrom1904: false) == nil)
        #expect(SerialDate.cell(0, .date, countsFrom1904: true)?.text == "1904-01-01")
        #expect(SerialDate.cell(0.5, .time, countsFrom1904: false)?.text == "12:00")
        #expect(SerialDate.cell(2_958_466, .date, countsFrom1904: false) == nil)
    }
}
