/// Why a text is no date, and what would be one. Neither sentence repeats what was typed.
public struct CalendarFault: Error, Hashable, Sendable {
    public enum Code: String, Hashable, Sendable, CaseIterable {
        case notADate
        /// A month that two calendars have, or a calendar and the month of another.
        case unclearCalendar
        /// Day and month could be either way round.
        case unclearOrder
        case yearOutOfRange
        case noSuchMonth
        case noSuchDay
    }

    public let code: Code
    /// What is wrong, as one sentence.
    public let message: String
    /// What would be accepted, as words that go on after "Accepted:".
    public let accepted: String
}

extension CalendarFault {
    /// What people may type, in words that go on after "Accepted:".
    public static let shape = """
        a date as 1984, 1984-05 or 1984-05-03, with ~ after it if it is estimated; of another calendar with its name, as 1363-02-13 \
        persian (persian, islamic, islamic-civil or ethiopian), or with the name of the month, as 13 Ordibehesht 1363
        """

    static let notADate = CalendarFault(code: .notADate, message: "This is not a date.", accepted: shape)

    static let unclearCalendar = CalendarFault(
        code: .unclearCalendar, message: "It is not clear of which calendar this date is.",
        accepted: "the date with the name of its calendar: persian, islamic, islamic-civil, ethiopian or gregorian")

    static let unclearOrder = CalendarFault(
        code: .unclearOrder, message: "Either of two numbers could be the day or the month.",
        accepted: "the year first, then the month, then the day, as 1984-05-03; or the name of the month")

    static func yearOutOfRange(_ calendar: CalendarSystem) -> Self {
        let years = calendar.years
        let other = calendar == .islamic ? "; islamic-civil has others" : ""
        return Self(
            code: .yearOutOfRange, message: "This year of the \(calendar.label("en")) calendar cannot be converted.",
            accepted: "a year from \(years.lowerBound) to \(years.upperBound)\(other)")
    }

    static func noSuchMonth(_ calendar: CalendarSystem) -> Self {
        Self(
            code: .noSuchMonth, message: "The \(calendar.label("en")) year has no such month.",
            accepted: "a month from 1 to \(calendar.monthsPerYear), or its name")
    }

    static func noSuchDay(_ calendar: CalendarSystem, month: Int, days: Int) -> Self {
        let name = calendar.monthName(month, "en")
        return Self(
            code: .noSuchDay, message: "\(name) has \(days) days in that year.",
            accepted: "a day from 1 to \(days); the last is \(days) \(name)")
    }
}
