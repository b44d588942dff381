/// When something has to be done: a day that may be partial, perhaps a time, perhaps the zone in which both count.
public struct DueDate: Hashable, Sendable {
    /// How it stands on a day.
    public enum Standing: String, Hashable, Sendable, CaseIterable {
        case overdue, today
        /// In the seven days that begin today, today left out.
        case thisWeek = "this_week"
        case later
    }

    /// More than the days from the first date that there is to the last.
    private static let remindDaysMax = 4_000_000

    public let date: CalendarDate
    public let time: TimeOfDay?
    public let zone: TimeZoneName?

    public init(date: CalendarDate, time: TimeOfDay? = nil, zone: TimeZoneName? = nil) {
        self.date = date
        self.time = time
        self.zone = zone
    }

    /// The instant of a day with a time.
    ///
    /// - Parameter home: counts where the deadline names no zone.
    public func instant(home: TimeZoneName) -> Int64? {
        guard let time, let local = LocalTime(date, time) else { return nil }
        return local.instant(offset: (zone ?? home).offset)
    }

    /// With a time it is overdue from that minute on; without, when its day, or its whole month or year, is over where it counts.
    public func standing(at now: Int64, home: TimeZoneName) -> Standing {
        if let instant = instant(home: home), instant < now { return .overdue }
        let today = LocalTime(at: now, offset: (zone ?? home).offset).dayNumber
        let days = date.days
        if days.upperBound < today { return .overdue }
        if days.lowerBound <= today { return .today }
        return days.lowerBound < today + 7 ? .thisWeek : .later
    }

    /// Whether it is time to remind: from `remindOn` on, or so many days before the deadline, whichever is first; of a deadline
    /// that names neither, on its day and after it.
    public func reminds(at now: Int64, home: TimeZoneName, remindDays: Int?, remindOn: CalendarDate?) -> Bool {
        let today = LocalTime(at: now, offset: (zone ?? home).offset).dayNumber
        let first = date.days.lowerBound
        let days = [remindDays.map { first - min(max(0, $0), Self.remindDaysMax) }, remindOn?.days.lowerBound].compactMap { $0 }
        return (days.min() ?? first) <= today
    }
}
