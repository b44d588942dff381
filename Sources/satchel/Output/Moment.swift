import Glibc
import Records

/// Points in time as people and programs read them.
enum Moment {
    /// On the clock of this computer, with its distance from UTC: `2026-03-02 10:10 +01:00`.
    static func text(_ seconds: Int64) -> String {
        guard let (fields, offset) = local(seconds) else { return iso(seconds) }
        let sign = offset < 0 ? "-" : "+"
        let minutes = abs(offset) / 60
        return day(fields) + " " + digits(Int(fields.tm_hour)) + ":" + digits(Int(fields.tm_min)) + " " + sign + digits(minutes / 60) + ":"
            + digits(minutes % 60)
    }

    /// ISO 8601 in UTC: `2026-03-02T09:10:00Z`.
    static func iso(_ seconds: Int64) -> String {
        var time = time_t(seconds)
        var fields = tm()
        guard gmtime_r(&time, &fields) != nil else { return String(seconds) }
        return day(fields) + "T" + digits(Int(fields.tm_hour)) + ":" + digits(Int(fields.tm_min)) + ":" + digits(Int(fields.tm_sec)) + "Z"
    }

    /// The day on the calendar of this computer: `2026-03-02`.
    static func day(_ seconds: Int64) -> String {
        guard let (fields, _) = local(seconds) else { return String(iso(seconds).prefix(10)) }
        return day(fields)
    }

    static func json(_ seconds: Int64) -> JSONValue { ["seconds": .integer(seconds), "iso": .text(iso(seconds))] }

    private static func local(_ seconds: Int64) -> (tm, offset: Int)? {
        var time = time_t(seconds)
        var fields = tm()
        guard localtime_r(&time, &fields) != nil else { return nil }
        return (fields, fields.tm_gmtoff)
    }

    private static func day(_ fields: tm) -> String {
        let year = String(Int(fields.tm_year) + 1900)
        return String(repeating: "0", count: max(0, 4 - year.count)) + year + "-" + digits(Int(fields.tm_mon) + 1) + "-"
            + digits(Int(fields.tm_mday))
    }

    private static func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : String(number) }
}
