extension DateParts {
    /// The date in words of a language as `fr`: `13 Ordibehesht 1363`, `Ordibehesht 1363`, `1363`. It does not say whether it is estimated.
    public func text(_ language: String) -> String {
        guard let month else { return String(year) }
        let name = calendar.monthName(month, language)
        return (day.map { "\($0) " } ?? "") + "\(name) \(year)"
    }

    /// Year, month and day as numbers with the name of the calendar, as ``init(typed:)`` reads it again: `1363-02-13 persian`.
    public var code: String {
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let digits = String(year)
        var text = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        if let month { text += "-" + two(month) }
        if let day { text += "-" + two(day) }
        if calendar != .gregorian { text += " \(calendar.rawValue)" }
        return isEstimated ? text + "~" : text
    }
}

extension ClosedDateRange {
    /// As ``DateParts/text(_:)``, both ends where they differ: `1362–1363`.
    public func text(_ language: String) -> String {
        if first == last { return first.text(language) }
        if first.year == last.year, let month = first.month, first.day == nil {
            return "\(first.calendar.monthName(month, language))–\(last.text(language))"
        }
        return "\(first.text(language))–\(last.text(language))"
    }
}
