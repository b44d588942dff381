/// Twelve months of thirty days and one of five, six before every year that is divisible by four.
struct EthiopianRules: CalendarRules {
    let years = 1...9991
    let monthsPerYear = 13
    let meanYear = 365.25

    /// 1 Meskerem 1 is 29 August 8 of the Julian calendar.
    func firstDay(of year: Int) -> Int { -716_367 + 365 * (year - 1) + year / 4 }

    func days(inMonth month: Int, of year: Int) -> Int {
        if month < 13 { return 30 }
        return year % 4 == 3 ? 6 : 5
    }
}
