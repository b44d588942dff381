/// A calendar that people here date their papers by.
public enum CalendarSystem: String, Hashable, Sendable, CaseIterable {
    /// What everything is stored in.
    case gregorian
    /// Solar Hijri, official in Iran and in Afghanistan.
    case persian
    /// Umm al-Qura: what civil papers of the Gulf bear and what phones show. The default of the two Islamic calendars
    /// for that reason; where months begin by sighting, papers of a day may differ from it by one, seldom by two.
    case islamic
    /// The tabular calendar of 30-year cycles (leap years 2, 5, 7, 10, 13, 16, 18, 21, 24, 26 and 29; the first day is
    /// 16 July 622 of the Julian calendar): an approximation for years that Umm al-Qura has no table for.
    case islamicCivil = "islamic-civil"
    /// Ethiopian and Eritrean, in the era of the Incarnation (Amete Mihret).
    case ethiopian

    /// The years that are converted: those for which the rule was checked against independent ones.
    public var years: ClosedRange<Int> { rules.years }

    public var monthsPerYear: Int { rules.monthsPerYear }

    /// How many days a month has in that year.
    ///
    /// - Precondition: the year is one of ``years`` and the month one of 1 to ``monthsPerYear``.
    public func days(inMonth month: Int, of year: Int) -> Int {
        precondition(years.contains(year) && (1...monthsPerYear).contains(month), "a month that the calendar has")
        return rules.days(inMonth: month, of: year)
    }

    var rules: any CalendarRules {
        switch self {
        case .gregorian: GregorianRules()
        case .persian: PersianRules()
        case .islamic: UmmAlQuraRules()
        case .islamicCivil: IslamicCivilRules()
        case .ethiopian: EthiopianRules()
        }
    }
}
