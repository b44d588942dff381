public import Calendars

extension SchemaCatalog {
    /// The value as JSON, as ``Value/json``.
    public func json(of value: Value) -> JSONValue { value.json }

    /// The value as one piece of text for people.
    ///
    /// Codes show the words of their vocabulary, retired ones too, and the bare code where the vocabulary has none.
    ///
    /// - Parameters:
    ///   - field: `nil` for a field that this version does not know.
    ///   - locale: a language as `fr`, perhaps with a region; words that are missing come in English.
    ///   - calendar: shown beside the Gregorian date, in parentheses.
    public func display(_ value: Value, field: Field?, locale: String, calendar: CalendarSystem = .gregorian) -> String {
        switch value {
        case .nothing: ""
        case .flag(let flag): Labels.choose(flag ? Wording.yes : Wording.no, locale, name: "")
        case .integer(let number): String(number)
        case .decimal(let number): number.description
        case .text(let text): text
        case .code(let code): field.flatMap(vocabulary(of:))?[code]?.label(locale) ?? code
        case .date(let date): Self.display(date, locale, calendar)
        case .time(let time): time.description
        case .money(let money): "\(Self.amount(money.amount)) \(money.currency)"
        case .reference(let record): record.description
        case .place(let place): Self.display(place)
        case .file(let file): file.name
        case .unrecognized: Labels.choose(Wording.newer, locale, name: "")
        }
    }

    /// A date beside which another calendar stands has the words of that calendar in parentheses: `2026-03-20 (29 Esfand 1404)`.
    public static func display(_ date: CalendarDate, _ locale: String, _ calendar: CalendarSystem = .gregorian) -> String {
        let about = "\(Labels.choose(Wording.about, locale, name: "~")) \(date.description.dropLast())"
        let text = date.estimated ? about : date.description
        guard calendar != .gregorian, let other = date.range(in: calendar) else { return text }
        return "\(text) (\(other.text(locale)))"
    }

    private static func display(_ place: Place) -> String {
        guard let text = place.text else { return place.code ?? "" }
        return place.code.map { "\(text) (\($0))" } ?? text
    }

    /// One decimal looks like a slip of the pen, so 120.5 shows as 120.50.
    private static func amount(_ number: DecimalNumber) -> String { number.scale == 1 ? "\(number)0" : number.description }
}
