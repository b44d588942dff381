import Records
import Testing

/// Dates, times and periods as a test writes them.
enum Written {
    static func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    static func time(_ text: String) throws -> TimeOfDay { try #require(TimeOfDay(text)) }

    static func period(_ count: Int, _ unit: LimitationRule.Unit) throws -> LimitationRule.Period {
        try #require(LimitationRule.Period(count, unit))
    }

    /// A day and a time as clocks show them.
    static func local(_ day: String, _ time: String) throws -> LocalTime { try #require(LocalTime(date(day), self.time(time))) }
}
