import Records
import Tables
import Vault

/// One row of what is brought in, its cells in the order of the columns.
struct SourceRow {
    /// Counted from 1 after the headings.
    let number: Int
    /// The line of the file, or the row of the sheet.
    let line: Int
    var cells: [SourceCell]
    /// What keeps the row from being read at all.
    var fault: ImportProblem?
}

/// The rows of a file, so many at a time that the memory does not grow with the file.
protocol RowSource {
    var columns: [String] { get }
    /// - Returns: `nil` at the end.
    /// - Throws: what is wrong with the file as a whole.
    mutating func next() throws -> [SourceRow]?
}

enum RowSources {
    static let pieceBytes = 1 << 18

    /// - Parameter wanted: members to take of a JSON Lines file, which has no headings; `nil` for those of its first lines.
    static func open(_ path: String, _ mapping: ImportMapping, wanted: [String]?) throws -> any RowSource {
        let file = try ReadableFile(path)
        let start = try file.read(at: 0, count: Int(min(4, file.byteCount)))
        let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
        switch ending {
        case "xlsx", "xlsm": return try WorkbookSource(file, mapping)
        case "jsonl", "ndjson", "json": return try JSONLineSource(file, wanted: wanted)
        default:
            // Whatever it is called: a zip is no text.
            if start.starts(with: [0x50, 0x4B, 3, 4]) { return try WorkbookSource(file, mapping) }
            return try CSVSource(file, mapping)
        }
    }

    /// - Throws: `.badTable` when there are no headings, or two are the same.
    static func headings(_ cells: [String]) throws(ClinicError) -> [String] {
        var columns = cells.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        guard columns.contains(where: { !$0.isEmpty }) else {
            throw ClinicError(.badTable, "The first row has no headings.", hint: "Write the names of the columns into the first row.")
        }
        var seen = Set<String>()
        for (index, column) in columns.enumerated() {
            if column.isEmpty { columns[index] = "column \(index + 1)" }
            guard seen.insert(columns[index]).inserted else {
                throw ClinicError(
                    .badTable, "Columns \((columns.firstIndex(of: columns[index]) ?? 0) + 1) and \(index + 1) have the same heading.",
                    hint: "Give every column a heading of its own.")
            }
        }
        return columns
    }
}

struct CSVSource: RowSource {
    private let file: ReadableFile
    private var offset: UInt64 = 0
    private var reader: CSVReader
    private var isAtEnd = false
    private(set) var columns: [String] = []
    private var waiting: [CSVRow] = []

    init(_ file: ReadableFile, _ mapping: ImportMapping) throws {
        self.file = file
        reader = CSVReader(CSVReader.Options(encoding: mapping.encoding, delimiter: mapping.delimiter))
        while waiting.isEmpty, try read() {}
        guard let first = waiting.first else {
            throw ClinicError(.badTable, "The file is empty.", hint: "Write the names of the columns into the first row.")
        }
        columns = try RowSources.headings(first.cells)
        waiting.removeFirst()
    }

    private mutating func read() throws -> Bool {
        guard !isAtEnd else { return false }
        var rows = [CSVRow]()
        let count = Int(min(UInt64(RowSources.pieceBytes), file.byteCount - offset))
        if count > 0 {
            try reader.take(try file.read(at: offset, count: count)) { rows.append($0) }
            offset += UInt64(count)
        } else {
            isAtEnd = true
            try reader.finish { rows.append($0) }
        }
        waiting += rows
        return true
    }

    mutating func next() throws -> [SourceRow]? {
        if waiting.isEmpty { guard try read() else { return nil } }
        defer { waiting.removeAll(keepingCapacity: true) }
        return waiting.map { row in
            let columnCount = columns.count
            guard row.cells.count == columnCount else {
                let error = CSVReader.ragged(row, columns: columnCount)
                return SourceRow(
                    number: row.number - 1, line: row.line, cells: [],
                    fault: ImportProblem(
                        row: row.number - 1, line: row.line, column: nil, field: nil, message: "The row has \(row.cells.count) cells.",
                        accepted: "\(columnCount) cells, as there are columns. \(error.hint)"))
            }
            return SourceRow(number: row.number - 1, line: row.line, cells: row.cells.map(SourceCell.text))
        }
    }
}

struct WorkbookSource: RowSource {
    private static let rowsPerPiece = 500

    let columns: [String]
    private var rows: [SourceRow] = []
    private var place = 0

    init(_ file: ReadableFile, _ mapping: ImportMapping) throws {
        guard file.byteCount <= UInt64(WorkbookLimits.fileBytesMax) else {
            throw TablesError(
                .tooLarge, "The workbook is larger than \(WorkbookLimits.fileBytesMax >> 20) MiB.", hint: "Save the sheet as CSV.")
        }
        let reader = try WorkbookReader(try file.read(at: 0, count: Int(file.byteCount)))
        guard let sheet = mapping.sheet.map({ reader.sheetNames.firstIndex(of: $0) }) ?? (reader.sheetNames.isEmpty ? nil : 0) else {
            throw ClinicError(
                .badTable, "The workbook has no such sheet.", hint: "Its sheets: \(reader.sheetNames.joined(separator: ", ")).")
        }
        var headings: [String]?
        var rows = [SourceRow]()
        var cellCount = 0
        try reader.eachRow(of: sheet) { number, cells in
            guard let columns = headings else {
                headings = try RowSources.headings(cells.map(\.text))
                return
            }
            cellCount += cells.count + 1
            guard cellCount <= WorkbookLimits.cellCountMax else {
                throw TablesError(
                    .tooManyCells, "The sheet has more than \(WorkbookLimits.cellCountMax) cells.", hint: "Save the sheet as CSV.")
            }
            var row = SourceRow(number: rows.count + 1, line: number, cells: cells.map(Self.cell))
            if cells.count > columns.count {
                row.fault = ImportProblem(
                    row: row.number, line: number, column: nil, field: nil, message: "The row has cells beyond the last heading.",
                    accepted: "\(columns.count) cells, as there are columns")
            }
            while row.cells.count < columns.count { row.cells.append(.text("")) }
            rows.append(row)
        }
        guard let headings else {
            throw ClinicError(.badTable, "The sheet is empty.", hint: "Write the names of the columns into the first row.")
        }
        columns = headings
        self.rows = rows
    }

    private static func cell(_ cell: Cell) -> SourceCell {
        switch cell {
        case .date(let date, nil): .date(date)
        case .fault: .fault
        default: .text(cell.text)
        }
    }

    mutating func next() throws -> [SourceRow]? {
        guard place < rows.count else { return nil }
        defer { place += Self.rowsPerPiece }
        return Array(rows[place..<min(rows.count, place + Self.rowsPerPiece)])
    }
}
