import Records

/// The calendars that dates of a file may be written in.
enum ImportCalendar {
    static let names = ["gregorian"]

    static func date(year: Int, month: Int?, day: Int?, isEstimated: Bool, calendar: String) -> CalendarDate? {
        CalendarDate(year: year, month: month, day: day, estimated: isEstimated)
    }
}
