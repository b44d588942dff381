public import Calendars

/// How somebody wants to see the pages.
public struct Preferences: Hashable, Sendable {
    public enum Theme: String, Sendable, CaseIterable {
        /// As the desktop has it.
        case automatic
        case light, dark, contrast
    }

    public var language: Language
    public var theme: Theme
    /// Shown beside the Gregorian.
    public var calendar: CalendarSystem

    public init(language: Language = .english, theme: Theme = .automatic, calendar: CalendarSystem = .gregorian) {
        self.language = language
        self.theme = theme
        self.calendar = calendar
    }

    /// As a cookie and the store keep it: `ar.dark.persian`.
    var text: String { [language.rawValue, theme.rawValue, calendar.rawValue].joined(separator: ".") }

    init?(_ text: String) {
        let parts = text.split(separator: ".").map(String.init)
        guard parts.count == 3, let language = Language(rawValue: parts[0]), let theme = Theme(rawValue: parts[1]),
            let calendar = CalendarSystem(rawValue: parts[2])
        else { return nil }
        self.init(language: language, theme: theme, calendar: calendar)
    }
}
