/// A date as precise as it was said, in one calendar: a year, a month of a year, or a day.
public struct DateParts: Hashable, Sendable {
    public let calendar: CalendarSystem
    public let year: Int
    public let month: Int?
    /// Never without a month.
    public let day: Int?
    public let isEstimated: Bool

    /// - Throws: ``CalendarFault`` that says which years, months or days the calendar has.
    public init(_ calendar: CalendarSystem, year: Int, month: Int? = nil, day: Int? = nil, isEstimated: Bool = false) throws(CalendarFault)
    {
        let rules = calendar.rules
        guard rules.years.contains(year) else { throw .yearOutOfRange(calendar) }
        if let month {
            guard (1...rules.monthsPerYear).contains(month) else { throw .noSuchMonth(calendar) }
            let days = rules.days(inMonth: month, of: year)
            if let day, !(1...days).contains(day) { throw .noSuchDay(calendar, month: month, days: days) }
        } else if day != nil {
            throw .notADate
        }
        self.calendar = calendar
        self.year = year
        self.month = month
        self.day = day
        self.isEstimated = isEstimated
    }

    /// The days it may mean, numbered from 1 January 1970: one for a whole date, else those of the month or the year.
    public var dayNumbers: ClosedRange<Int> {
        let rules = calendar.rules
        guard let month else { return rules.firstDay(of: year)...rules.firstDay(of: year + 1) - 1 }
        let first = rules.firstDay(of: year) + (1..<month).reduce(0) { $0 + rules.days(inMonth: $1, of: year) }
        guard let day else { return first...first + rules.days(inMonth: month, of: year) - 1 }
        return first + day - 1...first + day - 1
    }
}

extension CalendarSystem {
    /// The date of a day that is numbered from 1 January 1970.
    ///
    /// - Returns: `nil` outside the ``years`` of the calendar.
    public func date(ofDayNumber dayNumber: Int) -> DateParts? {
        guard let (year, month, day) = rules.date(of: dayNumber) else { return nil }
        return try? DateParts(self, year: year, month: month, day: day)
    }
}
