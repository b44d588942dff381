import Records

/// The files that the survey comes to.
extension XLSFormReader {
    mutating func files(title: String, version: Int64) throws(FormsError) -> [String: JSONValue] {
        readSurvey()
        records.removeAll { record in !sections.contains { $0.record == record.key } }
        guard records.first.map({ !$0.repeats }) ?? false, !sections.isEmpty else {
            throw FormsError(
                .notAnXLSForm, "Nothing of the survey can be mapped to the form's first record.",
                hint: unmapped.first.map { "First of all: \($0)." } ?? "Its sheet survey is empty.")
        }
        var files = extensions()
        let extended = catalog.extended(by: files.mapValues { $0.serialized() })
        let forms = forms(extended.catalog)
        let form: JSONValue = [
            "form": .text(name), "version": .integer(version), "status": "draft", "labels": ["en": .text(title)],
            "records": .array(records.map(Self.json)), "sections": .array(forms.sections), "checks": .array(forms.checks),
        ]
        // What is written has to be a form, or nobody could release it.
        _ = try FormLibrary.form(named: name, form.serialized(), catalog: extended.catalog)
        files["forms/\(name).form.json"] = form
        return files
    }

    private func extensions() -> [String: JSONValue] {
        var files = [String: JSONValue]()
        for (kind, properties) in fields {
            files["records/\(kind).extension.json"] = ["kind": .text(kind), "properties": .object(properties)]
        }
        for (vocabulary, codes) in vocabularies {
            if catalog.vocabulary(vocabulary) != nil {
                files["vocabularies/\(vocabulary).extension.json"] = ["vocabulary": .text(vocabulary), "codes": .array(codes)]
            } else {
                files["vocabularies/\(vocabulary).json"] = [
                    "vocabulary": .text(vocabulary), "version": 1, "status": "draft", "labels": ["en": .text(vocabulary)],
                    "codes": .array(codes),
                ]
            }
        }
        return files
    }

    private static func json(_ record: FormRecord) -> JSONValue {
        var members: [String: JSONValue] = ["key": .text(record.key), "kind": .text(record.kind)]
        if record.repeats {
            members["repeats"] = true
            members["count_max"] = .integer(Int64(record.countMax))
        }
        if !record.links.isEmpty {
            members["links"] = .object(Dictionary(record.links.map { ($0.field, .text($0.key)) }, uniquingKeysWith: { $1 }))
        }
        return .object(members)
    }

    // MARK: Sections

    private mutating func forms(_ catalog: SchemaCatalog) -> (sections: [JSONValue], checks: [JSONValue]) {
        var names = [String: FormNames]()
        for record in records {
            guard let kind = catalog[record.kind] else { continue }
            names[record.key] = FormNames(catalog: catalog, kind: kind, key: record.key, records: records)
        }
        var computed = [String: [String: ExpressionType]]()
        var values = [String: String]()
        for section in sections {
            for item in section.items where item.isComputed {
                guard let scope = names[section.record], let source = survey[item.row, "calculation"],
                    let value = expression(source, item, section.record, scope, isCondition: false)
                else {
                    if survey[item.row, "calculation"] == nil { leave(item.row, "it has nothing to calculate") }
                    continue
                }
                values["\(section.record).\(item.field)"] = value.0.description
                computed[section.record, default: [:]][item.field] = value.1
            }
        }
        for key in names.keys { names[key]?.computed = computed }
        var sections = [JSONValue]()
        var checks = [JSONValue]()
        for section in self.sections {
            guard let scope = names[section.record] else { continue }
            var items = [JSONValue]()
            for item in section.items {
                if item.isComputed {
                    guard let value = values["\(section.record).\(item.field)"] else { continue }
                    let labels = survey.words(item.row, "label")
                    items.append([
                        "compute": .text(item.field), "value": .text(value),
                        "labels": .object((labels.isEmpty ? ["en": item.field] : labels).mapValues(JSONValue.text)),
                    ])
                    continue
                }
                items.append(field(item, section.record, scope))
                if let check = check(item, section.record, scope) { checks.append(check) }
            }
            guard !items.isEmpty else { continue }
            var members: [String: JSONValue] = [
                "name": .text(section.name), "labels": .object(section.labels.mapValues(JSONValue.text)), "record": .text(section.record),
                "items": .array(items),
            ]
            if let condition = condition(of: section, names) { members["when"] = .text(condition) }
            sections.append(.object(members))
        }
        return (sections, checks)
    }

    private mutating func condition(of section: Section, _ names: [String: FormNames]) -> String? {
        let record = records.first { $0.key == section.record }
        let owner = record?.repeats ?? false ? record?.links.first?.key ?? section.record : section.record
        guard let scope = names[owner] else { return nil }
        var whole: Expression?
        for (row, source) in section.relevant {
            let item = Item(row: row, field: "", isComputed: false, type: .text, vocabulary: nil)
            guard let condition = expression(source, item, owner, scope, isCondition: true)?.0 else { continue }
            whole = whole.map { .and($0, condition) } ?? condition
        }
        return whole?.description
    }

