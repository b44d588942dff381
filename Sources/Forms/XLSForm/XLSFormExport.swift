import Records
public import Tables

/// A form as an XLSForm: the sheets `survey`, `choices` and `settings`, and a sheet `satchel` that says which records it writes.
///
/// The XLSForm specification: https://xlsform.org. What has no place in one is listed, not dropped in silence.
public struct XLSFormExport: Sendable {
    public let sheets: [Sheet]
    /// What is said differently, or not at all, each with its field.
    public let differences: [String]

    static let languages = [("English (en)", "en"), ("French (fr)", "fr"), ("Arabic (ar)", "ar"), ("Ukrainian (uk)", "uk")]
    static let recordsSheet = "satchel"
    static let flagList = "yes_no"

    /// - Complexity: O(*n*) in items and codes.
    public init(_ form: FormDefinition, library: FormLibrary) {
        var writer = XLSFormWriter(form: form, library: library)
        writer.write()
        sheets = [
            Sheet(name: "survey", rows: writer.survey), Sheet(name: "choices", rows: writer.choices),
            Sheet(name: "settings", rows: writer.settings), Sheet(name: Self.recordsSheet, rows: writer.records),
        ]
        differences = writer.differences
    }
}

struct XLSFormWriter {
    let form: FormDefinition
    let library: FormLibrary
    var survey: [[Cell]] = []
    var choices: [[Cell]] = []
    var settings: [[Cell]] = []
    var records: [[Cell]] = []
    var differences: [String] = []
    private var lists = Set<String>()

    init(form: FormDefinition, library: FormLibrary) {
        self.form = form
        self.library = library
    }

    private static let columns = ["type", "name", "required", "relevant", "constraint", "calculation", "default", "appearance"]

    mutating func write() {
        let labels = XLSFormExport.languages.map { "label::\($0.0)" }
        let hints = XLSFormExport.languages.map { "hint::\($0.0)" }
        let messages = XLSFormExport.languages.map { "constraint_message::\($0.0)" }
        survey = [(Self.columns + labels + hints + messages).map(Cell.text)]
        choices = [(["list_name", "name"] + labels).map(Cell.text)]
        settings = [
            ["form_title", "form_id", "version", "default_language"].map(Cell.text),
            [.text(form.label("en")), .text(form.name), .text(String(form.version)), .text(XLSFormExport.languages[0].0)],
        ]
        records = [["key", "kind", "repeats", "count_max", "links"].map(Cell.text)]
        for record in form.records {
            let links = record.links.map { "\($0.field)=\($0.key)" }.joined(separator: " ")
            records.append([
                .text(record.key), .text(record.kind), .text(record.repeats ? "true" : "false"), .text(String(record.countMax)),
                .text(links),
            ])
        }
        for section in form.sections { write(section) }
    }

    private mutating func write(_ section: FormSection) {
        guard let record = form[record: section.record], let kind = library.catalog[record.kind] else { return }
        let owner = record.repeats ? record.links.first?.key ?? section.record : section.record
        let word = record.repeats ? "repeat" : "group"
        let name = record.repeats ? section.record : groupName(section)
        row("begin_\(word)", name, section.labels, section.help, relevant: xpath(section.condition, owner, "section \(section.name)"))
        for item in section.items {
            switch item {
            case .computed(let computed):
                guard let value = xpath(computed.value, section.record, computed.name) else { continue }
                row("calculate", question(computed.name, section.record), computed.labels, [:], calculation: value)
            case .field(let item):
                if let field = kind[item.field] { write(item, field, section) }
            }
        }
        row("end_\(word)", "", [:], [:])
    }

    /// Groups and questions share one space of names; the import finds the record again by it.
    private func groupName(_ section: FormSection) -> String { "group__\(section.record)__\(section.name)" }

    private mutating func write(_ item: FormField, _ field: Field, _ section: FormSection) {
        let place = "\(section.record).\(field.name)"
        let rules = constraint(field.name, section.record)
        row(
            type(of: field, place), question(field.name, section.record), item.labels.isEmpty ? field.labels : item.labels, item.help,
            required: item.required || field.required, relevant: xpath(item.condition, section.record, place), constraint: rules?.xpath,
            initial: initial(item.initial, place), appearance: field.multiline ? "multiline" : nil, messages: rules?.messages ?? [:])
    }

    private mutating func row(
        _ type: String, _ name: String, _ labels: [String: String], _ hints: [String: String], required: Bool = false,
        relevant: String? = nil, constraint: String? = nil, calculation: String? = nil, initial: String? = nil, appearance: String? = nil,
        messages: [String: String] = [:]
    ) {
        func text(_ text: String?) -> Cell { text.map { $0.isEmpty ? .empty : .text($0) } ?? .empty }
        func words(_ words: [String: String]) -> [Cell] {
            XLSFormExport.languages.map { text(words[$0.1]) }
        }
        survey.append(
            [
                text(type), text(name), required ? .text("yes") : .empty, text(relevant), text(constraint), text(calculation),
                text(initial), text(appearance),
            ]
                + words(labels) + words(hints) + words(messages))
    }

