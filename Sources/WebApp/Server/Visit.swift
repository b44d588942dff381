import Clinic
import Records

/// One request of somebody whom the desk knows.
struct Visit: Sendable {
    let method: String
    /// The segments of the path.
    let path: [String]
    let query: [String: String]
    let form: FormBody
    let preferences: Preferences
    let words: Words
    let desk: Desk
    /// Seconds since 1970.
    let now: Int64
    let zone: TimeZoneName

    var today: CalendarDate {
        let day = LocalTime(at: now, offset: zone.offset).dayNumber
        guard let date = CalendarDate(dayNumber: day) else { preconditionFailure("the clock shows a day") }
        return date
    }

    func values(_ clinic: Clinic, titles: [RecordID: String] = [:]) -> ValueWords {
        ValueWords(catalog: clinic.catalog, words: words, calendar: preferences.calendar, zone: zone, titles: titles)
    }
}

/// What is answered.
enum Answer: Sendable {
    case page(any PageModel, status: Int = 200)
    /// To be looked at next, by a request of its own, so that going back and reloading do nothing twice.
    case redirect(String)
    /// A page of another session's secret, after the store was opened or locked.
    case session(Secret, redirect: String)
    /// What a page's script asked for and shows by itself.
    case done
    case notFound
}
