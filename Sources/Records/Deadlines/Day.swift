/// A day of the week. The raw values are the words of rule files.
public enum Weekday: String, Hashable, Sendable, CaseIterable {
    case monday, tuesday, wednesday, thursday, friday, saturday, sunday
}

/// Whole days as numbers, so that they can be counted.
extension CalendarDate {
    /// Days since 1 January 1970, which is day 0; `nil` for a date that does not say its day.
    ///
    /// - Complexity: O(1). (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms".)
    public var dayNumber: Int? {
        guard let month, let day else { return nil }
        let shiftedYear = Int(year) - (month <= 2 ? 1 : 0)
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let shiftedMonth = (Int(month) + 9) % 12
        let dayOfYear = (153 * shiftedMonth + 2) / 5 + Int(day) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// - Returns: `nil` outside of the years 1 to 9999.
    public init?(dayNumber: Int) {
        guard (-719_162...2_932_896).contains(dayNumber) else { return nil }
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    public static func weekday(ofDay number: Int) -> Weekday {
        // Day 0 was a Thursday.
        let place = (number + 3) % 7
        return Weekday.allCases[place < 0 ? place + 7 : place]
    }

    public var weekday: Weekday? { dayNumber.map(Self.weekday) }

    /// The days that this date may mean: one, or all of its month or year.
    public var days: ClosedRange<Int> {
        let year = Int(year)
        let first = CalendarDate(year: year, month: month.map(Int.init) ?? 1, day: day.map(Int.init) ?? 1)
        let lastMonth = month.map(Int.init) ?? 12
        let last = CalendarDate(year: year, month: lastMonth, day: day.map(Int.init) ?? Self.days(inMonth: lastMonth, of: year))
        guard let first = first?.dayNumber, let last = last?.dayNumber else {
            preconditionFailure("a date lies within its own month and year")
        }
        return first...last
    }

    /// Without the sign that it is an estimate.
    public var exact: CalendarDate {
        CalendarDate(year: Int(year), month: month.map(Int.init), day: day.map(Int.init)) ?? self
    }
}
