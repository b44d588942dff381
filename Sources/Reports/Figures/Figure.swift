/// One number of a report.
public enum Figure: Hashable, Sendable {
    /// People, cases and other things that lead to people: hidden in what is published when there are few.
    case count(Int)
    /// Things that lead to nobody, such as sessions and minutes.
    case number(Int)
    /// A part of a whole, both counts.
    case share(Int, of: Int)
    /// A mean or a median over so many.
    case mean(Double, of: Int)
    /// Nothing to tell: a share or a mean of none.
    case none
    /// Not shown, because few people are behind it or it would give away another one.
    case suppressed
}

/// Figures under headings.
public struct FigureTable: Hashable, Sendable {
    public struct Column: Hashable, Sendable {
        public let id: String
        public let title: String

        public init(_ id: String, _ title: String) {
            self.id = id
            self.title = title
        }
    }

    public struct Row: Hashable, Sendable {
        public let id: String
        public let title: String
        public var figures: [Figure]

        public init(_ id: String, _ title: String, _ figures: [Figure]) {
            self.id = id
            self.title = title
            self.figures = figures
        }
    }

    public let id: String
    public let title: String
    public let columns: [Column]
    public var rows: [Row]
    /// The sum of the counts of `rows`, column by column, where they add up.
    public var total: Row?
    /// Whether the last column is the sum of the others.
    public let hasSumColumn: Bool
    /// What a reader has to know, as a sentence.
    public let note: String

    /// - Precondition: every row has a figure for each column.
    public init(
        _ id: String, _ title: String, columns: [Column], rows: [Row], total: Row? = nil, hasSumColumn: Bool = false, note: String = ""
    ) {
        precondition((rows + (total.map { [$0] } ?? [])).allSatisfy { $0.figures.count == columns.count })
        self.id = id
        self.title = title
        self.columns = columns
        self.rows = rows
        self.total = total
        self.hasSumColumn = hasSumColumn
        self.note = note
    }

    /// A table of counts with their sum below.
    static func counts(
        _ id: String, _ title: String, _ columns: [Column], _ rows: [(id: String, title: String, counts: [Int])], note: String = ""
    ) -> FigureTable {
        let sums = columns.indices.map { column in rows.sum { $0.counts[column] } }
        return FigureTable(
            id, title, columns: columns, rows: rows.map { Row($0.id, $0.title, $0.counts.map(Figure.count)) },
            total: Row("total", "All", sums.map(Figure.count)), note: note)
    }
}

/// A report: tables over a period.
public struct FigureSheet: Hashable, Sendable {
    public let id: String
    public let title: String
    public let period: ReportPeriod
    public var tables: [FigureTable]
    /// Set in what is meant to leave.
    public var threshold: Int?
    /// What the counts of different tables have to do with each other. Whoever publishes the tables publishes these too: every sum that
    /// a reader can form has to be said here, or be the sum of a table.
    public let relations: [FigureRelation]
    public let shares: [FigureShare]

    public init(
        _ id: String, _ title: String, period: ReportPeriod, tables: [FigureTable], relations: [FigureRelation] = [],
        shares: [FigureShare] = []
    ) {
        self.id = id
        self.title = title
        self.period = period
        self.tables = tables
        self.relations = relations
        self.shares = shares
    }
}
