import Calendars
import Records

/// The calendars that dates of a file may be written in.
enum ImportCalendar {
    static let names = CalendarSystem.allCases.map(\.rawValue)

    /// - Returns: `nil` for a date that the calendar does not have. A month or year of another calendar becomes an estimated Gregorian one.
    static func date(year: Int, month: Int?, day: Int?, isEstimated: Bool, calendar: String) -> CalendarDate? {
        guard let system = CalendarSystem(rawValue: calendar),
            let parts = try? DateParts(system, year: year, month: month, day: day, isEstimated: isEstimated).gregorian()
        else { return nil }
        return CalendarDate(year: parts.year, month: parts.month, day: parts.day, estimated: parts.isEstimated)
    }
}
