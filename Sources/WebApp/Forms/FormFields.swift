import Clinic
import Forms
import Records

/// The inputs of a form, ready to be arranged.
struct FormFields {
    let catalog: SchemaCatalog
    let words: Words
    let values: ValueWords
    /// Whether what is missing is complained of: not before somebody wanted to save.
    let isStrict: Bool
    /// Above so many codes a list of them can be narrowed by typing.
    static let codesShownMax = 12

    struct Problem: Sendable, Hashable {
        let isError: Bool
        let text: String
    }

    func sections(_ session: FormSession) -> [[String: Any]] {
        let state = session.state
        return state.sections.map { section in
            let key = section.section.record
            return [
                "name": section.section.name, "label": section.section.label(values.locale),
                "help": some(section.section.help(values.locale)), "repeats": section.repeats, "key": key, "may_grow": section.mayGrow,
                "count": section.entries.count,
                "add_label": words("form_add", ["what": groupLabel(session.form[record: key])]),
                "entries": section.entries.map { entry in
                    [
                        "repeats": section.repeats, "number": NumberText.text(entry.place.index + 1, words.language),
                        "what": groupLabel(session.form[record: key]), "key": key, "index": entry.place.index,
                        "items": entry.items.map { item($0, entry.place, section.repeats, state) },
                    ] as [String: Any]
                },
            ]
        }
    }

    private func groupLabel(_ record: FormRecord?) -> String {
        guard let record else { return "" }
        return Self.chosen(record.labels, values.locale) ?? values.kind(record.kind)
    }

    private static func chosen(_ labels: [String: String], _ locale: String) -> String? { labels[locale] ?? labels["en"] }

    func problems(_ state: FormState, field: String, at place: FormPlace) -> [Problem] {
        state.problems(of: field, at: place).compactMap { problem in
            if !isStrict, problem.code == ProblemCode.missing.rawValue { return nil }
            return Problem(isError: problem.severity == .error, text: text(problem))
        }
    }

    /// In the words of the pages where they have some, otherwise in those of the rule.
    func text(_ problem: FormProblem) -> String {
        let known = words.text(named: "problem_\(problem.code)")
        let text = known ?? Self.chosen(problem.messages, values.locale) ?? problem.code
        guard known != nil, !problem.accepted.isEmpty, words.language == .english else { return text }
        return "\(text) \(words("problem_accepted", ["what": problem.accepted]))"
    }

    private func item(_ item: ItemState, _ place: FormPlace, _ repeats: Bool, _ state: FormState) -> [String: Any] {
        switch item {
        case .computed(let computed):
            return [
                "computed": ["label": computed.item.label(values.locale), "text": some(computed.text.isEmpty ? nil : computed.text)]
                    as [String: Any], "field": false,
            ]
        case .field(let field):
            return ["field": input(field, at: place, repeats, problems(state, field: field.field.name, at: place)), "computed": false]
        }
    }

