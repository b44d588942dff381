import CXlsxWriter
import Glibc
public import Records

extension Workbook {
    /// What a cell of a workbook can hold, in UTF-16 code units; so much the programs that read it accept.
    public static let cellCharactersMax = 32_767

    /// An XLSX file of these sheets. Text is always written as text, whatever it begins with: no formula is ever written.
    ///
    /// Days from 1900 on become dates; earlier, partial and estimated ones text. What was written is read again and counted before it is
    /// handed over. Nothing reaches a disk: the library's temporary files lie in `/dev/shm`.
    ///
    /// - Throws: `.badSheetName`, `.badText`, `.tooManyRows`, `.tooManyColumns`, `.notWritten`.
    public static func write(_ sheets: [Sheet]) throws(TablesError) -> [UInt8] {
        try SheetRules.check(sheets)
        let descriptor = try memoryFile()
        defer { close(descriptor) }
        try WorkbookWriting.write(sheets, to: "/proc/self/fd/\(descriptor)")
        let bytes = try content(of: descriptor)
        // The library does not look whether its temporary files took everything.
        guard let again = try? read(bytes), again.map(cellCount) == sheets.map(cellCount) else { throw notWritten }
        return bytes
    }

    /// A file in memory that has no name any more, so that it is gone whatever happens.
    private static func memoryFile() throws(TablesError) -> Int32 {
        var path = Array("/dev/shm/satchel-XXXXXX".utf8CString)
        let descriptor = mkstemp(&path)
        guard descriptor >= 0, fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0 else { throw notWritten }
        unlink(path)
        return descriptor
    }

    private static func cellCount(_ sheet: Sheet) -> Int {
        sheet.rows.reduce(0) { $0 + $1.count { !$0.isEmpty && $0 != .text("") } }
    }

    private static func content(of descriptor: Int32) throws(TablesError) -> [UInt8] {
        let length = lseek(descriptor, 0, SEEK_END)
        guard length > 0, length <= WorkbookLimits.fileBytesMax, lseek(descriptor, 0, SEEK_SET) == 0 else { throw notWritten }
        var bytes = [UInt8](repeating: 0, count: length)
        var place = 0
        while place < length {
            let count = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress?.advanced(by: place), length - place) }
            guard count > 0 else { throw notWritten }
            place += count
        }
        return bytes
    }

    static var notWritten: TablesError {
        TablesError(
            .notWritten, "The workbook could not be put together in memory.",
            hint: "Close other programs, or write CSV; /dev/shm has to have room for it.")
    }
}

/// What sheets must be to go into a workbook.
private enum SheetRules {
    static func check(_ sheets: [Sheet]) throws(TablesError) {
        guard !sheets.isEmpty, sheets.count <= WorkbookLimits.sheetCountMax else {
            throw TablesError(.tooManySheets, "A workbook has 1 to \(WorkbookLimits.sheetCountMax) sheets.")
        }
        var names = Set<String>()
        var cellCount = 0
        for (index, sheet) in sheets.enumerated() {
            guard isName(sheet.name), names.insert(sheet.name.lowercased()).inserted else {
                throw TablesError(
                    .badSheetName, "Sheet \(index + 1) cannot have its name, or another one has it.",
                    hint: "1 to 31 characters, none of []:*?/\\ and no apostrophe at either end.")
            }
            guard sheet.rows.count <= WorkbookLimits.rowCountMax else {
                throw TablesError(.tooManyRows, "A sheet has at most \(WorkbookLimits.rowCountMax) rows.", hint: "Write CSV instead.")
            }
            for (number, row) in sheet.rows.enumerated() {
                cellCount += max(1, row.count)
                guard row.count <= WorkbookLimits.columnCountMax else {
                    throw TablesError(.tooManyColumns, "Row \(number + 1) has more than \(WorkbookLimits.columnCountMax) columns.")
                }
                for (column, cell) in row.enumerated() {
                    guard isText(cell.text) else {
                        throw TablesError(
                            .badText,
                            "Row \(number + 1), column \(column + 1): a cell holds at most \(Workbook.cellCharactersMax) characters that XML has.",
                            hint: "Write CSV or JSON Lines instead.")
                    }
                }
            }
        }
        guard cellCount <= WorkbookLimits.cellCountMax else {
            throw TablesError(.tooManyCells, "A workbook has at most \(WorkbookLimits.cellCountMax) cells.", hint: "Write CSV instead.")
        }
    }

