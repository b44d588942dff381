struct IslamicCivilRules: CalendarRules {
    let years = 1...9665
    let monthsPerYear = 12
    let meanYear = 354.36667

    /// 1 Muharram 1 is 16 July 622 of the Julian calendar.
    func firstDay(of year: Int) -> Int { -492_148 + 354 * (year - 1) + (11 * year + 3) / 30 }

    func days(inMonth month: Int, of year: Int) -> Int {
        if month % 2 == 1 { return 30 }
        return month == 12 && (11 * year + 14) % 30 < 11 ? 30 : 29
    }
}
