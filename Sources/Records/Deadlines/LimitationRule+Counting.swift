extension LimitationRule {
    /// How far a period is followed, suspensions included: about 400 years.
    static let spanDaysMax = 150_000
    /// How far a working day is looked for.
    static let rollDaysMax = 800

    /// The last day for the act, when the event was on `start`.
    ///
    /// A date without its day gives the earliest deadline that is possible over all days that it may mean, and says so. Where days were
    /// suspended, a later event can have an earlier deadline in months, so every day is tried.
    ///
    /// - Throws: ``RecordsErrorCode/noDeadline`` when the period never ends or leaves the calendar.
    /// - Complexity: O(*n*) in the days of the period, for each day that the event may have been on.
    public func deadline(from start: CalendarDate) throws(RecordsError) -> Limitation {
        var earliest: Count?
        var latest = Int.min
        for day in start.days {
            let count = try count(from: day)
            latest = max(latest, count.due)
            if count.due < earliest?.due ?? .max { earliest = count }
        }
        guard let earliest else { preconditionFailure("a date means at least one day") }
        var steps = earliest.steps
        if start.day == nil {
            steps.insert(
                .earliestOf(days: start.days.count, start: try Self.date(earliest.start), latest: try Self.date(latest)), at: 0)
        }
        return Limitation(
            start: try Self.date(earliest.start), due: try Self.date(earliest.due), steps: steps, cautions: cautions(start, earliest))
    }

    private struct Count {
        let start: Int
        var due: Int
        var steps: [Limitation.Step]
    }

    private func count(from start: Int) throws(RecordsError) -> Count {
        let first = firstDayCounts ? start : start + 1
        var count = Count(start: start, due: first, steps: [.begins(try Self.date(first), firstDayCounts: firstDayCounts)])
        try lastDay(from: first, start: start, &count)
        if let hardMaximum {
            let end = try nominalEnd(of: hardMaximum, from: first, start: start).day
            if count.due > end {
                count.due = end
                count.steps.append(.cutOff(try Self.date(end), maximum: hardMaximum))
            }
            try rollEnd(of: &count, max: end)
        } else {
            try rollEnd(of: &count, max: .max)
        }
        return count
    }

    /// Counts the days of the period, of which suspended ones are none.
    private func lastDay(from first: Int, start: Int, _ count: inout Count) throws(RecordsError) {
        let nominal = try nominalEnd(of: period, from: first, start: start)
        count.steps.append(.ends(try Self.date(nominal.day), period: period, isMoved: nominal.isMoved))
        var left = nominal.counted
        var day = first
        var suspendedDays = 0
        while true {
            if isSuspended(day) {
                suspendedDays += 1
            } else if period.unit != .workingDays || isWorkingDay(day) {
                left -= 1
                if left == 0 { break }
            }
            day += 1
            guard day - first <= Self.spanDaysMax else { throw Self.neverEnds }
        }
        count.due = day
        if suspendedDays > 0 { count.steps.append(.suspended(days: suspendedDays, until: try Self.date(day))) }
    }

    /// The last day when nothing is suspended, and how many days that are counted lead to it.
    private func nominalEnd(
        of period: Period, from first: Int, start: Int
    ) throws(RecordsError) -> (day: Int, counted: Int, isMoved: Bool) {
        switch period.unit {
        case .days: return (first + period.count - 1, period.count, false)
        case .weeks: return (first + 7 * period.count - 1, 7 * period.count, false)
        case .workingDays:
            var left = period.count
            var day = first
            while true {
                if isWorkingDay(day) { left -= 1 }
                if left == 0 { return (day, period.count, false) }
                day += 1
                guard day - first <= Self.spanDaysMax else { throw Self.neverEnds }
            }
        case .months, .years:
            let months = period.unit == .years ? 12 * period.count : period.count
            guard let corresponding = try Self.date(start).adding(months: months, endOfMonth: endOfMonth),
                let end = corresponding.date.dayNumber
            else { throw Self.outOfCalendar }
            // A period whose first day counts is over the day before; where the month was too short that day is taken off already.
            let isTakenOff = corresponding.isMoved && endOfMonth != .nextDay
            let day = firstDayCounts && !isTakenOff ? end - 1 : end
            return (day, day - first + 1, corresponding.isMoved)
        }
    }

    /// Moves an end that is no working day, but never beyond the hard maximum.
    private func rollEnd(of count: inout Count, max: Int) throws(RecordsError) {
        guard roll != .none, !isWorkingDay(count.due) else { return }
        let step = roll == .next ? 1 : -1
        var day = count.due
        while !isWorkingDay(day) {
            day += step
            guard abs(day - count.due) <= Self.rollDaysMax else { throw Self.neverEnds }
        }
        guard day <= max else {
            count.steps.append(.notRolled(try Self.date(count.due)))
            return
        }
        count.steps.append(.rolled(from: try Self.date(count.due), to: try Self.date(day)))
        count.due = day
    }

    private func cautions(_ start: CalendarDate, _ count: Count) -> [Limitation.Caution] {
        var cautions = [Limitation.Caution]()
        if start.day == nil { cautions.append(.partialStart) }
        if start.estimated { cautions.append(.estimatedStart) }
        if period.unit == .workingDays || roll != .none {
            let end = Int(CalendarDate(dayNumber: count.due)?.year ?? 0)
            let begin = period.unit == .workingDays ? Int(CalendarDate(dayNumber: count.start)?.year ?? 0) : end
            let unknown = (min(begin, end)...end).filter { !holidayYears.contains($0) }
            if !unknown.isEmpty { cautions.append(.holidaysUnknown(years: unknown)) }
        }
        if status == .draft { cautions.append(.draftRule) }
        return cautions
    }

    private static func date(_ day: Int) throws(RecordsError) -> CalendarDate {
        guard let date = CalendarDate(dayNumber: day) else { throw outOfCalendar }
        return date
    }

    private static var outOfCalendar: RecordsError {
        RecordsError(.noDeadline, "The period ends outside of the years 1 to 9999.", hint: "Check the date it is counted from.")
    }

    private static var neverEnds: RecordsError {
        RecordsError(
            .noDeadline, "By this rule the period does not end within 400 years.",
            hint: "Check the suspensions and holidays of the rule's file.")
    }
}
