import Calendars
import Clinic
import Records

/// Values, dates and moments as words of the person who looks at a page.
struct ValueWords: Sendable {
    let catalog: SchemaCatalog
    let words: Words
    let calendar: CalendarSystem
    /// Where the laptop is.
    let zone: TimeZoneName
    /// What records are called that values refer to.
    var titles: [RecordID: String] = [:]

    var locale: String { words.language.rawValue }

    /// A piece of a value: text, perhaps with a record behind it.
    struct Piece: Hashable, Sendable {
        let text: String
        var link: String?
        /// Whether somebody wrote it, so that its direction is its own.
        var isWritten = false

        var context: [String: Any] { ["text": text, "link": link.map { $0 as Any } ?? false] }
    }

    func pieces(_ json: JSONValue, field: Field?) -> [Piece] {
        if let elements = json.arrayValue { return elements.flatMap { pieces($0, field: field) } }
        guard !json.isNull else { return [] }
        guard let field, let value = try? Value(json: json, field: field) else {
            return [Piece(text: json.textValue ?? String(decoding: json.serialized(), as: UTF8.self), isWritten: true)]
        }
        switch value {
        case .nothing: return []
        case .date(let date): return [Piece(text: self.date(date))]
        case .integer(let number): return [Piece(text: NumberText.text(Int(clamping: number), words.language))]
        case .reference(let record):
            return [
                Piece(
                    text: titles[record] ?? words("record_elsewhere"), link: titles[record] == nil ? nil : "/records/\(record)",
                    isWritten: true)
            ]
        default: return [Piece(text: catalog.display(value, field: field, locale: locale), isWritten: true)]
        }
    }

    func text(_ json: JSONValue, field: Field?) -> String {
        pieces(json, field: field).map(\.text).joined(separator: words("list_separator"))
    }

    /// `20 May 2026`, and beside it another calendar's date if that is wanted.
    func date(_ date: CalendarDate) -> String {
        let parts = try? DateParts(.gregorian, year: Int(date.year), month: date.month.map(Int.init), day: date.day.map(Int.init))
        let plain = parts.map { localDigits($0.text(locale)) } ?? date.description
        let text = date.estimated ? words("date_about", ["date": plain]) : plain
        guard calendar != .gregorian, let other = date.range(in: calendar) else { return text }
        return "\(text) (\(localDigits(other.text(locale))))"
    }

    /// A date as it was written down; the text itself where it is none.
    func date(_ text: String) -> String { CalendarDate(text).map(date) ?? text }

    /// Day and time of an instant where the laptop is.
    func moment(_ instant: Int64) -> String {
        let local = LocalTime(at: instant, offset: zone.offset)
        let day = CalendarDate(dayNumber: local.dayNumber).map(date) ?? ""
        return day + words("list_separator") + localDigits(String(local.text.suffix(5)))
    }

    func author(_ author: Author) -> String {
        words("author_line", ["person": author.name ?? words("somebody"), "device": author.device ?? "?", "time": moment(author.time)])
    }

    func kind(_ name: String) -> String { catalog[name]?.label(locale) ?? name }

    func label(_ field: String, of kind: String) -> String { catalog[kind]?[field]?.label(locale) ?? field }

    private func localDigits(_ text: String) -> String {
        guard words.language == .arabic else { return text }
        return String(
            text.map { character in
                guard character.isASCII, let value = character.wholeNumberValue, let scalar = Unicode.Scalar(0x660 + UInt32(value)) else {
                    return character
                }
                return Character(scalar)
            })
    }
}
