import Records
import Testing

struct LimitationTests {
    private static let suspensions: [[LimitationRule.Suspension]] = [
        [], [.yearly(from: 201, to: 229)], [.yearly(from: 1220, to: 110), .once(day("2024-03-05")...day("2024-04-04"))],
    ]

    private static let bounds: [(LimitationRule.Period?, Set<Weekday>)] = [
        (nil, [.saturday, .sunday]), (LimitationRule.Period(1, .months), [.friday]), (nil, []),
    ]

    private static func day(_ text: String) -> Int { CalendarDate(text)?.dayNumber ?? 0 }

    private static let starts = [
        "2024-01-01", "2024-01-28", "2024-01-29", "2024-01-30", "2024-01-31", "2024-02-01", "2024-02-28", "2024-02-29", "2024-03-01",
        "2024-04-30", "2024-12-31", "2025-01-31", "2025-02-27", "2025-02-28", "2025-03-30",
    ]

    private static let periods: [(Int, LimitationRule.Unit)] = [
        (1, .days), (2, .days), (30, .days), (1, .workingDays), (5, .workingDays), (2, .weeks), (1, .months), (2, .months), (1, .years),
    ]

    @Test(arguments: LimitationRule.Unit.allCases)
    func `a period ends where a person who counts the days on a wall calendar ends`(unit: LimitationRule.Unit) throws {
        let holidays: Set = [Self.day("2024-01-30"), Self.day("2024-03-01"), Self.day("2025-02-28"), Self.day("2025-03-03")]
        var tried = 0
        for (count, counted) in Self.periods where counted == unit {
            guard let period = LimitationRule.Period(count, unit) else { continue }
            for suspensions in Self.suspensions {
                for (maximum, weekend) in Self.bounds {
                    for roll in LimitationRule.Roll.allCases {
                        for endOfMonth in EndOfMonthRule.allCases {
                            for firstDayCounts in [false, true] {
                                let rule = LimitationRule(
                                    id: "r", period: period, firstDayCounts: firstDayCounts, endOfMonth: endOfMonth, roll: roll,
                                    weekend: weekend, holidays: holidays, suspensions: suspensions, hardMaximum: maximum)
                                let model = LimitationModel(rule)
                                for start in Self.starts {
                                    let date = try Written.date(start)
                                    let due = try rule.deadline(from: date).due
                                    tried += 1
                                    if due != model.due(from: date) {
                                        Issue.record(
                                            "\(rule) from \(start): \(due), and on the wall \(String(describing: model.due(from: date)))")
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        #expect(tried > 0)
    }

    @Test func `of a month that is all that is known, the earliest deadline of all its days is taken`() throws {
        let rule = LimitationRule(
            id: "r", status: .confirmed, period: try Written.period(1, .months), roll: .next, holidayYears: [2024],
            suspensions: [.yearly(from: 101, to: 131)])
        let days = try Written.date("2024-01").days
        let all = try days.map { number in
            let day = try #require(CalendarDate(dayNumber: number))
            return try rule.deadline(from: day).due.description
        }
        let found = try rule.deadline(from: try Written.date("2024-01"))
        #expect(found.due.description == all.min())
        // Where days are suspended the first day of the month is not the one with the earliest deadline.
        #expect(found.start.description != "2024-01-01" && all[0] != all.min())
        let latest = try Written.date(all.max() ?? "")
        #expect(found.steps.first == .earliestOf(days: 31, start: found.start, latest: latest))
        #expect(found.cautions == [.partialStart])
    }

    @Test func `an estimated day is counted from as it stands, and said to be one`() throws {
        let rule = LimitationRule(id: "r", status: .confirmed, period: try Written.period(10, .days))
        let found = try rule.deadline(from: try Written.date("2026-03-01~"))
        #expect(found.due.description == "2026-03-11" && found.start.description == "2026-03-01")
        #expect(found.cautions == [.estimatedStart])
    }

    @Test func `holidays that nobody listed are named by year, where they matter`() throws {
        let period = try Written.period(1, .years)
        func cautions(_ roll: LimitationRule.Roll, _ years: Set<Int>) throws -> [Limitation.Caution] {
            let rule = LimitationRule(id: "r", status: .confirmed, period: period, roll: roll, holidayYears: years)
            return try rule.deadline(from: try Written.date("2026-05-04")).cautions
        }
        #expect(try cautions(.none, []) == [])
        #expect(try cautions(.next, [2027]) == [])
        #expect(try cautions(.next, [2026]) == [.holidaysUnknown(years: [2027])])
        let days = LimitationRule(id: "r", status: .draft, period: try Written.period(300, .workingDays), holidayYears: [2026])
        #expect(
            try days.deadline(from: try Written.date("2026-05-04")).cautions == [.holidaysUnknown(years: [2027]), .draftRule])
    }

    @Test func `what was done is told step by step, in words`() throws {
        let rule = LimitationRule(
            id: "r", period: try Written.period(1, .months), roll: .next, weekend: [.friday, .saturday],
            suspensions: [.once(Self.day("2026-02-10")...Self.day("2026-02-12"))], hardMaximum: try Written.period(2, .years))
        #expect(
            try rule.deadline(from: try Written.date("2026-01-31")).steps.map(\.words) == [
                "The day of the event does not count: the period begins on 2026-02-01.",
                "1 month ends on 2026-02-28, the month having no such day.",
                "3 suspended days did not count: the period ends on 2026-03-03.",
            ])
        let cut = LimitationRule(
            id: "r", period: try Written.period(10, .days), roll: .next, suspensions: [.yearly(from: 301, to: 430)],
            hardMaximum: try Written.period(9, .days))
        #expect(
            try cut.deadline(from: try Written.date("2026-02-26")).steps.map(\.words).suffix(2) == [
                "It cannot last longer than 9 days: it ends on 2026-03-07.",
                "2026-03-07 is no working day, but the longest time there may be is over: it stays the last day.",
            ])
        let rolled = LimitationRule(id: "r", period: try Written.period(1, .days), roll: .next)
        #expect(
            try rolled.deadline(from: try Written.date("2026-03-06")).steps.last?.words
                == "2026-03-07, a Saturday, is no working day: 2026-03-09, a Monday, takes its place.")
    }

    @Test func `a period that never ends or leaves the calendar is refused`() throws {
        let period = try Written.period(1, .days)
        let endless = LimitationRule(id: "r", period: period, suspensions: [.yearly(from: 101, to: 1231)])
        #expect(failure(RecordsError.self) { _ = try endless.deadline(from: try Written.date("2026-01-01")) }?.code == .noDeadline)
        let long = LimitationRule(id: "r", period: try Written.period(100, .years))
        #expect(failure(RecordsError.self) { _ = try long.deadline(from: try Written.date("9950-01-01")) }?.code == .noDeadline)
        let last = LimitationRule(id: "r", period: period)
        #expect(failure(RecordsError.self) { _ = try last.deadline(from: try Written.date("9999-12-31")) }?.code == .noDeadline)
        #expect(try long.deadline(from: try Written.date("9899-12-31")).due.description == "9999-12-31")
    }

    @Test func `a period has a length, of at most about a hundred years`() {
        for unit in LimitationRule.Unit.allCases {
            #expect(LimitationRule.Period(0, unit) == nil && LimitationRule.Period(1, unit) != nil)
        }
        #expect(LimitationRule.Period(100, .years) != nil && LimitationRule.Period(101, .years) == nil)
        #expect(LimitationRule.Period(36_525, .days) != nil && LimitationRule.Period(36_526, .days) == nil)
        #expect(LimitationRule.Period(1_200, .months) != nil && LimitationRule.Period(1_201, .months) == nil)
    }
}
