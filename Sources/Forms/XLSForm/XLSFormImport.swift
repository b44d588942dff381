public import Records
public import Tables

/// An XLSForm as a form of the clinic, with the fields, vocabularies and codes that it needs besides: the files of a release.
public struct XLSFormImport: Sendable {
    /// The name of the form.
    public let name: String
    /// Content by path: `forms/NAME.form.json`, `records/KIND.extension.json`, `vocabularies/…`.
    public let files: [String: JSONValue]
    /// What has no place in a form, each with the row of its sheet.
    public let unmapped: [String]

    /// - Parameters:
    ///   - kind: the kind of record that the questions are about, for an XLSForm that does not come from a Satchel.
    ///   - name: what the form is called; otherwise its `form_id`.
    /// - Throws: ``FormsErrorCode/notAnXLSForm`` when there is no survey or nothing of it can be mapped.
    public init(_ sheets: [Sheet], kind: String?, name: String?, catalog: SchemaCatalog) throws(FormsError) {
        guard let survey = try XLSFormSheet("survey", in: sheets) else {
            throw FormsError(
                .notAnXLSForm, "The workbook has no sheet survey, so it is no XLSForm.", hint: "An XLSForm has survey and choices.")
        }
        let settings = try XLSFormSheet("settings", in: sheets)
        let settingsRow = settings?.rows.isEmpty == false ? 0 : nil
        let given = name ?? settingsRow.flatMap { settings?[$0, "form_id", "id_string"] } ?? "imported"
        let form = XLSFormReader.snake(given)
        var reader = XLSFormReader(
            survey: survey, choices: try XLSFormSheet("choices", in: sheets), catalog: catalog, name: form)
        try reader.readRecords(try XLSFormSheet(XLSFormExport.recordsSheet, in: sheets), kind: kind)
        let title = settingsRow.flatMap { settings?[$0, "form_title", "title"] } ?? given
        let version =
            settingsRow.flatMap { settings?[$0, "version"] }.flatMap(Int64.init).flatMap { (1...1_000_000).contains($0) ? $0 : nil } ?? 1
        files = try reader.files(title: title, version: version)
        self.name = form
        unmapped = reader.unmapped
    }
}

struct XLSFormReader {
    let survey: XLSFormSheet
    let choices: XLSFormSheet?
    let catalog: SchemaCatalog
    let name: String
    var records: [FormRecord] = []
    var unmapped: [String] = []
    /// Fields that the kinds lack, by kind, with their schemas.
    var fields: [String: [String: JSONValue]] = [:]
    /// Vocabularies that there are not, and codes that there are not, by vocabulary.
    var vocabularies: [String: [JSONValue]] = [:]
    /// What a choice is called as a code, by vocabulary.
    var codes: [String: [String: String]] = [:]
    var sections: [Section] = []
    /// By name of the question: record and field.
    var questions: [String: (key: String, field: String)] = [:]
    var flags: Set<String> = []

    struct Section {
        let name: String
        let labels: [String: String]
        let record: String
        let relevant: [(row: Int, source: String)]
        var items: [Item] = []
    }

    struct Item {
        let row: Int
        let field: String
        let isComputed: Bool
        let type: FieldType
        let vocabulary: String?
    }

    /// Lower case letters, digits and underscores, beginning with a letter.
    static func snake(_ text: String) -> String {
        var result = ""
        for scalar in text.lowercased().unicodeScalars {
            let isKept = ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar)
            if isKept { result.unicodeScalars.append(scalar) } else if !result.hasSuffix("_") { result += "_" }
        }
        while result.hasSuffix("_"), !result.isEmpty { result.removeLast() }
        guard let first = result.unicodeScalars.first, ("a"..."z").contains(first) else { return String(("x_" + result).prefix(64)) }
        return String(result.prefix(64))
    }

    mutating func leave(_ row: Int, _ what: String) { unmapped.append("survey row \(survey.rows[row].number): \(what)") }

    /// The records of the sheet `satchel`, or one of the kind that was named.
    mutating func readRecords(_ sheet: XLSFormSheet?, kind: String?) throws(FormsError) {
        if let sheet, kind == nil {
            for row in sheet.rows.indices {
                guard let key = sheet[row, "key"], let kind = sheet[row, "kind"], catalog[kind] != nil else { continue }
                let links = (sheet[row, "links"] ?? "").split(separator: " ").compactMap { link -> FormRecord.Link? in
                    let parts = link.split(separator: "=").map(String.init)
                    return parts.count == 2 ? FormRecord.Link(field: parts[0], key: parts[1]) : nil
                }
                records.append(
                    FormRecord(
                        key: key, kind: kind, repeats: sheet[row, "repeats"]?.lowercased() == "true",
                        countMax: min(FormReader.countMax, max(1, Int(sheet[row, "count_max"] ?? "") ?? FormReader.countMax)), links: links,
                        labels: [:]))
            }
        }
        if records.isEmpty {
            guard let kind, catalog[kind] != nil else {
                throw FormsError(
                    .notAnXLSForm, "The workbook does not say which kind of record its questions are about.",
                    hint: "Name it with --kind: one of " + catalog.kinds.map(\.name).joined(separator: ", ") + ".")
            }
            records = [FormRecord(key: kind, kind: kind, repeats: false, countMax: 1, links: [], labels: [:])]
        }
    }

    /// A repeat group of an XLSForm that says nothing of records: the kind of its name, when that refers to the form's first record.
    mutating func repeatRecord(_ name: String) -> FormRecord? {
        if let known = records.first(where: { $0.key == name && $0.repeats }) { return known }
        let first = records[0]
        guard let kind = catalog[name], let link = kind.fields.first(where: { $0.type == .reference && $0.refers.contains(first.kind) }),
            SnakeCase.accepts(name), !records.contains(where: { $0.key == name })
        else { return nil }
        let record = FormRecord(
            key: name, kind: name, repeats: true, countMax: FormReader.countMax,
            links: [FormRecord.Link(field: link.name, key: first.key)], labels: [:])
        records.append(record)
        return record
    }
}
