import Foundation
import Records
import Reports
import Testing

/// `Samples/vectors/calendar.json` as `calendar.ics`, which `Tests/independent/read_calendar.py` reads back with another implementation.
struct CalendarVectorTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Samples/vectors")

    private func events() throws -> [CalendarEvent] {
        let json = try JSONValue(parsing: Array(Data(contentsOf: Self.folder.appending(path: "calendar.json"))))
        return try (json["events"]?.arrayValue ?? []).map { event in
            let days = event["days"]?.arrayValue?.compactMap(\.integerValue).map { Int($0) }
            let instant = event["instant"]?.integerValue ?? 0
            let when = days.map { CalendarEvent.When.days($0[0]...$0[1]) } ?? .instant(instant)
            return CalendarEvent(
                uid: try #require(event["uid"]?.textValue), stamp: try #require(event["stamp"]?.integerValue), when: when,
                summary: try #require(event["summary"]?.textValue), details: try #require(event["details"]?.textValue),
                reminderDays: event["reminder"]?.integerValue.map { Int($0) })
        }
    }

    @Test func `the deadlines of the vector make just the calendar file that others read`() throws {
        let file = Self.folder.appending(path: "calendar.ics")
        let bytes = CalendarFile.bytes(of: try events())
        if ProcessInfo.processInfo.environment["WRITE_VECTORS"] != nil { try Data(bytes).write(to: file) }
        #expect(Array(try Data(contentsOf: file)) == bytes)
    }
}
