/// A day and a time as clocks of some place show them.
public struct LocalTime: Hashable, Sendable {
    /// Seconds since the midnight that began 1 January 1970 on these clocks.
    public let seconds: Int64

    public init(seconds: Int64) { self.seconds = seconds }

    /// - Returns: `nil` for a date that does not say its day.
    public init?(_ date: CalendarDate, _ time: TimeOfDay) {
        guard let day = date.dayNumber else { return nil }
        seconds = Int64(day) * 86_400 + Int64(time.minutes) * 60
    }

    public var dayNumber: Int { Int((Double(seconds) / 86_400).rounded(.down)) }

    /// `2026-05-03 14:00`.
    public var text: String {
        let day = CalendarDate(dayNumber: dayNumber)?.description ?? "?"
        let minutes = Int(seconds - Int64(dayNumber) * 86_400) / 60
        return "\(day) \(TimeOfDay(minutes: minutes)?.description ?? "?")"
    }

    /// What clocks show at an instant.
    public init(at instant: Int64, offset: (Int64) -> Int64) { seconds = instant + offset(instant) }

    /// The instant that is meant, by the rule of RFC 5545, 3.3.5: of a time that comes twice when clocks go back, the first; of one
    /// that clocks going forward leave out, the instant that the offset before it makes of it, which is so much later on the new clocks.
    ///
    /// - Parameter offset: seconds ahead of UTC at an instant; changes are at least 36 hours apart.
    /// - Complexity: eleven calls of `offset`.
    public func instant(offset: (Int64) -> Int64) -> Int64 {
        // No clock is further from UTC than 24 hours, so the instant lies between these.
        var offsets = Set<Int64>()
        for step in -4...4 { offsets.insert(offset(seconds + Int64(step) * 21_600)) }
        let meant = offsets.map { seconds - $0 }.filter { $0 + offset($0) == seconds }
        return meant.min() ?? seconds - offset(seconds - 86_400)
    }
}
