/// Where a month later is, when that month has no such day.
public enum EndOfMonthRule: String, Hashable, Sendable, CaseIterable {
    /// 31 January and a month is the last day of February.
    case lastDay = "last_day"
    /// 31 January and a month is 1 March: the first day after the month that is too short.
    case nextDay = "next_day"
    /// As ``lastDay``, and the last day of a month leads to the last day of a month: 28 February and a month is 31 March.
    case endToEnd = "end_to_end"
}

/// The one place where months are added.
extension CalendarDate {
    /// The day that corresponds to this one some months later or earlier, and whether the month had no such day.
    ///
    /// - Returns: `nil` for a date without a day, and outside of the years 1 to 9999.
    public func adding(
        months: Int, endOfMonth: EndOfMonthRule = .lastDay
    ) -> (date: CalendarDate, isMoved: Bool)? {
        guard let month, let day, abs(months) <= 120_000 else { return nil }
        let number = Int(year) * 12 + Int(month) - 1 + months
        guard (12..<120_000).contains(number) else { return nil }
        let (targetYear, targetMonth) = (number / 12, number % 12 + 1)
        let length = Self.days(inMonth: targetMonth, of: targetYear)
        if Int(day) <= length {
            let isLast = Int(day) == Self.days(inMonth: Int(month), of: Int(year))
            let target = endOfMonth == .endToEnd && isLast ? length : Int(day)
            return CalendarDate(year: targetYear, month: targetMonth, day: target).map { ($0, false) }
        }
        guard endOfMonth == .nextDay else { return CalendarDate(year: targetYear, month: targetMonth, day: length).map { ($0, true) } }
        // Every month that is too short has one after it in the same year.
        return CalendarDate(year: targetYear, month: targetMonth + 1, day: 1).map { ($0, true) }
    }
}
