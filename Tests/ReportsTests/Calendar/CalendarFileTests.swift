import Foundation
import Records
import Reports
import Testing

struct CalendarFileTests {
    private func lines(_ events: [CalendarEvent]) -> [String] {
        String(decoding: CalendarFile.bytes(of: events), as: UTF8.self).components(separatedBy: "\r\n")
    }

    private func event(_ summary: String, when: CalendarEvent.When = .instant(0), reminder: Int? = nil) -> CalendarEvent {
        CalendarEvent(uid: "u@satchel.invalid", stamp: 1_772_323_200, when: when, summary: summary, reminderDays: reminder)
    }

    @Test func `a deadline is an event with its identifier, its day or instant, and its reminder`() throws {
        let day = try #require(CalendarDate("2026-05-03")).days
        #expect(
            lines([event("Hearing", when: .days(day), reminder: 7)]) == [
                "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Satchel//Deadlines//EN", "CALSCALE:GREGORIAN", "BEGIN:VEVENT",
                "UID:u@satchel.invalid", "DTSTAMP:20260301T000000Z", "LAST-MODIFIED:20260301T000000Z", "DTSTART;VALUE=DATE:20260503",
                "DTEND;VALUE=DATE:20260504", "SUMMARY:Hearing", "CLASS:CONFIDENTIAL", "TRANSP:TRANSPARENT", "BEGIN:VALARM",
                "ACTION:DISPLAY", "TRIGGER:-P7D", "DESCRIPTION:Hearing", "END:VALARM", "END:VEVENT", "END:VCALENDAR", "",
            ])
        #expect(lines([event("Hearing", when: .instant(1_777_809_600))]).contains("DTSTART:20260503T120000Z"))
        let month = try #require(CalendarDate("2026-05")).days
        let partial = lines([event("Hearing", when: .days(month))])
        #expect(partial.contains("DTSTART;VALUE=DATE:20260501") && partial.contains("DTEND;VALUE=DATE:20260601"))
    }

    @Test func `text is escaped, and what no text may have is left out`() {
        let lines = lines([event("a,b;c\\d\ne\u{7}f\rg")])
        #expect(lines.contains("SUMMARY:a\\,b\\;c\\\\d\\nefg"))
    }

    @Test(arguments: ["a", "é", "م", "😀"])
    func `no line has more than 75 octets or breaks a character, whatever its length`(letter: String) {
        for count in 0...160 {
            let text = String(repeating: letter, count: count)
            let bytes = CalendarFile.bytes(of: [event(text + "!")])
            var unfolded = ""
            for line in bytes.split(separator: 13, omittingEmptySubsequences: true) {
                let line = line.first == 10 ? line.dropFirst() : line
                #expect(line.count <= 75)
                guard let text = String(validating: line, as: UTF8.self) else {
                    Issue.record("a character is broken")
                    continue
                }
                unfolded += text.hasPrefix(" ") ? String(text.dropFirst()) : "\n" + text
            }
            #expect(unfolded.contains("\nSUMMARY:\(text)!\n"))
        }
    }

    @Test func `the same deadlines make the same file`() {
        let events = [event("a"), event("b", reminder: 1)]
        #expect(CalendarFile.bytes(of: events) == CalendarFile.bytes(of: events))
    }
}
