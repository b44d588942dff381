import Records

/// The fields of a kind, and what they accept.
struct FieldList: Renderable {
    let catalog: SchemaCatalog
    let kind: RecordKind
    let fields: [Field]
    let language: String
    /// One field was asked for: its codes come with their words.
    let isAlone: Bool

    var json: JSONValue {
        [
            "kind": .text(kind.name), "version": .integer(Int64(kind.version)),
            "fields": .array(
                fields.map { field in
                    [
                        "name": .text(field.name), "type": .text(field.type.rawValue), "merge": .text(field.merge.rawValue),
                        "required": .flag(field.required), "personal": .flag(field.pii), "label": .text(field.label(language)),
                        "help": .text(field.help(language)), "helps": .object(field.help.mapValues(JSONValue.text)),
                        "retired": .flag(field.retired),
                        "labels": .object(field.labels.mapValues(JSONValue.text)), "vocabulary": field.vocabulary.json,
                        "refers": .array(field.refers.map(JSONValue.text)),
                        "codes": .array(codes(of: field).map { ["code": .text($0.code), "label": .text($0.label(language))] }),
                    ]
                }),
        ]
    }

    func write(to page: inout Page) {
        var table = Table(["FIELD", "TYPE", "LABEL", "ACCEPTS"], flexible: 3)
        for field in fields {
            let name: Phrase = field.required ? "\(field.name) (required)" : "\(field.name)"
            table.row([name, "\(field.type.rawValue)", "\(field.label(language))", isAlone ? "" : "\(accepts(field))"])
        }
        page.table(table)
        guard isAlone, let field = fields.first else {
            page.line("`satchel \(words: kind.name.replacing("_", with: "-")) fields FIELD` says what a field is for.")
            return
        }
        let help = field.help(language)
        if !help.isEmpty { page.paragraph(help) }
        if field.retired { page.line("Retired: kept for what was written in it before, and not filled anew.") }
        var words = Table(["", "CODE", "LABEL"], flexible: 2)
        for code in codes(of: field) { words.row(["", "\(code.code)", "\(code.label(language))"]) }
        if !words.rows.isEmpty { page.table(words) }
    }

    private func codes(of field: Field) -> [Vocabulary.Code] { field.vocabulary.flatMap(catalog.vocabulary)?.current ?? [] }

    private func accepts(_ field: Field) -> String {
        switch field.type {
        case .code: codes(of: field).map(\.code).joined(separator: ", ")
        case .codes: "several of: " + codes(of: field).map(\.code).joined(separator: ", ")
        case .reference, .references: field.refers.joined(separator: ", ")
        case .text, .notes: "at most \(field.textMax) characters"
        case .date: "1984, 1984-05, 1984-05-03; ~ after it: estimated"
        case .time: "17:30"
        case .money: "120.50 USD"
        case .flag: "yes, no"
        case .place: "words, or @CODE"
        case .file, .files: "`satchel document attach`"
        case .integer, .decimal: "a number"
        }
    }
}
