public import Records

/// A day in the Gregorian calendar, to count with: a date that is known in part stands for its first day.
public struct CountingDay: Hashable, Comparable, Sendable, CustomStringConvertible {
    public let year: Int
    public let month: Int
    public let day: Int

    public init(_ date: CalendarDate) {
        year = Int(date.year)
        month = date.month.map(Int.init) ?? 1
        day = date.day.map(Int.init) ?? 1
    }

    public init?(_ text: String) {
        guard let date = CalendarDate(text) else { return nil }
        self.init(date)
    }

    private init(year: Int, month: Int, day: Int) {
        (self.year, self.month, self.day) = (year, month, day)
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.year, left.month, left.day) < (right.year, right.month, right.day)
    }

    /// The same day so many months later, or the last of that month where it has no such day: 31 January, then 28 February.
    public func adding(months: Int) -> CountingDay {
        let all = year * 12 + month - 1 + months
        let (year, month) = (all / 12, all % 12 + 1)
        return CountingDay(year: year, month: month, day: min(day, CalendarDate.days(inMonth: month, of: year)))
    }

    /// Days since 1970-01-01, by the proleptic Gregorian calendar.
    public var number: Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    public var description: String {
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))"
    }
}
