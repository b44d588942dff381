import Testing

@testable import Tables

struct CSVWritingTests {
    @Test(arguments: [
        "=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "＝1", "＋1", "－1", "＠x", "=cmd|' /C calc'!A0", "\u{FEFF}=1", "\u{200B}\u{2066}+1",
    ])
    func `what a spreadsheet would compute gets an apostrophe`(text: String) throws {
        let bytes = CSVWriter(columns: [.text, .numeric]).row([text, text == "-1" ? "x" : text])
        #expect(try CSVReader.readRows(bytes, options: comma).first?.cells == ["'" + text, text == "-1" ? "x" : "'" + text])
    }

    @Test(arguments: ["-1", "-12.5", "0", "3.25"])
    func `a number stays one where the column is numeric`(number: String) {
        #expect(CSVWriter(columns: [.numeric]).row([number]) == Array("\(number)\r\n".utf8))
        let asText = number.hasPrefix("-") ? "'" + number : number
        #expect(CSVWriter(columns: [.text]).row([number]) == Array("\(asText)\r\n".utf8))
    }

    @Test(arguments: ["-1+1", "--1", "1e5", "-", "-.5", "1.", "-1 ", "٣"])
    func `what only begins like a number is text, in a numeric column too`(text: String) {
        let begins = text.hasPrefix("-")
        #expect(String(decoding: CSVWriter(columns: [.numeric]).row([text]), as: UTF8.self).contains("'") == begins)
    }

    @Test(arguments: [
        ["a", "b"], ["", ""], ["a,b", "c;d"], ["\"", "\"\""], ["two\nlines", "two\r\nlines"], [" edge", "edge\u{A0}"], ["محكمة", "суд 😀"],
        ["a\tb", "'"],
    ])
    func `what is written is read again`(cells: [String]) throws {
        for delimiter in Delimiter.allCases {
            let bytes = CSVWriter(columns: [.text, .text], delimiter: delimiter).row(cells)
            #expect(try CSVReader.readRows(bytes, options: CSVReader.Options(delimiter: delimiter)).map(\.cells) == [cells])
        }
    }

    @Test func `one empty cell is a row, and no blank line`() throws {
        let bytes = CSVWriter(columns: [.text]).row([""])
        #expect(try CSVReader.readRows(bytes, options: comma).map(\.cells) == [[""]])
    }

    private var comma: CSVReader.Options { CSVReader.Options(delimiter: .comma) }
}
