import Records
import Testing

/// Periods as a person counts them on a wall calendar, a day after the other: slow, and without any arithmetic of dates.
struct LimitationModel {
    let rule: LimitationRule
    private let isWorking: [Bool]
    private let isSuspended: [Bool]

    /// Every day of four years, in order. 1 January 2023 was a Sunday.
    private static let wall: [CalendarDate] = (2023...2026).flatMap { year in
        (1...12).flatMap { month in (1...31).compactMap { CalendarDate(year: year, month: month, day: $0) } }
    }
    private static let places = Dictionary(uniqueKeysWithValues: wall.enumerated().map { ($1, $0) })
    private static let months = Dictionary(grouping: wall.indices) { wall[$0].description.prefix(7) }
    /// The days of the year as `02-29`.
    private static let texts = wall.map { $0.description.dropFirst(5) }

    private var days: [CalendarDate] { Self.wall }

    init(_ rule: LimitationRule) {
        self.rule = rule
        let weekend = Weekday.allCases.map(rule.weekend.contains)
        let holidays = Set(rule.holidays.compactMap { CalendarDate(dayNumber: $0) })
        isWorking = Self.wall.indices.map { !weekend[($0 + 6) % 7] && !holidays.contains(Self.wall[$0]) }
        var suspended = [Bool](repeating: false, count: Self.wall.count)
        for suspension in rule.suspensions {
            switch suspension {
            case .once(let numbers): for number in numbers { suspended[Self.places[CalendarDate(dayNumber: number)!]!] = true }
            case .yearly(let from, let to):
                let (from, to) = (Self.text(from), Self.text(to))
                for (place, text) in Self.texts.enumerated() {
                    if from <= to ? text >= from && text <= to : text >= from || text <= to { suspended[place] = true }
                }
            }
        }
        isSuspended = suspended
    }

    private static func text(_ place: Int) -> Substring {
        let digits = String(place + 10_000)
        return Substring("\(digits.dropFirst().prefix(2))-\(digits.suffix(2))")
    }

    /// The end of a period by the calendar alone.
    private func end(_ period: LimitationRule.Period, from start: Int) -> Int {
        let first = rule.firstDayCounts ? start : start + 1
        switch period.unit {
        case .days: return first + period.count - 1
        case .weeks: return first + 7 * period.count - 1
        case .workingDays:
            var place = first
            var left = period.count
            while true {
                if isWorking[place] { left -= 1 }
                if left == 0 { return place }
                place += 1
            }
        case .months, .years:
            return month(period.unit == .months ? period.count : 12 * period.count, from: start)
        }
    }

    private func month(_ count: Int, from start: Int) -> Int {
        let date = days[start]
        guard let startMonth = date.month, let startDay = date.day else { return start }
        var (year, month) = (Int(date.year), Int(startMonth))
        for _ in 0..<count { (year, month) = month == 12 ? (year + 1, 1) : (year, month + 1) }
        let inMonth = Self.months[(CalendarDate(year: year, month: month)?.description ?? "")[...]] ?? []
        let isLast = days[start + 1].day == 1
        let same = inMonth.first { days[$0].day == startDay }
        let back = rule.firstDayCounts ? 1 : 0
        guard let same, let last = inMonth.last else {
            return rule.endOfMonth == .nextDay ? inMonth[inMonth.count - 1] + 1 - back : inMonth[inMonth.count - 1]
        }
        return (rule.endOfMonth == .endToEnd && isLast ? last : same) - back
    }

    func due(from date: CalendarDate) -> CalendarDate? {
        guard let start = Self.places[date] else { return nil }
        let first = rule.firstDayCounts ? start : start + 1
        let nominal = end(rule.period, from: start)
        // As many days are counted as there would be without suspensions.
        var left = (first...nominal).count { rule.period.unit != .workingDays || isWorking[$0] }
        var place = first - 1
        while left > 0 {
            place += 1
            if !isSuspended[place], rule.period.unit != .workingDays || isWorking[place] { left -= 1 }
        }
        let maximum = rule.hardMaximum.map { end($0, from: start) } ?? .max
        place = min(place, maximum)
        guard rule.roll != .none else { return days[place] }
        var open = place
        while !isWorking[open] { open += rule.roll == .next ? 1 : -1 }
        return days[open <= maximum ? open : place]
    }
}
