public import Calendars

/// Other calendars: read where people type, shown where they ask. What is stored is Gregorian always.
extension CalendarDate {
    /// Reads a date of any calendar as people type it; see ``Calendars/DateParts/init(typed:)``. A partial date of another calendar
    /// becomes the nearest partial date, marked as estimated: see ``Calendars/DateParts/gregorian()``.
    public init(typed text: String) throws(CalendarFault) {
        if let date = CalendarDate(Digits.ascii(text)) {
            self = date
            return
        }
        let parts = try DateParts(typed: text).gregorian()
        guard let date = CalendarDate(year: parts.year, month: parts.month, day: parts.day, estimated: parts.isEstimated) else {
            preconditionFailure("The Gregorian calendar has what it was converted to.")
        }
        self = date
    }

    /// What another calendar calls it; two months or years where a partial date has some of both.
    ///
    /// - Returns: `nil` outside the years of that calendar.
    public func range(in calendar: CalendarSystem) -> ClosedDateRange? {
        try? DateParts(.gregorian, year: Int(year), month: month.map(Int.init), day: day.map(Int.init), isEstimated: estimated)
            .range(in: calendar)
    }
}
