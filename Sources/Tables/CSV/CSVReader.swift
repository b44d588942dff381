public import Records

/// Reads CSV (RFC 4180) piece by piece, so that a file of any length takes the memory of one piece and one row.
///
/// Lines end in LF, CR LF or CR. A cell may be in quotes, have line ends and doubled quotes in them; a quote inside of an unquoted cell is a
/// character like any other. Blank lines are passed over. A first line `sep=;` names the delimiter, as spreadsheets write it; otherwise it is
/// the one of `, ; tab` that stands most often in the first row. What a row must be like beyond that is its reader's business, but for
/// ``readRows(_:options:)``.
public struct CSVReader {
    public struct Options: Sendable {
        public var encoding = TextEncoding.automatic
        /// `nil` to find out.
        public var delimiter: Delimiter?

        public init(encoding: TextEncoding = .automatic, delimiter: Delimiter? = nil) {
            self.encoding = encoding
            self.delimiter = delimiter
        }
    }

    private enum State { case cellStart, unquoted, quoted, quoteInQuoted }

    private var decoder: TextDecoder
    /// `nil` while it is being found out; ``waiting`` then holds what came.
    public private(set) var delimiter: Delimiter?
    private var mayNameDelimiter: Bool
    private var waiting: [UInt8] = []

    private var state = State.cellStart
    private var cell: [UInt8] = []
    private var cells: [String] = []
    private var rowByteCount = 0
    private var rowCount = 0
    private var line = 1
    private var rowLine = 1
    private var quoteLine = 1
    private var afterReturn = false
    /// Whether anything stood in the row, were it only quotes.
    private var hasContent = false

    public init(_ options: Options = Options()) {
        decoder = TextDecoder(options.encoding)
        delimiter = options.delimiter
        mayNameDelimiter = options.delimiter == nil
        cell.reserveCapacity(256)
    }

    /// Takes the next bytes of the file, and hands over the rows that are complete.
    ///
    /// - Throws: ``TablesError`` with the place in the file; what `body` throws. The reader is then of no use any more.
    public mutating func take(_ bytes: some Collection<UInt8>, _ body: (CSVRow) throws -> Void) throws {
        let text = try decoder.take(Array(bytes)[...])
        try parse(text, isLast: false, body)
    }

    /// Hands over the last row.
    public mutating func finish(_ body: (CSVRow) throws -> Void) throws {
        try parse(try decoder.finish(), isLast: true, body)
        switch state {
        case .quoted:
            throw TablesError(
                .unclosedQuote, "The quote that opens a cell on line \(quoteLine) is never closed.",
                hint: "Close it, or double a quote that belongs to the text.")
        case .cellStart where cells.isEmpty && !hasContent: break
        default: try endRow(body)
        }
    }

    private mutating func parse(_ text: ArraySlice<UInt8>, isLast: Bool, _ body: (CSVRow) throws -> Void) throws {
        var text = text
        if mayNameDelimiter {
            waiting += text
            guard let found = Detection.delimiter(waiting, isLast: isLast || waiting.count > CSVLimits.detectingBytesMax) else { return }
            mayNameDelimiter = false
            delimiter = found.delimiter
            text = waiting[found.skipped...]
            if found.skipped > 0 {
                line = 2
                rowLine = 2
            }
            waiting = []
        }
        guard !text.isEmpty else { return }
        try scan(text, (delimiter ?? .comma).byte, body)
    }

    private mutating func scan(_ text: ArraySlice<UInt8>, _ delimiter: UInt8, _ body: (CSVRow) throws -> Void) throws {
        try text.withUnsafeBufferPointer { bytes in
            var place = 0
            while place < bytes.count {
                let byte = bytes[place]
                switch state {
                case .cellStart, .unquoted:
                    if byte == UInt8(ascii: "\n"), afterReturn {
                        afterReturn = false
                        place += 1
                        continue
                    }
                    afterReturn = false
                    if byte == delimiter {
                        try endCell()
                        place += 1
                    } else if byte == 0x0A || byte == 0x0D {
                        place += 1
                        afterReturn = byte == 0x0D
                        try endRow(body)
                    } else if state == .cellStart, byte == UInt8(ascii: "\"") {
                        state = .quoted
                        quoteLine = line
                        hasContent = true
                        place += 1
                    } else {
                        let end = Self.run(bytes, place) { $0 == delimiter || $0 == 0x0A || $0 == 0x0D }
                        try append(UnsafeBufferPointer(rebasing: bytes[place..<end]))
                        state = .unquoted
                        place = end
                    }
                case .quoted:
                    if byte == UInt8(ascii: "\"") {
                        state = .quoteInQuoted
                        place += 1
                    } else {
                        let end = Self.run(bytes, place) { $0 == UInt8(ascii: "\"") }
                        try append(UnsafeBufferPointer(rebasing: bytes[place..<end]))
                        for index in place..<end where Self.endsLine(bytes, index, after: &afterReturn) { line += 1 }
                        place = end
                    }
                case .quoteInQuoted:
                    afterReturn = false
                    if byte == UInt8(ascii: "\"") {
                        cell.append(byte)
                        try checkCell()
                        state = .quoted
                        place += 1
                    } else if byte == delimiter || byte == 0x0A || byte == 0x0D {
                        state = .unquoted
                    } else {
                        throw TablesError(
                            .textAfterQuote, "Line \(line): after the quote that closes a cell there is more text.",
                            hint: "Double a quote that belongs to the text.")
                    }
                }
            }
        }
    }

