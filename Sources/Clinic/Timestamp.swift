import Records

/// Claimed times as people and other programs read them.
enum Timestamp {
    /// ISO 8601 in UTC, `2026-03-02T09:10:00Z`. (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".)
    static func text(_ seconds: Int64) -> String {
        let (year, month, day, rest) = parts(seconds)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(day))T\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))Z"
    }

    /// The day, and the seconds since it began.
    private static func parts(_ seconds: Int64) -> (year: Int64, month: Int64, day: Int64, rest: Int64) {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day, seconds - days * 86_400)
    }

    /// The day of ``text(_:)``; of a clock that is out of the calendar, the last day there is.
    static func day(_ seconds: Int64) -> CalendarDate {
        let (year, month, day, _) = parts(seconds)
        guard
            let date = CalendarDate(year: Int(year), month: Int(month), day: Int(day)) ?? CalendarDate(year: 9999, month: 12, day: 31)
        else {
            preconditionFailure("the last day of the calendar is a date")
        }
        return date
    }
}
