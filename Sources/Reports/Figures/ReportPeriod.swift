public import Records

/// The days that a report is about.
public struct ReportPeriod: Hashable, Sendable {
    public let from: CalendarDate
    public let to: CalendarDate
    private let days: ClosedRange<Int>

    /// - Returns: `nil` when a date does not say its day, or the last is before the first.
    public init?(from: CalendarDate, to: CalendarDate) {
        guard let first = from.dayNumber, let last = to.dayNumber, first <= last else { return nil }
        self.from = from
        self.to = to
        days = first...last
    }

    /// Whether a date lies in the period. A partial date counts by the first day that it may mean, so that it is in one period only.
    public func contains(_ date: CalendarDate?) -> Bool { date.map { days.contains($0.days.lowerBound) } ?? false }

    /// Whether a date lies in the period or before it.
    public func hasReached(_ date: CalendarDate?) -> Bool { date.map { $0.days.lowerBound <= days.upperBound } ?? false }
}

/// A record as reports read it.
public struct ReportRow: Hashable, Sendable {
    public let id: String
    public let fields: [String: JSONValue]
    /// The day on which it was written down, in UTC.
    public let created: CalendarDate?

    public init(id: String, fields: [String: JSONValue], created: CalendarDate? = nil) {
        self.id = id
        self.fields = fields
        self.created = created
    }

    func text(_ field: String) -> String? { fields[field]?.textValue }
    func date(_ field: String) -> CalendarDate? { text(field).flatMap(CalendarDate.init) }
    func integer(_ field: String) -> Int { Int(clamping: max(0, fields[field]?.integerValue ?? 0)) }
    /// A decimal, which JSON has as text.
    func decimal(_ field: String) -> Double? { text(field).flatMap(Double.init) }
}
