import Foundation
import Records
import Testing

/// `Samples/vectors/deadlines.json`, which `Tests/independent/check_deadlines.py` wrote and counts again with python-dateutil.
struct DeadlineVectorTests {
    private func cases(_ name: String) throws -> [JSONValue] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Samples/vectors/deadlines.json")
        let cases = try #require(JSONValue(parsing: Array(Data(contentsOf: file)))[name]?.arrayValue)
        #expect(cases.count >= 100)
        return cases
    }

    @Test func `months are added as by another implementation`() throws {
        for item in try cases("months") {
            let start = try Written.date(item["start"]?.textValue ?? "")
            let months = Int(try #require(item["months"]?.integerValue))
            #expect(start.adding(months: months)?.date.description == item["result"]?.textValue, "\(item)")
        }
    }

    @Test func `working days are counted as by another implementation`() throws {
        for item in try cases("working_days") {
            let weekend = (item["weekend"]?.arrayValue ?? []).compactMap { $0.textValue.flatMap(Weekday.init) }
            let holidays = (item["holidays"]?.arrayValue ?? []).compactMap { $0.textValue.flatMap { CalendarDate($0) }?.dayNumber }
            let count = Int(try #require(item["count"]?.integerValue))
            let rule = LimitationRule(
                id: "r", period: try Written.period(count, .workingDays), weekend: Set(weekend), holidays: Set(holidays))
            let start = try Written.date(item["start"]?.textValue ?? "")
            #expect(try rule.deadline(from: start).due.description == item["result"]?.textValue, "\(item)")
        }
    }

    @Test func `a time in a zone is the instant that another implementation makes of it`() throws {
        for item in try cases("instants") {
            let zone = try #require(TimeZoneName(item["zone"]?.textValue ?? ""))
            let parts = (item["local"]?.textValue ?? "").split(separator: " ").map(String.init)
            let local = try Written.local(parts[0], parts[1])
            #expect(local.instant(offset: zone.offset) == item["result"]?.integerValue, "\(item)")
        }
    }
}
