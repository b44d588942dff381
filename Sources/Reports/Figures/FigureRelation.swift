/// A cell of a sheet.
public struct FigureCell: Hashable, Sendable {
    public let table: String
    public let row: String
    public let column: String

    public init(_ table: String, _ row: String, _ column: String) {
        self.table = table
        self.row = row
        self.column = column
    }
}

/// Counts of a sheet that add up to another one, besides the sums within each table: subtables of the same records, and totals that
/// stand in several tables.
public struct FigureRelation: Hashable, Sendable {
    public let parts: [FigureCell]
    public let total: FigureCell
    /// Whether they are only some of it, so that what is left can be worked out too.
    public let hasRest: Bool

    public init(_ parts: [FigureCell], of total: FigureCell, hasRest: Bool = false) {
        self.parts = parts
        self.total = total
        self.hasRest = hasRest
    }

    /// The same count in two places.
    public static func same(_ one: FigureCell, _ other: FigureCell) -> FigureRelation { FigureRelation([one], of: other) }

    /// A count and a count within it.
    public static func within(_ part: FigureCell, _ whole: FigureCell) -> FigureRelation {
        FigureRelation([part], of: whole, hasRest: true)
    }
}

/// Which counts a share is made of: whoever has it and one of them has the other.
public struct FigureShare: Hashable, Sendable {
    public let share: FigureCell
    public let part: FigureCell
    public let whole: FigureCell

    public init(_ share: FigureCell, part: FigureCell, of whole: FigureCell) {
        self.share = share
        self.part = part
        self.whole = whole
    }
}
