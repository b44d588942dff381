import Records

/// The texts of the pages in one language.
struct Words: Sendable {
    let language: Language
    /// By name; a text that depends on a count has its forms.
    let texts: [String: Text]

    enum Text: Sendable, Hashable {
        case plain(String)
        case counted([PluralForm: String])
    }

    /// The text of a name, with what stands in braces replaced: `"{name}"` by `values["name"]`.
    ///
    /// - Precondition: the catalogue has the name; a test looks at every place.
    func callAsFunction(_ name: String, _ values: [String: String] = [:]) -> String {
        guard case .plain(let text)? = texts[name] else { preconditionFailure("there is no text \(name)") }
        return Self.filled(text, values)
    }

    /// The text that goes with a count, which it finds as `{count}`.
    func callAsFunction(_ name: String, count: Int, _ values: [String: String] = [:]) -> String {
        guard case .counted(let forms)? = texts[name], let text = forms[PluralForm(count, language)] ?? forms[.other] else {
            preconditionFailure("there is no text \(name) that counts")
        }
        return Self.filled(text, values.merging(["count": NumberText.text(count, language)]) { $1 })
    }

    /// The text of a name that data brings; `nil` when there is none.
    func text(named name: String) -> String? { if case .plain(let text)? = texts[name] { text } else { nil } }

    /// All texts without a count, as templates find them.
    var plain: [String: String] { texts.compactMapValues { if case .plain(let text) = $0 { text } else { nil } } }

    /// One pass, so that a value that holds braces stays as it is.
    private static func filled(_ text: String, _ values: [String: String]) -> String {
        guard text.contains("{") else { return text }
        var result = ""
        var rest = text[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let name = String(rest[rest.index(after: open)..<close])
            result += values[name] ?? "{\(name)}"
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }

    /// Reads a catalogue: `{"name": "text", "name": {"one": "text", "other": "text"}}`.
    init(_ language: Language, json bytes: [UInt8]) throws {
        guard let object = try JSONValue(parsing: bytes).objectValue else { throw Self.broken(language) }
        self.language = language
        texts = try object.mapValues { value in
            if let text = value.textValue { return .plain(text) }
            guard let forms = value.objectValue else { throw Self.broken(language) }
            var counted = [PluralForm: String]()
            for (form, text) in forms {
                guard let form = PluralForm(rawValue: form), let text = text.textValue else { throw Self.broken(language) }
                counted[form] = text
            }
            return .counted(counted)
        }
    }

    private static func broken(_ language: Language) -> WebAppError {
        WebAppError(.brokenContent, "The texts of the pages in \(language.rawValue) cannot be read.")
    }
}