    /// In quotes CR LF is one line end too.
    private static func endsLine(_ bytes: UnsafeBufferPointer<UInt8>, _ index: Int, after: inout Bool) -> Bool {
        let isFeed = bytes[index] == 0x0A
        defer { after = bytes[index] == 0x0D }
        return isFeed ? !after : bytes[index] == 0x0D
    }

    /// Where the run of bytes ends that begins at `start`, of which the first is known to belong to it.
    private static func run(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, until isEnd: (UInt8) -> Bool) -> Int {
        var place = start + 1
        while place < bytes.count, !isEnd(bytes[place]) { place += 1 }
        return place
    }

    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) throws(TablesError) {
        cell.append(contentsOf: bytes)
        hasContent = true
        try checkCell()
    }

    private func checkCell() throws(TablesError) {
        guard cell.count > CSVLimits.cellBytesMax else { return }
        // What swallows the rest of a file is nearly always a quote.
        throw TablesError(
            .cellTooLong,
            "Row \(rowCount + 1), column \(cells.count + 1), line \(rowLine): a cell is longer than \(CSVLimits.cellBytesMax >> 10) KiB.",
            hint: state == .quoted ? "Its quote on line \(quoteLine) may never be closed." : "Shorten it.")
    }

    private mutating func endCell() throws(TablesError) {
        guard cells.count < CSVLimits.columnCountMax else {
            throw TablesError(
                .tooManyColumns, "Row \(rowCount + 1), line \(rowLine), has more than \(CSVLimits.columnCountMax) columns.",
                hint: "Remove the columns that are not needed.")
        }
        rowByteCount += cell.count + 1
        guard rowByteCount <= CSVLimits.rowBytesMax else {
            throw TablesError(
                .rowTooLong, "Row \(rowCount + 1), line \(rowLine), is longer than \(CSVLimits.rowBytesMax >> 20) MiB.", hint: "Shorten it."
            )
        }
        cells.append(String(decoding: cell, as: UTF8.self))
        cell.removeAll(keepingCapacity: true)
        state = .cellStart
        hasContent = true
    }

    private mutating func endRow(_ body: (CSVRow) throws -> Void) throws {
        defer {
            line += 1
            rowLine = line
            rowByteCount = 0
            hasContent = false
            state = .cellStart
        }
        guard hasContent || !cells.isEmpty else { return }
        try endCell()
        guard rowCount < CSVLimits.rowCountMax else {
            throw TablesError(
                .tooManyRows, "The file has more than \(CSVLimits.rowCountMax) rows.", hint: "Split it into several files.")
        }
        rowCount += 1
        let row = CSVRow(number: rowCount, line: rowLine, cells: cells)
        cells.removeAll(keepingCapacity: true)
        try body(row)
    }
}

extension CSVReader {
    /// All rows of a small file, each as long as the first one.
    ///
    /// - Throws: `.raggedRow` too, with the row and its line.
    public static func readRows(_ bytes: [UInt8], options: Options = Options()) throws -> [CSVRow] {
        var rows = [CSVRow]()
        func keep(_ row: CSVRow) throws(TablesError) {
            if let first = rows.first, first.cells.count != row.cells.count { throw ragged(row, columns: first.cells.count) }
            rows.append(row)
        }
        var reader = CSVReader(options)
        try reader.take(bytes, keep)
        try reader.finish(keep)
        return rows
    }

    /// That a row has another number of cells than there are columns.
    public static func ragged(_ row: CSVRow, columns: Int) -> TablesError {
        TablesError(
            .raggedRow, "Row \(row.number), line \(row.line), has \(row.cells.count) cells and not \(columns).",
            hint: "Put text that has a delimiter in it in quotes.")
    }
}

/// Finds the delimiter in the first row.
private enum Detection {
    /// - Returns: `nil` when more has to come; `skipped` bytes are the line that names the delimiter.
    static func delimiter(_ bytes: [UInt8], isLast: Bool) -> (delimiter: Delimiter, skipped: Int)? {
        var counts = [UInt8: Int]()
        var isQuoted = false
        var hasContent = false
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            if (byte == 0x0A || byte == 0x0D) && !isQuoted {
                guard hasContent else { continue }
                if let named = named(bytes[..<index]) {
                    // CR LF is one line end; its second half may not have come yet.
                    guard byte == 0x0A || index + 1 < bytes.count || isLast else { return nil }
                    let isPair = byte == 0x0D && index + 1 < bytes.count && bytes[index + 1] == 0x0A
                    return (named, index + (isPair ? 2 : 1))
                }
                return (most(counts), 0)
            }
            hasContent = true
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        return isLast ? (most(counts), 0) : nil
    }

    private static func most(_ counts: [UInt8: Int]) -> Delimiter {
        var best = Delimiter.comma
        for delimiter in Delimiter.allCases where counts[delimiter.byte, default: 0] > counts[best.byte, default: 0] { best = delimiter }
        return best
    }

    private static func named(_ line: ArraySlice<UInt8>) -> Delimiter? {
        let text = String(decoding: line.prefix(8), as: UTF8.self)
        guard text.lowercased().hasPrefix("sep="), text.utf8.count == 5, line.count == 5 else { return nil }
        return Delimiter(rawValue: String(text.suffix(1)))
    }
}
