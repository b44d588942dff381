/// One record of a CSV file.
public struct CSVRow: Hashable, Sendable {
    /// Counted from 1; the row of headings, where there is one, is row 1. Blank lines are not counted.
    public let number: Int
    /// The line of the file on which it begins, counted from 1.
    public let line: Int
    public var cells: [String]

    public init(number: Int, line: Int, cells: [String]) {
        self.number = number
        self.line = line
        self.cells = cells
    }
}

/// The most that is read of a CSV file. Each has a test one past it.
public enum CSVLimits {
    /// Bytes of one cell, in UTF-8.
    public static let cellBytesMax = Cell.bytesMax
    /// Bytes of one row, quotes and delimiters included.
    public static let rowBytesMax = 1 << 20
    public static let columnCountMax = 1024
    public static let rowCountMax = 2_000_000
    /// So many bytes are looked at, for whole lines, to find the delimiter.
    static let detectingBytesMax = rowBytesMax
}

/// What stands between the cells of a CSV file.
public enum Delimiter: String, Sendable, CaseIterable {
    case comma = ","
    case semicolon = ";"
    case tab = "\t"

    var byte: UInt8 { rawValue.utf8.first ?? UInt8(ascii: ",") }
}
