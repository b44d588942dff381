public import Records
public import Tables

/// How the columns of a file become the fields of records: `Schemas/mapping.md`.
public struct ImportMapping: Hashable, Sendable {
    /// Where a value comes from and what is done with it, in the order of these members.
    public struct Source: Hashable, Sendable {
        /// Names of columns; of a JSON Lines file, members as `fields.given_name`.
        public var columns: [String] = []
        /// Between the texts of several columns; empty ones are left out.
        public var join = " "
        /// The value itself, in the shape of the field's type; there are no columns then.
        public var constant: JSONValue?
        /// Parts a text into the elements of a set.
        public var split: String?
        /// What stands in the file, and what it means; `null` for nothing. Compared as the search compares.
        public var codes: [String: JSONValue] = [:]
        /// What everything means that ``codes`` does not have.
        public var otherwise: JSONValue?
        public var date: ImportDate?
        /// The kind of record that the same list brought in before, and whose `id` column has this value.
        public var imported: String?

        public init(columns: [String] = []) { self.columns = columns }
    }

    public var kind: String
    /// Tells the numbers of one list from those of another.
    public var list = ""
    /// The columns that together name a row for ever. Without any, a row is what it says.
    public var id: [String] = []
    public var fields: [String: Source] = [:]
    /// Columns that are left out on purpose.
    public var ignored: [String] = []
    public var encoding = TextEncoding.automatic
    public var delimiter: Delimiter?
    /// The sheet of a workbook; otherwise the first one.
    public var sheet: String?

    public init(kind: String) { self.kind = kind }

    /// Every column that is asked for, once.
    public var columns: [String] {
        var seen = Set<String>()
        return (id + fields.sorted { $0.key < $1.key }.flatMap(\.value.columns)).filter { seen.insert($0).inserted }
    }
}

/// How a date is written in a column: `dd/mm/yyyy`, in which only the order of the three counts.
public struct ImportDate: Hashable, Sendable {
    enum Part: Character { case day = "d", month = "m", year = "y" }

    let order: [Part]
    public let calendar: String

    /// - Returns: `nil` when a part is missing or there twice, or the year is written with two digits.
    public init?(format: String, calendar: String = "gregorian") {
        var order = [Part]()
        for run in format.lowercased().split(whereSeparator: { !$0.isLetter }) {
            guard let first = run.first, let part = Part(rawValue: first), run.allSatisfy({ $0 == first }), !order.contains(part),
                part != .year || run.count == 4
            else { return nil }
            order.append(part)
        }
        guard order.count == 3 else { return nil }
        self.order = order
        self.calendar = calendar
    }
}
