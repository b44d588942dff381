import Records
import Testing

struct MonthTests {
    private func date(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test func `every day of 800 years has its number, one more than the day before`() throws {
        var number = try #require(date("1700-01-01").dayNumber)
        var weekday = try #require(date("1700-01-01").weekday)
        #expect(weekday == .friday)
        for year in 1700..<2500 {
            for month in 1...12 {
                for day in 1...CalendarDate.days(inMonth: month, of: year) {
                    let date = try #require(CalendarDate(year: year, month: month, day: day))
                    #expect(date.dayNumber == number && date.weekday == weekday)
                    #expect(CalendarDate(dayNumber: number) == date)
                    number += 1
                    let place = try #require(Weekday.allCases.firstIndex(of: weekday))
                    weekday = Weekday.allCases[(place + 1) % 7]
                }
            }
        }
        #expect(try date("1970-01-01").dayNumber == 0)
    }

    @Test func `the calendar ends at both ends, and no number beyond is a day`() throws {
        let first = try #require(date("0001-01-01").dayNumber)
        let last = try #require(date("9999-12-31").dayNumber)
        #expect(CalendarDate(dayNumber: first) == (try date("0001-01-01")) && CalendarDate(dayNumber: first - 1) == nil)
        #expect(CalendarDate(dayNumber: last) == (try date("9999-12-31")) && CalendarDate(dayNumber: last + 1) == nil)
        #expect(try date("9999-12-31").adding(months: 1) == nil && date("0001-01-31").adding(months: -1) == nil)
    }

    @Test(arguments: [
        ("2026-01-31", 1, "2026-02-28", "2026-03-01", "2026-02-28"), ("2024-01-31", 1, "2024-02-29", "2024-03-01", "2024-02-29"),
        ("2026-02-28", 1, "2026-03-28", "2026-03-28", "2026-03-31"), ("2024-02-29", 12, "2025-02-28", "2025-03-01", "2025-02-28"),
        ("2026-04-30", 1, "2026-05-30", "2026-05-30", "2026-05-31"), ("2026-03-31", -1, "2026-02-28", "2026-03-01", "2026-02-28"),
        ("2026-10-31", 4, "2027-02-28", "2027-03-01", "2027-02-28"), ("2026-05-15", 9, "2027-02-15", "2027-02-15", "2027-02-15"),
    ])
    func `a month later is where the rule for short months says`(
        start: String, months: Int, lastDay: String, nextDay: String, endToEnd: String
    ) throws {
        for (rule, expected) in [(EndOfMonthRule.lastDay, lastDay), (.nextDay, nextDay), (.endToEnd, endToEnd)] {
            #expect(try date(start).adding(months: months, endOfMonth: rule)?.date.description == expected)
        }
    }

    @Test func `a date that is not known to the day has no month later, but all the days that it may mean`() throws {
        #expect(try date("2026-02").adding(months: 1) == nil && date("2026").dayNumber == nil)
        #expect(try date("2024-02").days.count == 29 && date("2026").days.count == 365 && date("2026-02-03~").days.count == 1)
    }
}
