import Calendars
import Records

/// Dates in words of one language.
struct SheetDates: Sendable {
    let language: String
    let calendar: CalendarSystem?

    /// `3 May 2026`, `about 1986`, and in brackets what another calendar calls it.
    func text(_ date: CalendarDate) -> String {
        guard
            let parts = try? DateParts(
                .gregorian, year: Int(date.year), month: date.month.map(Int.init), day: date.day.map(Int.init), isEstimated: date.estimated)
        else { return date.description }
        let about = date.estimated ? (Self.about[language] ?? "about") + " " : ""
        let other = calendar.flatMap { parts.range(in: $0) }?.text(language)
        return about + parts.text(language) + (other.map { " (\($0))" } ?? "")
    }

    private static let about = ["en": "about", "fr": "vers", "ar": "نحو", "uk": "близько"]
}
