/// The names of months. The first name is shown; all are read, in whatever case and with or without marks.
struct MonthNames: Sendable {
    let calendar: CalendarSystem
    let language: String
    /// For each month its names.
    let months: [[String]]

    /// - Parameter text: months separated by spaces, names of one month by `/`, spaces within a name written as `_`.
    init(_ calendar: CalendarSystem, _ language: String, _ text: String) {
        self.calendar = calendar
        self.language = language
        months = text.split(whereSeparator: \.isWhitespace).map { month in
            month.split(separator: "/").map { String($0.map { $0 == "_" ? " " : $0 }) }
        }
    }
}

extension CalendarSystem {
    /// The language whose own calendar it is.
    public var ownLanguage: String {
        switch self {
        case .gregorian: "en"
        case .persian: "fa"
        case .islamic, .islamicCivil: "ar"
        case .ethiopian: "am"
        }
    }

    /// The name of a month, from 1, in a language as `fr`, perhaps with a region; in English where it has none.
    ///
    /// There are English, French, Arabic, Ukrainian, and of the calendar's own: Persian, Dari (`prs`) and Pashto (`ps`); Amharic.
    public func monthName(_ month: Int, _ language: String) -> String {
        precondition((1...monthsPerYear).contains(month), "a month that the calendar has")
        let language = String(language.prefix { $0 != "-" && $0 != "_" })
        let named = MonthNames.all.filter { $0.calendar == monthNamesCalendar }
        guard let names = named.first(where: { $0.language == language }) ?? named.first(where: { $0.language == "en" }) else { return "" }
        return names.months[month - 1].first ?? ""
    }

    /// The calendar in one word of a language as `fr`; in English where it has none.
    public func label(_ language: String) -> String {
        let language = String(language.prefix { $0 != "-" && $0 != "_" })
        let labels = CalendarNames.labels[self] ?? [:]
        return labels[language] ?? labels["en"] ?? rawValue
    }

    /// Both Islamic calendars have the same months.
    var monthNamesCalendar: CalendarSystem { self == .islamicCivil ? .islamic : self }
}
