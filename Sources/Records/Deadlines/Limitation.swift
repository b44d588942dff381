/// When a period ends, and how that was found.
public struct Limitation: Hashable, Sendable {
    /// One thing that was done on the way, in order.
    public enum Step: Hashable, Sendable {
        /// Of several days on which the event may have been, this one leads to the earliest deadline; the others to at most `latest`.
        case earliestOf(days: Int, start: CalendarDate, latest: CalendarDate)
        /// The first day that counts.
        case begins(CalendarDate, firstDayCounts: Bool)
        /// The end by the calendar alone; `isMoved` when its month had no such day.
        case ends(CalendarDate, period: LimitationRule.Period, isMoved: Bool)
        /// So many days did not count, which leads to another end.
        case suspended(days: Int, until: CalendarDate)
        /// The hard maximum is reached first.
        case cutOff(CalendarDate, maximum: LimitationRule.Period)
        /// The end was no working day.
        case rolled(from: CalendarDate, to: CalendarDate)
        /// The end is no working day, and rolling would go beyond the hard maximum.
        case notRolled(CalendarDate)
    }

    /// Why a person has to look again.
    public enum Caution: Hashable, Sendable {
        case draftRule
        case partialStart
        case estimatedStart
        /// Holidays matter, and none are listed for these years.
        case holidaysUnknown(years: [Int])
    }

    /// The day of the event that was counted from.
    public let start: CalendarDate
    /// The last day on which the act can be done.
    public let due: CalendarDate
    public let steps: [Step]
    public let cautions: [Caution]
}

/// In English, which the command line speaks.
extension Limitation.Step {
    public var words: String {
        switch self {
        case .earliestOf(let days, let start, let latest):
            "The day of the event is not known: of \(days) days, \(start) leads to the earliest deadline; the latest would be \(latest)."
        case .begins(let date, let counts):
            "The day of the event \(counts ? "counts" : "does not count"): the period begins on \(date)."
        case .ends(let date, let period, let isMoved):
            "\(period.words) end\(period.count == 1 ? "s" : "") on \(date)" + (isMoved ? ", the month having no such day." : ".")
        case .suspended(let days, let until):
            "\(days) suspended day\(days == 1 ? "" : "s") did not count: the period ends on \(until)."
        case .cutOff(let date, let maximum): "It cannot last longer than \(maximum.words): it ends on \(date)."
        case .rolled(let from, let to):
            "\(from), a \(Self.day(from)), is no working day: \(to), a \(Self.day(to)), takes its place."
        case .notRolled(let date): "\(date) is no working day, but the longest time there may be is over: it stays the last day."
        }
    }

    private static func day(_ date: CalendarDate) -> String { date.weekday?.rawValue.capitalizedFirst ?? "" }
}

extension Limitation.Caution {
    public var words: String {
        switch self {
        case .draftRule: "The rule is a draft that no practising lawyer has confirmed."
        case .partialStart: "The day of the event is not known. This is the earliest possible deadline; find out the day."
        case .estimatedStart: "The date of the event is an estimate. It may have been earlier, and so may the deadline; find out the day."
        case .holidaysUnknown(let years):
            "No public holidays are listed for \(years.map(String.init).joined(separator: ", ")): check the calendar of the place."
        }
    }
}

extension LimitationRule.Period {
    public var words: String {
        let unit =
            switch unit {
            case .days: "day"
            case .workingDays: "working day"
            case .weeks: "week"
            case .months: "month"
            case .years: "year"
            }
        return "\(count) \(unit)\(count == 1 ? "" : "s")"
    }
}

extension String {
    fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
