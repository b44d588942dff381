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
    public func display(_ value: Value, field: Field?, locale: String) -> String {
        switch value {
        case .nothing: ""
        case .flag(let flag): Labels.choose(flag ? Wording.yes : Wording.no, locale, name: "")
        case .integer(let number): String(number)
        case .decimal(let number): number.description
        case .text(let text): text
        case .code(let code): field.flatMap(vocabulary(of:))?[code]?.label(locale) ?? code
        case .date(let date): Self.display(date, locale)
        case .time(let time): time.description
        case .money(let money): "\(Self.amount(money.amount)) \(money.currency)"
        case .reference(let record): record.description
        case .place(let place): Self.display(place)
        case .file(let file): file.name
        case .unrecognized: Labels.choose(Wording.newer, locale, name: "")
        }
    }

    private static func display(_ date: CalendarDate, _ locale: String) -> String {
        guard date.estimated else { return date.description }
        return "\(Labels.choose(Wording.about, locale, name: "~")) \(date.description.dropLast())"
    }

    private static func display(_ place: Place) -> String {
        guard let text = place.text else { return place.code ?? "" }
        return place.code.map { "\(text) (\($0))" } ?? text
    }

    /// One decimal looks like a slip of the pen, so 120.5 shows as 120.50.
    private static func amount(_ number: DecimalNumber) -> String { number.scale == 1 ? "\(number)0" : number.description }
}