    private func input(_ state: FieldState, at place: FormPlace, _ repeats: Bool, _ problems: [Problem]) -> [String: Any] {
        let field = state.field
        let name = PostedAnswers.name(field.name, at: place, repeats: repeats)
        let errors = problems.filter(\.isError).map(\.text)
        let warnings = problems.filter { !$0.isError }.map(\.text)
        let id = "f-" + name.replacing(".", with: "-")
        let help = state.help(values.locale)
        var described = [String]()
        if help != nil { described.append(id + "-help") }
        if !errors.isEmpty || !warnings.isEmpty { described.append(id + "-problems") }
        var input: [String: Any] = [
            "name": name, "id": id, "label": state.label(values.locale), "help": some(help), "required": state.isRequired,
            "kept": state.isKept, "errors": errors, "warnings": warnings, "invalid": !errors.isEmpty,
            "has_problems": !errors.isEmpty || !warnings.isEmpty,
            "described": some(described.isEmpty ? nil : described.joined(separator: " ")),
            "text": false, "lines": false, "select": false, "checks": false, "files": false, "reference": false, "filter": false,
            "list": false,
        ]
        let title: (RecordID) -> String? = { values.titles[$0] }
        let typed = TypedText.text(field.type.isSet ? nil : state.value, field: field, title: title)
        switch field.type {
        case .code, .flag: input["select"] = ["options": options(field, chosen: [typed], id)] as [String: Any]
        case .codes:
            let options = options(field, chosen: Set((state.value?.arrayValue ?? []).compactMap(\.textValue)), id)
            input["checks"] = ["options": options] as [String: Any]
            input["filter"] = options.count > Self.codesShownMax
        case .references:
            let held = (state.value?.arrayValue ?? []).compactMap(\.textValue)
            input["checks"] =
                [
                    "options": held.map { text in
                        [
                            "value": text, "label": RecordID(text).flatMap { values.titles[$0] } ?? text, "chosen": true,
                            "id": "\(id)-\(text)",
                        ] as [String: Any]
                    }, "also": true, "kinds": some(kinds(field, beside: state.label(values.locale))),
                ] as [String: Any]
        case .reference:
            input["reference"] =
                [
                    "value": typed, "record": some(state.value?.textValue.flatMap { RecordID($0) }?.description),
                    "kinds": some(kinds(field, beside: state.label(values.locale))),
                    "kind": field.refers.count == 1 ? field.refers[0] : "",
                ] as [String: Any]
        case .file, .files:
            input["files"] = ["names": some(values.text(state.value ?? .null, field: field).nilIfEmpty)] as [String: Any]
        default:
            if field.multiline {
                input["lines"] = ["value": typed, "rows": field.type == .notes ? 4 : 3, "max": field.textMax] as [String: Any]
            } else {
                input["text"] = line(field, typed)
            }
        }
        return input
    }

    /// Which records fit; `nil` where the label of the field says it.
    private func kinds(_ field: Field, beside label: String) -> String? {
        let kinds = field.refers.map(values.kind)
        return kinds == [label] ? nil : kinds.joined(separator: words("list_separator")).nilIfEmpty
    }

    private func line(_ field: Field, _ typed: String) -> [String: Any] {
        let isNumber = [.integer, .decimal, .money].contains(field.type)
        let hint: Any =
            switch field.type {
            case .date: words("hint_date")
            case .time: words("hint_time")
            case .money: words("hint_money")
            case .place: words("hint_place")
            default: false
            }
        return [
            "value": typed, "mode": field.match == .phone ? "tel" : (isNumber ? "decimal" : "text"), "hint": hint,
            "short": [.date, .time, .integer, .decimal, .money].contains(field.type), "name_field": field.match == .name,
            "ltr": field.match == .phone || [.date, .time, .integer, .decimal, .money].contains(field.type),
        ]
    }

    private func options(_ field: Field, chosen: Set<String>, _ id: String) -> [[String: Any]] {
        if field.type == .flag {
            return [("", words("choose")), ("yes", words("yes")), ("no", words("no"))].map {
                ["value": $0.0, "label": $0.1, "chosen": chosen.contains($0.0)]
            }
        }
        guard let vocabulary = field.vocabulary.flatMap(catalog.vocabulary) else { return [] }
        let codes = vocabulary.codes.filter { !$0.retired || chosen.contains($0.code) }
        var options: [[String: Any]] = codes.map { code in
            [
                "value": code.code, "label": code.label(values.locale), "chosen": chosen.contains(code.code),
                "id": "\(id)-\(code.code)",
            ]
        }
        // A code that nobody knows here stays what it is.
        for code in chosen.sorted() where !code.isEmpty && vocabulary[code] == nil {
            options.append(["value": code, "label": code, "chosen": true, "id": "\(id)-\(code)"])
        }
        return field.type == .code ? [["value": "", "label": words("choose"), "chosen": false]] + options : options
    }

    private func some(_ text: String?) -> Any { text.map { $0 as Any } ?? false }
}

extension String {
    var nilIfEmpty: String? { isEmpty ? nil : self }
}
