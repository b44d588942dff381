import Records
import Testing

struct DueDateTests {
    private let utc = TimeZoneName("UTC")!
    private let apia = TimeZoneName("Pacific/Apia")!

    private func due(_ date: String, _ time: String? = nil, _ zone: TimeZoneName? = nil) throws -> DueDate {
        DueDate(date: try Written.date(date), time: time.flatMap { TimeOfDay($0) }, zone: zone)
    }

    private func at(_ date: String, _ time: String) throws -> Int64 {
        try Written.local(date, time).seconds
    }

    @Test(arguments: [
        ("2026-03-09", DueDate.Standing.overdue), ("2026-03-10", .today), ("2026-03-11", .thisWeek), ("2026-03-16", .thisWeek),
        ("2026-03-17", .later), ("2026-02", .overdue), ("2026-03", .today), ("2026-04", .later), ("2026", .today), ("2025", .overdue),
        ("2026-03-09~", .overdue),
    ])
    func `a day without a time is overdue when it is over, and a month when all of it is`(date: String, expected: DueDate.Standing) throws {
        #expect(try due(date).standing(at: at("2026-03-10", "23:59"), home: utc) == expected)
    }

    @Test func `a time is overdue from its minute on`() throws {
        let hearing = try due("2026-03-10", "09:30")
        #expect(try hearing.standing(at: at("2026-03-10", "09:30"), home: utc) == .today)
        #expect(try hearing.standing(at: at("2026-03-10", "09:31"), home: utc) == .overdue)
    }

    @Test func `the day counts where the task says, not where the laptop is`() throws {
        // In Samoa, 13 hours ahead, the 11th has begun.
        let now = try at("2026-03-10", "12:00")
        #expect(try due("2026-03-10").standing(at: now, home: utc) == .today)
        #expect(try due("2026-03-10", nil, apia).standing(at: now, home: utc) == .overdue)
        #expect(try due("2026-03-10", "12:30", apia).standing(at: now, home: utc) == .overdue)
        #expect(try due("2026-03-11", "09:00", apia).instant(home: utc) == (try at("2026-03-10", "20:00")))
        #expect(try due("2026-03").instant(home: utc) == nil && due("2026-03-10").instant(home: utc) == nil)
    }

    @Test func `a reminder begins the named days before, or on the named day, whichever is first`() throws {
        let task = try due("2026-03-20")
        func first(_ days: Int?, _ on: String?) throws -> Int? {
            try (1...31).first {
                try task.reminds(
                    at: at("2026-03-" + ($0 < 10 ? "0" : "") + String($0), "08:00"), home: utc, remindDays: days,
                    remindOn: on.flatMap { CalendarDate($0) })
            }
        }
        #expect(try first(nil, nil) == 20 && first(0, nil) == 20 && first(7, nil) == 13 && first(nil, "2026-03-05") == 5)
        #expect(try first(7, "2026-03-05") == 5 && first(18, "2026-03-05") == 2 && first(-3, nil) == 20)
        // As many days as a number can say, before a day before 1970.
        #expect(try due("1969-01-01").reminds(at: at("2026-03-01", "08:00"), home: utc, remindDays: .max, remindOn: nil))
    }
}