    private mutating func field(_ item: Item, _ record: String, _ scope: FormNames) -> JSONValue {
        var members: [String: JSONValue] = ["field": .text(item.field)]
        let labels = survey.words(item.row, "label")
        if !labels.isEmpty, fields[scope.kind.name]?[item.field] == nil, labels != catalog[scope.kind.name]?[item.field]?.labels {
            members["labels"] = .object(labels.mapValues(JSONValue.text))
        }
        let help = survey.words(item.row, "hint")
        if !help.isEmpty { members["help"] = .object(help.mapValues(JSONValue.text)) }
        if ["yes", "true", "true()", "1"].contains(survey[item.row, "required"]?.lowercased() ?? "") {
            if scope.kind[item.field]?.required != true { members["required"] = true }
        }
        if let source = survey[item.row, "relevant"], let condition = expression(source, item, record, scope, isCondition: true) {
            members["when"] = .text(condition.0.description)
        }
        if let initial = survey[item.row, "default"], let json = self.initial(initial, item, scope) { members["default"] = json }
        return .object(members)
    }

    private mutating func initial(_ text: String, _ item: Item, _ scope: FormNames) -> JSONValue? {
        if item.type == .date, text.lowercased() == "today()" { return ["today": true] }
        func code(_ name: String) -> String { item.vocabulary.flatMap { codes[$0]?[name] } ?? name }
        let json: JSONValue? =
            switch item.type {
            case .integer: Int64(text).map(JSONValue.integer)
            case .flag:
                ["true", "yes", "1"].contains(text.lowercased()) ? true : ["false", "no", "0"].contains(text.lowercased()) ? false : nil
            case .code: .text(code(text))
            case .codes: .array(text.split(separator: " ").map { .text(code(String($0))) })
            case .place: ["text": .text(text)]
            case .reference, .references, .file, .files, .money: nil
            default: .text(text)
            }
        guard let json, (try? scope.catalog.validate(kind: scope.kind.name, fields: [item.field: json], creating: false)) != nil else {
            leave(item.row, "its default does not fit the field \(item.field)")
            return nil
        }
        return json
    }

    /// A constraint says what has to hold; a rule says when something is wrong.
    private mutating func check(_ item: Item, _ record: String, _ scope: FormNames) -> JSONValue? {
        guard let source = survey[item.row, "constraint"],
            let holds = expression(source, item, record, scope, isCondition: true)?.0
        else { return nil }
        let filled = Expression.not(.isEmpty(.path(ExpressionPath(name: item.field))))
        var messages = survey.words(item.row, "constraint_message")
        if messages.isEmpty { messages = ["en": "This is not accepted here."] }
        return [
            "name": .text(String("constraint_\(item.field)".prefix(64))), "severity": "error", "record": .text(record),
            "field": .text(item.field), "when": .text(Expression.and(.not(holds), filled).description),
            "messages": .object(messages.mapValues(JSONValue.text)),
        ]
    }

    // MARK: Expressions

    /// An expression that a form can say and that has its types; otherwise the row is listed.
    private mutating func expression(
        _ source: String, _ item: Item, _ record: String, _ scope: FormNames, isCondition: Bool
    ) -> (Expression, ExpressionType)? {
        let questions = self.questions
        let records = self.records
        do throws(ExpressionFault) {
            let path = { (name: String) -> ExpressionPath? in
                guard let question = questions[name] else {
                    return records.contains { $0.key == name && $0.repeats } ? ExpressionPath(name: name) : nil
                }
                return ExpressionPath(owner: question.key == record ? nil : question.key, name: question.field)
            }
            let isFlag = { [flags] (path: ExpressionPath) -> Bool in flags.contains("\(path.owner ?? record).\(path.name)") }
            let own = item.field.isEmpty ? nil : ExpressionPath(name: item.field)
            let mapped = renamed(try XPathParser.parse(source).expression(own: own, path: path, isFlag: isFlag), scope)
            let typing = ExpressionTyping(names: scope)
            if isCondition { return (try typing.condition(mapped), .flag) }
            return try typing.typed(mapped)
        } catch {
            leave(item.row, "\(source.prefix(80)) cannot be said in a form: \(error)")
            return nil
        }
    }

    /// Choices that became other codes are compared by these.
    private func renamed(_ expression: Expression, _ scope: FormNames) -> Expression {
        func vocabulary(_ subject: Expression) -> [String: String]? {
            guard case .path(let path) = subject, let type = try? scope.type(of: path) else { return nil }
            switch type {
            case .code(let vocabulary), .codes(let vocabulary): return codes[vocabulary.name]
            default: return nil
            }
        }
        func code(_ literal: Expression, _ names: [String: String]?) -> Expression {
            guard case .text(let name) = literal, let code = names?[name] else { return literal }
            return .text(code)
        }
        switch expression {
        case .not(let inner): return .not(renamed(inner, scope))
        case .and(let left, let right): return .and(renamed(left, scope), renamed(right, scope))
        case .or(let left, let right): return .or(renamed(left, scope), renamed(right, scope))
        case .compare(let comparison, let left, let right): return .compare(comparison, left, code(right, vocabulary(left)))
        case .call(.selected, let arguments):
            // On a question with one choice it asks for just that.
            let literal = code(arguments[1], vocabulary(arguments[0]))
            if case .path(let path) = arguments[0], case .code? = try? scope.type(of: path) {
                return .compare(.equal, arguments[0], literal)
            }
            return .call(.selected, [arguments[0], literal])
        default: return expression
        }
    }
}