    // MARK: Names and types

    /// The name of a field, or with its record where two records of the form have one of that name.
    func question(_ name: String, _ key: String) -> String {
        let isShared = form.sections.contains { section in
            section.record != key
                && section.items.contains { item in
                    switch item {
                    case .field(let field): field.field == name
                    case .computed(let computed): computed.name == name
                    }
                }
        }
        return isShared || form.records.contains { $0.key == name } ? "\(key)__\(name)" : name
    }

    private func isAsked(_ name: String, _ key: String) -> Bool {
        form.sections.contains { section in
            section.record == key
                && section.items.contains { item in
                    switch item {
                    case .field(let field): field.field == name
                    case .computed(let computed): computed.name == name
                    }
                }
        }
    }

    private func question(_ path: ExpressionPath, from key: String) -> String? {
        guard let owner = path.owner else {
            if form[record: path.name]?.repeats == true { return path.name }
            return isAsked(path.name, key) ? question(path.name, key) : nil
        }
        let record = form[record: key]?.links.first { $0.field == owner }?.key ?? owner
        return isAsked(path.name, record) ? question(path.name, record) : nil
    }

    private func isFlag(_ path: ExpressionPath, from key: String) -> Bool {
        let record = path.owner.map { owner in form[record: key]?.links.first { $0.field == owner }?.key ?? owner } ?? key
        return form[record: record].flatMap { library.catalog[$0.kind] }?[path.name]?.type == .flag
    }

    private mutating func xpath(_ expression: Expression?, _ key: String, _ place: String) -> String? {
        guard let expression else { return nil }
        do throws(ExpressionFault) {
            return try expression.xpath({ question($0, from: key) }, isFlag: { isFlag($0, from: key) })
        } catch {
            differences.append("\(place): \(expression) is left out: \(error)")
            return nil
        }
    }

    private mutating func type(of field: Field, _ place: String) -> String {
        switch field.type {
        case .text, .notes: return "text"
        case .integer: return "integer"
        case .decimal: return "decimal"
        case .date:
            differences.append("\(place): an XLSForm takes whole dates only, neither partial nor estimated ones")
            return "date"
        case .time: return "time"
        case .flag:
            list(
                XLSFormExport.flagList,
                [
                    ("true", ["en": "Yes", "fr": "Oui", "ar": "نعم", "uk": "Так"]),
                    ("false", ["en": "No", "fr": "Non", "ar": "لا", "uk": "Ні"]),
                ])
            return "select_one \(XLSFormExport.flagList)"
        case .code, .codes:
            let name = field.vocabulary ?? ""
            list(name, library.catalog.vocabulary(name)?.current.map { ($0.code, $0.labels) } ?? [])
            return (field.type == .code ? "select_one " : "select_multiple ") + name
        case .money:
            differences.append("\(place): the currency is left out, an XLSForm has none")
            return "decimal"
        case .reference, .references, .place:
            differences.append("\(place): \(field.type.rawValue) is asked as text")
            return "text"
        case .file, .files: return "file"
        }
    }

    private mutating func list(_ name: String, _ codes: [(String, [String: String])]) {
        guard lists.insert(name).inserted else { return }
        for (code, labels) in codes {
            choices.append(
                [.text(name), .text(code)]
                    + XLSFormExport.languages.map { labels[$0.1].map(Cell.text) ?? ($0.1 == "en" ? .text(code) : .empty) })
        }
    }

    private mutating func initial(_ initial: FormField.Initial?, _ place: String) -> String? {
        switch initial {
        case nil: return nil
        case .today: return "today()"
        case .value(let json):
            if let text = json.textValue { return text }
            if let number = json.integerValue { return String(number) }
            if let flag = json.flagValue { return flag ? "true" : "false" }
            if let codes = json.arrayValue { return codes.compactMap(\.textValue).joined(separator: " ") }
            differences.append("\(place): what it begins with is left out")
            return nil
        case .person, .place:
            differences.append("\(place): it begins with the person or the place, which an XLSForm does not know")
            return nil
        }
    }

    /// The errors that stand at a field, as what has to hold. Warnings have no place in an XLSForm.
    private mutating func constraint(_ field: String, _ key: String) -> (xpath: String, messages: [String: String])? {
        guard let record = form[record: key] else { return nil }
        var parts = [String]()
        var messages = [String: String]()
        for check in library.checks(of: record.kind) + form.checks.filter({ $0.record == key }) where check.field == field {
            guard check.severity == .error else {
                differences.append("\(key).\(field): the warning \(check.name) is left out")
                continue
            }
            guard let xpath = xpath(check.condition, key, "\(key).\(field), rule \(check.name)") else { continue }
            parts.append("not(\(xpath))")
            messages.merge(check.messages) { $0 + " " + $1 }
        }
        return parts.isEmpty ? nil : (parts.joined(separator: " and "), messages)
    }
}
