import Calendars
import Clinic
import Records

/// Values of fields as words for people, in the terminal's language.
struct ValueText: Sendable {
    let catalog: SchemaCatalog
    let language: String
    /// Beside the Gregorian, when it is another.
    var calendar = CalendarSystem.gregorian
    /// What records are called that values refer to.
    var titles: [RecordID: String] = [:]

    /// - Parameter field: `nil` for a field that this version does not know; its value is then shown as it is written.
    func text(_ json: JSONValue, field: Field?) -> String {
        if let elements = json.arrayValue { return elements.map { text($0, field: field) }.joined(separator: ", ") }
        guard let field, let value = try? Value(json: json, field: field) else { return json.textValue ?? plain(json) }
        if case .reference(let record) = value, let title = titles[record] { return "\(title) [\(record)]" }
        return catalog.display(value, field: field, locale: language, calendar: calendar)
    }

    private func plain(_ json: JSONValue) -> String { json.isNull ? "" : String(decoding: json.serialized(), as: UTF8.self) }

    /// Looks up what the records are called that the fields refer to.
    static func looking(
        up fields: [String: JSONValue], of kind: RecordKind?, in clinic: Clinic, language: String
    ) async -> ValueText {
        var result = ValueText(catalog: clinic.catalog, language: language)
        for (name, value) in fields where kind?[name]?.type.element == .reference {
            for text in value.arrayValue ?? [value] {
                guard let record = text.textValue.flatMap(RecordID.init), let detail = try? await clinic.detail(record) else { continue }
                result.titles[record] = detail.title
            }
        }
        return result
    }
}
