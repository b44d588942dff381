public import Records

/// What is wrong with one cell, or with a whole row, of what is brought in. Never what stands there.
public struct ImportProblem: Hashable, Sendable {
    /// Counted from 1 after the headings, as spreadsheets do not; ``line`` is the line or the row of the sheet.
    public let row: Int
    public let line: Int
    public let column: String?
    public let field: String?
    public let message: String
    public let accepted: String

    init(_ row: SourceRow, _ column: String?, _ field: String?, _ message: String, accepted: String = "") {
        self.row = row.number
        line = row.line
        self.column = column
        self.field = field
        self.message = message
        self.accepted = accepted
    }

    public init(row: Int, line: Int, column: String?, field: String?, message: String, accepted: String) {
        self.row = row
        self.line = line
        self.column = column
        self.field = field
        self.message = message
        self.accepted = accepted
    }
}

/// A row that may be somebody who is there already, or a row before it.
public struct ImportDuplicate: Hashable, Sendable {
    public let row: Int
    public let line: Int
    /// `nil` for a row that was not saved either.
    public let record: RecordID?
    /// The row of the same file that it is like.
    public let earlierRow: Int?
}

/// What an import did, or would do.
public struct ImportReport: Sendable {
    /// Problems and duplicates that are listed; all of them are counted.
    public static let listedMax = 1000

    public var applied = false
    public var rowCount = 0
    /// Rows that can be saved: new ones, created when ``applied``.
    public var newCount = 0
    /// Rows that an earlier import saved already.
    public var knownCount = 0
    public var wrongCount = 0
    public var duplicateCount = 0
    public var problemCount = 0
    public var problems: [ImportProblem] = []
    public var duplicates: [ImportDuplicate] = []
    public var unusedColumns: [String] = []

    mutating func add(_ more: [ImportProblem]) {
        problemCount += more.count
        problems += more.prefix(max(0, Self.listedMax - problems.count))
    }

    mutating func add(_ duplicate: ImportDuplicate) {
        duplicateCount += 1
        if duplicates.count < Self.listedMax { duplicates.append(duplicate) }
    }
}
