public import Records

/// The records that a sheet is filled from, as plain values: who reads them from where is not known here.
public struct SheetSource: Sendable {
    /// One record as it stands.
    public struct Row: Hashable, Sendable {
        public let id: RecordID
        public let kind: String
        public let fields: [String: JSONValue]
        /// Fields that hold more values than the one that is shown, and how many.
        public let conflicts: [String: Int]

        public init(id: RecordID, kind: String, fields: [String: JSONValue], conflicts: [String: Int] = [:]) {
            self.id = id
            self.kind = kind
            self.fields = fields
            self.conflicts = conflicts
        }
    }

    /// By kind, in the order in which they are to be listed; the first of a kind fills the boxes.
    public var rows: [String: [Row]]
    /// Titles of records that others refer to, by identifier.
    public var titles: [String: String]
    public var number: String?
    /// The client behind the sheet, and the case, also where nothing of them stands on it.
    public var client: RecordID?
    public var legalCase: RecordID?
    public var caseload: String?
    /// The day of printing.
    public var day: CalendarDate

    public init(
        rows: [String: [Row]], titles: [String: String] = [:], number: String? = nil, caseload: String? = nil, day: CalendarDate
    ) {
        self.rows = rows
        self.titles = titles
        self.number = number
        self.caseload = caseload
        self.day = day
    }

    /// Takes out the fields of these names, of whatever kind of record: what somebody does not want to be passed on.
    public mutating func withhold(_ names: Set<String>) {
        guard !names.isEmpty else { return }
        rows = rows.mapValues { rows in
            rows.map { row in
                Row(id: row.id, kind: row.kind, fields: row.fields.filter { !names.contains($0.key) }, conflicts: row.conflicts)
            }
        }
    }
}
