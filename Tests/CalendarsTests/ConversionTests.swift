import Calendars
import Testing

@Suite struct `Converting between calendars` {
    /// Days that are well known: New Year and feast days from almanacs and official papers.
    @Test(arguments: [
        ("1970-01-01", "1348-10-11 persian"), ("2025-03-21", "1404-01-01 persian"), ("2025-03-20", "1403-12-30 persian"),
        ("1979-02-11", "1357-11-22 persian"), ("2026-03-20", "1404-12-29 persian"), ("1979-11-20", "1400-01-01 islamic"),
        ("2025-03-01", "1446-09-01 islamic"), ("1924-08-01", "1343-01-01 islamic"), ("2024-07-07", "1446-01-01 islamic"),
        ("2000-04-06", "1421-01-01 islamic-civil"), ("0622-07-19", "0001-01-01 islamic-civil"), ("2023-09-12", "2016-01-01 ethiopian"),
        ("2024-09-10", "2016-13-05 ethiopian"), ("2023-09-11", "2015-13-06 ethiopian"), ("1974-09-12", "1967-01-02 ethiopian"),
    ])
    func `a known day has its known dates`(gregorian: String, other: String) throws {
        let day = try DateParts(typed: gregorian)
        let same = try DateParts(typed: other)
        #expect(same.dayNumbers == day.dayNumbers)
        #expect(try same.gregorian() == day)
        #expect(same.calendar.date(ofDayNumber: day.dayNumbers.lowerBound) == same)
    }

    @Test(arguments: CalendarSystem.allCases)
    func `every day of every year goes there and back, one after the other`(calendar: CalendarSystem) throws {
        var expected = try DateParts(calendar, year: calendar.years.lowerBound, month: 1, day: 1).dayNumbers.lowerBound
        // All years of the short calendars; of the others those that people may write.
        let years = calendar.years.clamped(to: 1200...2200)
        if years != calendar.years { expected = try DateParts(calendar, year: years.lowerBound, month: 1, day: 1).dayNumbers.lowerBound }
        for year in years {
            for month in 1...calendar.monthsPerYear {
                for day in 1...calendar.days(inMonth: month, of: year) {
                    let date = try DateParts(calendar, year: year, month: month, day: day)
                    guard date.dayNumbers == expected...expected, calendar.date(ofDayNumber: expected) == date else {
                        Issue.record("\(date.code) is not day \(expected)")
                        return
                    }
                    expected += 1
                }
            }
        }
    }

    @Test func `a day outside the years of a calendar has no date in it`() throws {
        let early = try DateParts(typed: "1800-01-01")
        #expect(early.range(in: .persian) == nil)
        #expect(early.range(in: .islamic) == nil)
        #expect(early.range(in: .islamicCivil)?.first.year == 1214)
        for calendar in CalendarSystem.allCases {
            let first = try DateParts(calendar, year: calendar.years.lowerBound).dayNumbers.lowerBound
            let last = try DateParts(calendar, year: calendar.years.upperBound).dayNumbers.upperBound
            #expect(calendar.date(ofDayNumber: first) != nil && calendar.date(ofDayNumber: first - 1) == nil)
            #expect(calendar.date(ofDayNumber: last) != nil && calendar.date(ofDayNumber: last + 1) == nil)
        }
    }
}

@Suite struct `Partial dates of other calendars` {
    @Test(arguments: [
        // 21 March 1984 to 20 March 1985.
        ("1363 persian", "1984~"),
        // 21 April to 21 May: thirty-one days, ten of them in April.
        ("1363-02 persian", "1984-05~"),
        // All of its days lie in one month.
        ("2016-13 ethiopian", "2024-09"),
        // 12 September 1992 to 10 September 1993.
        ("1985 ethiopian", "1993~"),
        ("1446 islamic", "2024~"),
        ("1446-09 islamic", "2025-03"), ("1446-11 islamic", "2025-05~"),
        ("1363~ persian", "1984~"),
        ("1363-02-13~ persian", "1984-05-03~"),
        ("1984", "1984"), ("1984-05~", "1984-05~"),
    ])
    func `become the Gregorian year or month that has most of their days, and say so`(typed: String, gregorian: String) throws {
        #expect(try DateParts(typed: typed).gregorian().code == gregorian)
    }

    @Test(arguments: [
        ("1984", CalendarSystem.persian, "1362–1363"), ("1984-05", .persian, "Ordibehesht–Khordad 1363"),
        ("1984-05-03", .persian, "13 Ordibehesht 1363"), ("2024-09", .ethiopian, "Nehase 2016–Meskerem 2017"),
        ("2025-03", .islamic, "Ramadan–Shawwal 1446"),
    ])
    func `are shown as all that they may mean`(typed: String, calendar: CalendarSystem, shown: String) throws {
        #expect(try DateParts(typed: typed).range(in: calendar)?.text("en") == shown)
    }
}
