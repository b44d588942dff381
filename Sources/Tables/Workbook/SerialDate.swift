import Records

/// Days as spreadsheets count them.
enum SerialDate {
    private static let secondsPerDay = 86_400.0

    /// - Parameter countsFrom1904: day 0 is 1904-01-01; otherwise day 1 is 1900-01-01, and day 60 is the 29 February that 1900 did not have.
    /// - Returns: `nil` for a number that is no day there.
    static func cell(_ number: Double, _ format: NumberFormat, countsFrom1904: Bool) -> Cell? {
        guard number >= 0, number < 2_958_466 else { return nil }
        var day = Int(number)
        var minutes = Int(((number - Double(day)) * secondsPerDay / 60).rounded())
        if minutes == 1440 {
            minutes = 0
            day += 1
        }
        let time = TimeOfDay(minutes: minutes)
        if format == .time, day == 0 { return time.map(Cell.time) }
        guard let date = date(day, countsFrom1904: countsFrom1904) else { return nil }
        return .date(date, format == .date && minutes == 0 ? nil : minutes == 0 && format != .dateAndTime ? nil : time)
    }

    private static func date(_ day: Int, countsFrom1904: Bool) -> CalendarDate? {
        if countsFrom1904 { return CalendarDate(daysSince1970: day - 24_107) }
        guard day > 0, day != 60 else { return nil }
        return CalendarDate(daysSince1970: day - (day < 60 ? 25_568 : 25_569))
    }
}

extension CalendarDate {
    /// Howard Hinnant's algorithm for the proleptic Gregorian calendar.
    init?(daysSince1970 days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: day)
    }
}