    private static func isText(_ text: String) -> Bool {
        // Most are short, and then there is nothing to count.
        if text.utf8.count <= Workbook.cellCharactersMax / 6, text.utf8.allSatisfy({ (1..<0x80).contains($0) }) { return true }
        return WorkbookText.escaped(text).utf16.count <= Workbook.cellCharactersMax
            && !text.unicodeScalars.contains { $0.value == 0 || $0.value == 0xFFFE || $0.value == 0xFFFF }
    }

    private static func isName(_ name: String) -> Bool {
        (1...31).contains(name.utf16.count) && !name.hasPrefix("'") && !name.hasSuffix("'")
            && !name.unicodeScalars.contains { "[]:*?/\\".unicodeScalars.contains($0) || $0.value < 0x20 }
    }
}

/// The calls of libxlsxwriter.
private enum WorkbookWriting {
    static func write(_ sheets: [Sheet], to path: String) throws(TablesError) {
        guard let folder = strdup("/dev/shm") else { throw Workbook.notWritten }
        defer { free(folder) }
        var options = lxw_workbook_options(constant_memory: 0, tmpdir: folder, use_zip64: 0)
        guard let workbook = workbook_new_opt(path, &options) else { throw Workbook.notWritten }
        guard fill(workbook, sheets) else {
            lxw_workbook_free(workbook)
            throw Workbook.notWritten
        }
        guard workbook_close(workbook) == LXW_NO_ERROR else { throw Workbook.notWritten }
    }

    private static func fill(_ workbook: UnsafeMutablePointer<lxw_workbook>, _ sheets: [Sheet]) -> Bool {
        let day = workbook_add_format(workbook)
        format_set_num_format(day, "yyyy-mm-dd")
        let moment = workbook_add_format(workbook)
        format_set_num_format(moment, "yyyy-mm-dd hh:mm")
        let hour = workbook_add_format(workbook)
        format_set_num_format(hour, "hh:mm")
        for sheet in sheets {
            guard let page = workbook_add_worksheet(workbook, sheet.name) else { return false }
            for (row, cells) in sheet.rows.enumerated() {
                for (column, cell) in cells.enumerated() {
                    let row = lxw_row_t(row)
                    let column = lxw_col_t(column)
                    let error: lxw_error
                    switch cell {
                    case .empty, .text(""): continue
                    case .number(let number) where number.isFinite: error = worksheet_write_number(page, row, column, number, nil)
                    case .flag(let flag): error = worksheet_write_boolean(page, row, column, flag ? 1 : 0, nil)
                    case .date(let date, let time) where !date.estimated && date.year >= 1900 && date.day != nil:
                        var value = datetime(date, time)
                        error = worksheet_write_datetime(page, row, column, &value, time == nil ? day : moment)
                    case .time(let time):
                        error = worksheet_write_number(page, row, column, Double(time.minutes) / 1440, hour)
                    default: error = worksheet_write_string(page, row, column, WorkbookText.escaped(cell.text), nil)
                    }
                    guard error == LXW_NO_ERROR else { return false }
                }
            }
        }
        return true
    }

    private static func datetime(_ date: CalendarDate, _ time: TimeOfDay?) -> lxw_datetime {
        lxw_datetime(
            year: Int32(date.year), month: Int32(date.month ?? 1), day: Int32(date.day ?? 1), hour: Int32((time?.minutes ?? 0) / 60),
            min: Int32((time?.minutes ?? 0) % 60), sec: 0)
    }
}

enum WorkbookText {
    /// Text that looks like the escape of a character would be read as that character: its own underscore is escaped then.
    static func escaped(_ text: String) -> String {
        text.contains("_x") ? text.replacing(/_(?=x[0-9A-Fa-f]{4}_)/, with: "_x005F_") : text
    }
}
