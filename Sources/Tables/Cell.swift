public import Records

/// What one cell of a table holds.
public enum Cell: Hashable, Sendable {
    case empty
    case text(String)
    case number(Double)
    case flag(Bool)
    /// A day, perhaps with a time of day; from a workbook always a whole day.
    case date(CalendarDate, TimeOfDay?)
    /// A time of day without a day.
    case time(TimeOfDay)
    /// An error such as `#N/A`, or `#FORMULA` for a formula that was saved without its value.
    case fault(String)

    /// The longest text of a cell that is read, in bytes of UTF-8.
    public static let bytesMax = 64 * 1024

    public var isEmpty: Bool { self == .empty }

    /// What a person would have typed: whole numbers without a point, dates as `2026-05-03`, `true` and `false`.
    public var text: String {
        switch self {
        case .empty: ""
        case .text(let text), .fault(let text): text
        case .number(let number): Self.text(of: number)
        case .flag(let flag): flag ? "true" : "false"
        case .date(let date, let time): time.map { "\(date) \($0)" } ?? date.description
        case .time(let time): time.description
        }
    }

    /// A double has some 15 digits that can be relied on; above that it is said with its exponent.
    private static func text(of number: Double) -> String {
        guard let whole = Int64(exactly: number), whole.magnitude < 1_000_000_000_000_000 else { return number.description }
        return String(whole)
    }
}

/// One table of a workbook.
public struct Sheet: Hashable, Sendable {
    public var name: String
    /// Empty cells at the end of a row, and empty rows at the end, are not kept.
    public var rows: [[Cell]]

    public init(name: String, rows: [[Cell]]) {
        self.name = name
        self.rows = rows
    }
}
