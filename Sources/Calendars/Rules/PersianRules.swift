/// By law the year begins on the day on whose noon in Tehran the sun has passed the March equinox. Between 1277 and 1501 that is
/// exactly the rule of 33 years, compared with equinoxes computed after Meeus; before and after, the rule errs, so it ends there.
struct PersianRules: CalendarRules {
    let years = 1277...1501
    let monthsPerYear = 12
    let meanYear = 365.2424

    /// 1 Farvardin 1 is 19 March 622 of the Julian calendar.
    func firstDay(of year: Int) -> Int { -492_268 + 365 * (year - 1) + (8 * year + 21) / 33 }

    func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case ...6: 31
        case ...11: 30
        default: (25 * year + 11) % 33 < 8 ? 30 : 29
        }
    }
}
