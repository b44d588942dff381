extension DateParts {
    /// No date is longer, however it is written.
    static let scalarsMax = 100

    /// Reads a date as people type it: `1363-02-13 persian`, `۱۳۶۳/۲/۱۳ شمسی`, `13 Ordibehesht 1363`, `ap:1363-02`, `12 رمضان 1446`, `1984~`.
    ///
    /// - Digits of any script, Ethiopic numbers too; `-`, `/`, `.`, commas and spaces between the parts.
    /// - The calendar stands before or after, in English, French, Arabic, Ukrainian or its own language; a month's name says it as
    ///   well. Without either it is Gregorian. A month of either Islamic calendar means Umm al-Qura.
    /// - The year has at least three digits, so that it is known by them. Year first is always understood; day first only
    ///   where nothing else could be meant.
    ///
    /// - Throws: ``CalendarFault``.
    public init(typed text: String) throws(CalendarFault) {
        var reader = TypedDateReader()
        try reader.read(text)
        self = try reader.date()
    }
}

/// Takes a typed date apart.
private struct TypedDateReader {
    private struct Number {
        let value: Int
        let width: Int
        /// Days and months have two digits at most.
        var isYear: Bool { width >= 3 }
    }

    private var numbers: [Number] = []
    private var words: [String] = []
    private var isEstimated = false

    mutating func read(_ text: String) throws(CalendarFault) {
        let scalars = Array(text.unicodeScalars.prefix(DateParts.scalarsMax + 1))
        guard scalars.count <= DateParts.scalarsMax else { throw .notADate }
        var digits = [Int]()
        var ethiopic = [Int]()
        var word = String.UnicodeScalarView()
        for scalar in scalars + [" "] {
            let digit = TypedDigits.digit(scalar)
            let sign = TypedDigits.ethiopic(scalar)
            if digit == nil, !digits.isEmpty {
                guard digits.count <= 5 else { throw .notADate }
                numbers.append(Number(value: digits.reduce(0) { $0 * 10 + $1 }, width: digits.count))
                digits = []
            }
            if sign == nil, !ethiopic.isEmpty {
                guard ethiopic.count <= 8 else { throw .notADate }
                let value = TypedDigits.number(ofEthiopic: ethiopic)
                numbers.append(Number(value: value, width: String(value).count))
                ethiopic = []
            }
            if let digit {
                finish(&word)
                digits.append(digit)
            } else if let sign {
                finish(&word)
                ethiopic.append(sign)
            } else if Self.isOfAWord(scalar) {
                word.append(scalar)
            } else {
                guard Self.separates(scalar) || scalar == "~" else { throw .notADate }
                if scalar == "~" { isEstimated = true }
                finish(&word)
            }
        }
    }

    private mutating func finish(_ word: inout String.UnicodeScalarView) {
        if !word.isEmpty { words.append(String(word)) }
        word = String.UnicodeScalarView()
    }

    private static func isOfAWord(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark, .format: true
        default: scalar == "'" || scalar == "\u{2019}" || scalar == "`"
        }
    }

    private static func separates(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.properties.isWhitespace || scalar.properties.generalCategory == .dashPunctuation { return true }
        return ["/", ".", ",", ":", "\u{60C}", "\u{2212}", "(", ")", "\u{1361}"].contains(scalar)
    }

    func date() throws(CalendarFault) -> DateParts {
        let (calendar, month) = try meaning()
        let (year, number, day) = try parts(hasMonth: month != nil)
        return try DateParts(calendar, year: year, month: month ?? number, day: day, isEstimated: isEstimated)
    }

    /// The calendar and the month that the words say.
    private func meaning() throws(CalendarFault) -> (CalendarSystem, Int?) {
        guard let meanings = TypedWords.meanings(of: words), meanings.count <= 2 else { throw .notADate }
        var calendars: Set<CalendarSystem>?
        var months: Set<TypedWords.Meaning>?
        for meaning in meanings {
            let named = Set(meaning.compactMap { if case .calendar(let calendar) = $0 { calendar } else { nil } })
            let monthsNamed = meaning.filter { if case .month = $0 { true } else { false } }
            if !monthsNamed.isEmpty, months == nil {
                months = monthsNamed
            } else if !named.isEmpty, calendars == nil {
                calendars = named
            } else {
                throw .notADate
            }
        }
        guard let months else {
            guard let calendars else { return (.gregorian, nil) }
            guard calendars.count == 1, let calendar = calendars.first else { throw .unclearCalendar }
            return (calendar, nil)
        }
        let fitting = months.compactMap { meaning -> (CalendarSystem, Int)? in
            guard case .month(let calendar, let month) = meaning else { return nil }
            guard let calendars else { return (calendar, month) }
            return calendars.first { $0.monthNamesCalendar == calendar }.map { ($0, month) }
        }
        guard fitting.count == 1, let (calendar, month) = fitting.first else { throw .unclearCalendar }
        return (calendar, month)
    }

    private func parts(hasMonth: Bool) throws(CalendarFault) -> (year: Int, month: Int?, day: Int?) {
        let years = numbers.indices.filter { numbers[$0].isYear }
        guard years.count == 1, let place = years.first, numbers.count <= (hasMonth ? 2 : 3) else { throw .notADate }
        let year = numbers[place].value
        let others = numbers.indices.filter { $0 != place }.map { numbers[$0].value }
        if hasMonth { return (year, nil, others.first) }
        guard others.count == 2 else { return (year, others.first, nil) }
        if place == 0 { return (year, others[0], others[1]) }
        guard place == 2 else { throw .notADate }
        // 13 is a month of the Ethiopian year.
        if others[0] > 13 || others[0] == others[1] { return (year, others[1], others[0]) }
        throw .unclearOrder
    }
}
