import Records

/// The rows of one sheet, each handed over when it is complete.
final class SheetParser: PartParser {
    /// Given the number of the row, counted from 1, and its cells without empty ones at the end.
    typealias Body = (Int, [Cell]) throws(TablesError) -> Void

    private let strings: [String]
    private let formats: [NumberFormat]
    private let countsFrom1904: Bool
    private let body: Body

    private var row = 0
    private var cells: [Cell] = []
    private var column = 0
    private var type = ""
    private var style = 0
    private var hasFormula = false
    private var hasValue = false
    private var isInCell = false
    private var collected = CollectedText()

    init(strings: [String], formats: [NumberFormat], countsFrom1904: Bool, body: @escaping Body) {
        self.strings = strings
        self.formats = formats
        self.countsFrom1904 = countsFrom1904
        self.body = body
    }

    override func start(_ name: String, _ attributes: [String: String]) throws(TablesError) {
        switch name {
        case "row": try startRow(attributes["r"])
        case "c": try startCell(attributes)
        case "f": hasFormula = true
        case "v", "t", "rPh":
            guard isInCell else { return }
            if name == "v" { hasValue = true }
            collected.start(name)
        default: break
        }
    }

    override func end(_ name: String) throws(TablesError) {
        switch name {
        case "row":
            while cells.last == .empty { cells.removeLast() }
            if !cells.isEmpty { try body(row, cells) }
        case "c":
            let value = try value()
            isInCell = false
            guard value != .empty else { return }
            while cells.count < column { cells.append(.empty) }
            cells.append(value)
        default: if isInCell { collected.end(name) }
        }
    }

    override func characters(_ text: String) throws(TablesError) { if isInCell { try collected.append(text) } }

    private func startRow(_ number: String?) throws(TablesError) {
        let next =
            try number.map { text throws(TablesError) in
                guard let number = Int(text) else { throw Self.malformed }
                return number
            } ?? row + 1
        guard next > row else { throw Self.malformed }
        guard next <= WorkbookLimits.rowCountMax else {
            throw TablesError(.tooManyRows, "A sheet has more than \(WorkbookLimits.rowCountMax) rows.", hint: "Split it.")
        }
        row = next
        column = -1
        cells.removeAll(keepingCapacity: true)
    }

    private func startCell(_ attributes: [String: String]) throws(TablesError) {
        let next = try attributes["r"].map(Self.column) ?? column + 1
        guard row > 0, next > column, !isInCell else { throw Self.malformed }
        guard next < WorkbookLimits.columnCountMax else {
            throw TablesError(
                .tooManyColumns, "Row \(row) of a sheet has more than \(WorkbookLimits.columnCountMax) columns.",
                hint: "Remove the columns that are not needed.")
        }
        column = next
        type = attributes["t"] ?? "n"
        style = attributes["s"].flatMap { Int($0) } ?? 0
        hasFormula = false
        hasValue = false
        isInCell = true
        collected.reset()
    }

    /// The column that `BC12` names, counted from 0.
    private static func column(_ reference: String) throws(TablesError) -> Int {
        var column = 0
        var letterCount = 0
        for byte in reference.utf8 {
            guard (65...90).contains(byte) else { break }
            letterCount += 1
            guard letterCount <= 3 else { throw malformed }
            column = column * 26 + Int(byte) - 64
        }
        guard column > 0 else { throw malformed }
        return column - 1
    }

    private func value() throws(TablesError) -> Cell {
        let text = collected.text
        guard hasValue || type == "inlineStr" else { return hasFormula ? .fault("#FORMULA") : .empty }
        switch type {
        case "s":
            guard let index = Int(text.filter { !$0.isWhitespace }), strings.indices.contains(index) else { throw Self.malformed }
            return strings[index].isEmpty ? .empty : .text(strings[index])
        case "inlineStr", "str": return collected.decoded.isEmpty ? .empty : .text(collected.decoded)
        case "b": return .flag(["1", "true"].contains(text))
        case "e": return .fault(text.isEmpty ? "#ERROR" : String(text.prefix(64)))
        case "d": return Self.isoDate(text)
        default: return try number(text)
        }
    }

    private func number(_ text: String) throws(TablesError) -> Cell {
        guard !text.isEmpty else { return .empty }
        guard let number = Double(text), number.isFinite else { throw Self.malformed }
        let format = formats.indices.contains(style) ? formats[style] : .number
        guard format != .number, let date = SerialDate.cell(number, format, countsFrom1904: countsFrom1904) else { return .number(number) }
        return date
    }

    private static func isoDate(_ text: String) -> Cell {
        let parts = text.split(separator: "T", maxSplits: 1)
        guard let first = parts.first, let date = CalendarDate(String(first)) else { return .text(text) }
        return .date(date, parts.count > 1 ? TimeOfDay(String(parts[1].prefix(5))) : nil)
    }
}
