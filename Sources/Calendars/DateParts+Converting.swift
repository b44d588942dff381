extension DateParts {
    /// The same in the Gregorian calendar, with no precision that was not said.
    ///
    /// A whole date is converted to the day. A year or month of another calendar seldom is one of the Gregorian: it becomes the
    /// Gregorian year or month that has most of its days, the earlier of two that have as many, and is marked as
    /// estimated, unless all of its days lie in that one. So the Persian year 1363 becomes about 1984.
    ///
    /// - Throws: ``CalendarFault/Code/yearOutOfRange`` where the Gregorian year would not be one of 1 to 9999.
    public func gregorian() throws(CalendarFault) -> DateParts {
        let days = dayNumbers
        let gregorian = CalendarSystem.gregorian.rules
        guard let first = gregorian.date(of: days.lowerBound), let last = gregorian.date(of: days.upperBound) else {
            throw .yearOutOfRange(.gregorian)
        }
        if day != nil {
            return try DateParts(.gregorian, year: first.year, month: first.month, day: first.day, isEstimated: isEstimated)
        }
        var candidates = [try DateParts(.gregorian, year: first.year, month: month.map { _ in first.month })]
        while let end = candidates.last?.dayNumbers.upperBound, end < days.upperBound, let next = gregorian.date(of: end + 1) {
            candidates.append(try DateParts(.gregorian, year: next.year, month: month.map { _ in next.month }))
        }
        let shared = candidates.map { $0.dayNumbers.clamped(to: days).count }
        guard let most = shared.max(), let best = shared.firstIndex(of: most) else { throw .yearOutOfRange(.gregorian) }
        precondition(last.year >= candidates[best].year, "a year that has some of the days")
        return try DateParts(
            .gregorian, year: candidates[best].year, month: candidates[best].month, isEstimated: isEstimated || candidates.count > 1)
    }

    /// What another calendar calls it: one date for a day; for a year or month the first and the last year or month that have some
    /// of its days, which are mostly two.
    ///
    /// - Returns: `nil` when a part of it lies outside the years of that calendar.
    public func range(in other: CalendarSystem) -> ClosedDateRange? {
        let days = dayNumbers
        guard let first = other.date(ofDayNumber: days.lowerBound), let last = other.date(ofDayNumber: days.upperBound) else { return nil }
        func cut(_ date: DateParts) -> DateParts? {
            try? DateParts(
                other, year: date.year, month: month == nil ? nil : date.month, day: day == nil ? nil : date.day, isEstimated: isEstimated)
        }
        guard let first = cut(first), let last = cut(last) else { return nil }
        return ClosedDateRange(first: first, last: last)
    }
}

/// Two dates of one calendar and one precision, the first not after the last.
public struct ClosedDateRange: Hashable, Sendable {
    public let first: DateParts
    public let last: DateParts
}
