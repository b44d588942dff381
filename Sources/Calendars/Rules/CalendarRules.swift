/// How one calendar counts. Days are numbered from 1 January 1970 of the Gregorian calendar, which is 0.
protocol CalendarRules: Sendable {
    var years: ClosedRange<Int> { get }
    var monthsPerYear: Int { get }
    /// Days of a year on average, to find the year of a day.
    var meanYear: Double { get }
    /// The first day of a year of ``years``, or of the one after them.
    func firstDay(of year: Int) -> Int
    func days(inMonth month: Int, of year: Int) -> Int
}

extension CalendarRules {
    /// - Returns: `nil` for a date that the calendar does not have, or outside ``years``.
    func dayNumber(_ year: Int, _ month: Int, _ day: Int) -> Int? {
        guard years.contains(year), (1...monthsPerYear).contains(month), (1...days(inMonth: month, of: year)).contains(day) else {
            return nil
        }
        return firstDay(of: year) + (1..<month).reduce(0) { $0 + days(inMonth: $1, of: year) } + day - 1
    }

    /// - Returns: `nil` outside ``years``.
    func date(of dayNumber: Int) -> (year: Int, month: Int, day: Int)? {
        let first = firstDay(of: years.lowerBound)
        guard dayNumber >= first, dayNumber < firstDay(of: years.upperBound + 1) else { return nil }
        var year = min(years.upperBound, years.lowerBound + Int(Double(dayNumber - first) / meanYear))
        // The average is at most some days off.
        while dayNumber < firstDay(of: year) { year -= 1 }
        while dayNumber >= firstDay(of: year + 1) { year += 1 }
        var rest = dayNumber - firstDay(of: year)
        var month = 1
        while rest >= days(inMonth: month, of: year) {
            rest -= days(inMonth: month, of: year)
            month += 1
        }
        return (year, month, rest + 1)
    }

    /// Division that rounds down.
    static func floor(_ numerator: Int, _ denominator: Int) -> Int {
        numerator >= 0 ? numerator / denominator : -((denominator - 1 - numerator) / denominator)
    }
}
