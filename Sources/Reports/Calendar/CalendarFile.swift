import Records

/// Deadlines as a calendar file that phones and mail programs read: RFC 5545.
///
/// Events, not to-dos, because many calendars show no to-dos. Times are UTC instants, so that no reader needs to know a zone's past
/// and coming rules; deadlines without a time are whole days. Lines are folded after 75 octets, between characters.
public enum CalendarFile {
    static let lineBytesMax = 75

    /// - Returns: the bytes of the file, the same for the same events.
    /// - Complexity: O(*n*) in the length of the texts.
    public static func bytes(of events: [CalendarEvent]) -> [UInt8] {
        var writer = Writer()
        writer.line("BEGIN:VCALENDAR")
        writer.line("VERSION:2.0")
        writer.line("PRODID:-//Satchel//Deadlines//EN")
        writer.line("CALSCALE:GREGORIAN")
        for event in events { writer.write(event) }
        writer.line("END:VCALENDAR")
        return writer.bytes
    }

    private struct Writer {
        private(set) var bytes = [UInt8]()

        mutating func write(_ event: CalendarEvent) {
            line("BEGIN:VEVENT")
            line("UID:" + event.uid)
            line("DTSTAMP:" + CalendarFile.utc(event.stamp))
            line("LAST-MODIFIED:" + CalendarFile.utc(event.stamp))
            switch event.when {
            case .days(let days):
                line("DTSTART;VALUE=DATE:" + CalendarFile.day(days.lowerBound))
                line("DTEND;VALUE=DATE:" + CalendarFile.day(days.upperBound + 1))
            case .instant(let instant): line("DTSTART:" + CalendarFile.utc(instant))
            }
            text("SUMMARY", event.summary)
            text("DESCRIPTION", event.details)
            text("CATEGORIES", event.category)
            line("CLASS:CONFIDENTIAL")
            line("TRANSP:TRANSPARENT")
            if let days = event.reminderDays {
                line("BEGIN:VALARM")
                line("ACTION:DISPLAY")
                line("TRIGGER:-P\(max(0, days))D")
                text("DESCRIPTION", event.summary)
                line("END:VALARM")
            }
            line("END:VEVENT")
        }

        private mutating func text(_ name: String, _ value: String) {
            guard !value.isEmpty else { return }
            line(name + ":" + CalendarFile.escaped(value))
        }

        /// Folds between characters: the bytes of one are never on two lines, as readers unfold bytes or characters.
        mutating func line(_ content: String) {
            var room = CalendarFile.lineBytesMax
            for character in content.unicodeScalars {
                let count = UTF8.width(character)
                if count > room {
                    bytes += Array("\r\n ".utf8)
                    room = CalendarFile.lineBytesMax - 1
                }
                bytes += Array(String(character).utf8)
                room -= count
            }
            bytes += Array("\r\n".utf8)
        }
    }

    /// RFC 5545, 3.3.11; control characters, which no text may have, are left out.
    static func escaped(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\", ";", ",": result += ["\\", scalar]
            case "\n": result += ["\\", "n"]
            case "\t": result.append(scalar)
            default: if scalar.properties.generalCategory != .control { result.append(scalar) }
            }
        }
        return String(result)
    }

    private static func day(_ number: Int) -> String {
        (CalendarDate(dayNumber: number)?.description ?? "9999-12-31").filter { $0 != "-" }
    }

    private static func utc(_ instant: Int64) -> String {
        let local = LocalTime(seconds: instant)
        let seconds = Int(instant - Int64(local.dayNumber) * 86_400)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(day(local.dayNumber))T\(two(seconds / 3600))\(two(seconds / 60 % 60))\(two(seconds % 60))Z"
    }
}
