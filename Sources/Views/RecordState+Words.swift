import Names
import Records

extension RecordState {
    /// The folded text by which the record is found, notes left out: a function of the state and of the catalog, so that a
    /// contentless index can be told again what it is to forget.
    ///
    /// Every value that stands is found, not only the shown one. A record that is not created yet is not found.
    func words(_ catalog: SchemaCatalog) -> String {
        guard let creation, let kind = catalog[creation.kind] else { return "" }
        var words = [String]()
        for field in kind.searchedFields {
            for value in values(of: field.name) {
                let text = value.searchedText
                let folded = SearchText.fold(text)
                if !folded.isEmpty { words.append(folded) }
                // A name that is said twice has its keys once.
                for key in field.keys(of: text) where !words.contains(key) { words.append(key) }
            }
        }
        return words.joined(separator: " ")
    }

    /// All that stands in a field, register or set.
    func values(of field: String) -> [Value] { (registers[field] ?? []).map(\.value) + (sets[field] ?? []) }
}

extension RecordKind {
    /// The fields whose words are found.
    var searchedFields: [Field] { fields.filter { $0.search || $0.name == numberField?.name } }
}

extension Field {
    /// The words that the text is found by besides its own: see ``Names/PersonName/indexKeys``.
    func keys(of text: String) -> [String] {
        switch match {
        case .name: PersonName(text).indexKeys
        case .phone: PhoneNumber(text).map { [$0.key] } ?? []
        case nil: []
        }
    }
}

extension Value {
    /// What of a value is looked for.
    var searchedText: String {
        switch self {
        case .text(let text), .code(let text): text
        case .place(let place): [place.text, place.code].compactMap { $0 }.joined(separator: " ")
        case .file(let file): file.name
        case .integer(let number): String(number)
        case .decimal(let number): number.description
        case .date(let date): date.description
        case .money(let money): money.amount.description
        case .nothing, .flag, .time, .reference, .unrecognized: ""
        }
    }
}
