import Calendars

extension PageFrame {
    /// The calendars that may stand beside the Gregorian.
    static func calendars(_ words: Words, _ preferences: Preferences) -> [[String: Any]] {
        CalendarSystem.allCases.map { calendar in
            [
                "code": calendar.rawValue, "name": calendar.label(words.language.rawValue), "current": calendar == preferences.calendar,
            ]
        }
    }
}
