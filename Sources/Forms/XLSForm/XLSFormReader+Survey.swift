import Records

/// The rows of the survey, from top to bottom.
extension XLSFormReader {
    private static let structure: Set<String> = [
        "type", "name", "label", "hint", "required", "relevant", "constraint", "constraint_message", "calculation", "default", "appearance",
    ]

    mutating func readSurvey() {
        var groups = [(isRepeat: Bool, record: String?, section: String?, labels: [String: String], relevant: (Int, String)?)]()
        var names = Set<String>()
        var isFresh = true
        for row in survey.rows.indices {
            let words = (survey[row, "type"] ?? "").lowercased().replacing("begin group", with: "begin_group")
                .replacing("end group", with: "end_group").replacing("begin repeat", with: "begin_repeat")
                .replacing("end repeat", with: "end_repeat").split(separator: " ").map(String.init)
            guard let type = words.first else { continue }
            for heading in survey.headings where survey[row, heading.lowercased()] != nil {
                let base = heading.lowercased().split(separator: ":").first.map(String.init) ?? ""
                if !Self.structure.contains(base) { leave(row, "the column \(base.prefix(40)) is not read") }
            }
            let name = survey[row, "name"] ?? ""
            switch type {
            case "begin_group", "begin_repeat":
                let isRepeat = type == "begin_repeat"
                let outer = groups.isEmpty ? records[0].key : groups.last?.record ?? nil
                let own = isRepeat ? nil : ownGroup(name)
                let record = isRepeat ? (outer == nil ? nil : repeatRecord(name)?.key) : own?.record ?? outer
                if record == nil, outer != nil {
                    leave(row, "no kind of record of the name \(name.prefix(64)) refers to a \(records[0].kind), so the group has no place")
                }
                groups.append((isRepeat, record, own?.section, survey.words(row, "label"), survey[row, "relevant"].map { (row, $0) }))
                isFresh = true
            case "end_group", "end_repeat":
                if groups.popLast() == nil { leave(row, "nothing is open that it could end") }
                isFresh = true
            default:
                guard let record = groups.isEmpty ? records[0].key : groups.last?.record ?? nil else {
                    leave(row, "it stands in a group that has no place")
                    continue
                }
                guard let item = item(row, type, words.dropFirst().first, name, record, &names) else { continue }
                if isFresh || sections.last?.record != record {
                    let labels = groups.last?.labels ?? [:]
                    let section = sectionName(groups.last?.section ?? labels["en"] ?? record)
                    sections.append(
                        Section(
                            name: section, labels: labels.isEmpty ? ["en": "Questions"] : labels, record: record,
                            relevant: groups.compactMap(\.relevant)))
                    isFresh = false
                }
                // A repeat group is one section: what comes after a group inside of it goes to the section there is.
                let isRepeat = records.first { $0.key == record }?.repeats ?? false
                let index = isRepeat ? sections.firstIndex { $0.record == record } ?? sections.count - 1 : sections.count - 1
                sections[index].items.append(item)
            }
        }
        sections.removeAll(where: \.items.isEmpty)
    }

    /// A group that a Satchel wrote says its record and its section: `group__case__problem`.
    private func ownGroup(_ name: String) -> (record: String, section: String)? {
        for record in records where name.hasPrefix("group__\(record.key)__") {
            return (record.key, String(name.dropFirst("group__\(record.key)__".count)))
        }
        return nil
    }

    private func sectionName(_ label: String) -> String {
        let base = String(Self.snake(label).prefix(48))
        var name = base
        var number = 2
        while sections.contains(where: { $0.name == name }) {
            name = "\(base)_\(number)"
            number += 1
        }
        return name
    }

    private mutating func item(
        _ row: Int, _ type: String, _ list: String?, _ name: String, _ record: String, _ names: inout Set<String>
    ) -> Item? {
        guard !name.isEmpty, names.insert(name).inserted else {
            leave(row, name.isEmpty ? "it has no name" : "there is a second question of its name")
            return nil
        }
        let prefix = record + "__"
        let bare = name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : name
        if type == "calculate" {
            let computed = Self.snake(bare)
            questions[name] = (record, computed)
            return Item(row: row, field: computed, isComputed: true, type: .text, vocabulary: nil)
        }
        guard let kind = records.first(where: { $0.key == record }).flatMap({ catalog[$0.kind] }) else { return nil }
        if let field = kind[bare] {
            guard Self.fits(type, field.type) else {
                leave(row, "\(type.prefix(40)) does not fit the field \(bare), which is \(field.type.rawValue)")
                return nil
            }
            if let vocabulary = field.vocabulary { mapCodes(list ?? "", to: vocabulary, row) }
            if field.type == .flag { flags.insert("\(record).\(bare)") }
            questions[name] = (record, bare)
            return Item(row: row, field: bare, isComputed: false, type: field.type, vocabulary: field.vocabulary)
        }
        return newField(row, type, list, name, bare, record, kind.name)
    }

    private static func fits(_ type: String, _ field: FieldType) -> Bool {
        switch type {
        case "text", "string": [.text, .notes, .reference, .references, .place].contains(field)
        case "integer", "int": field == .integer || field == .decimal
        case "decimal": field == .decimal || field == .money
        case "date": field == .date
        case "time": field == .time
        case "select_one": field == .code || field == .flag
        case "select_multiple": field == .codes
        case "file", "image", "audio", "video": field == .file || field == .files
        default: false
        }
    }

    /// A field of the organisation's own, named with the prefix that no release of the product uses.
    private mutating func newField(
        _ row: Int, _ type: String, _ list: String?, _ name: String, _ bare: String, _ record: String, _ kind: String
    ) -> Item? {
        let prefix = SchemaCatalog.extensionPrefix
        let snake = Self.snake(bare)
        let field = snake.hasPrefix(prefix) ? snake : String((prefix + snake).prefix(64))
        var labels = survey.words(row, "label")
        if labels.isEmpty { labels = ["en": name] }
        var satchel: [String: JSONValue] = [
            "pii": true, "search": false, "status": "draft", "labels": .object(labels.mapValues(JSONValue.text)), "merge": "review",
        ]
        var schema: [String: JSONValue] = ["type": "string"]
        var vocabulary: String?
        let made: FieldType
        switch type {
        case "text", "string":
            made = .text
            schema["maxLength"] = survey[row, "appearance"]?.contains("multiline") == true ? 2000 : 200
        case "integer", "int":
            made = .integer
            schema = ["type": "integer", "minimum": -1_000_000_000, "maximum": 1_000_000_000]
        case "decimal": made = .decimal
        case "date": made = .date
        case "time": made = .time
        case "select_one", "select_multiple":
            guard let list, let own = newVocabulary(list, row) else {
                leave(row, "its list of choices is missing or empty")
                return nil
            }
            vocabulary = own
            satchel["vocabulary"] = .text(own)
            made = type == "select_one" ? .code : .codes
        default:
            leave(row, "a question of type \(type.prefix(40)) has no place in a form")
            return nil
        }
        if let pattern = made.schemaPattern { schema["pattern"] = .text(pattern) }
        if made == .codes {
            schema = [
                "type": "array", "items": ["type": "string", "pattern": .text(made.schemaPattern ?? "")], "uniqueItems": true,
                "maxItems": 64,
            ]
            satchel["merge"] = "set"
        }
        satchel["type"] = .text(made.rawValue)
        schema["x-satchel"] = .object(satchel)
        guard fields[kind]?[field] == nil else {
            leave(row, "its name becomes \(field), which another question has")
            return nil
        }
        fields[kind, default: [:]][field] = .object(schema)
        questions[name] = (record, field)
        return Item(row: row, field: field, isComputed: false, type: made, vocabulary: vocabulary)
    }

    // MARK: Choices

    private func choices(of list: String) -> [(name: String, labels: [String: String])] {
        guard let sheet = choices else { return [] }
        return sheet.rows.indices.filter { sheet[$0, "list_name", "list name"] == list }.compactMap { row in
            sheet[row, "name", "value"].map { ($0, sheet.words(row, "label")) }
        }
    }

    private func code(_ name: String, _ labels: [String: String], _ code: String) -> JSONValue {
        [
            "code": .text(code), "labels": .object((labels.isEmpty ? ["en": name] : labels).mapValues(JSONValue.text)), "retired": false,
        ]
    }

    /// Choices of a list that the field's vocabulary lacks become codes of the organisation's own.
    private mutating func mapCodes(_ list: String, to vocabulary: String, _ row: Int) {
        guard let known = catalog.vocabulary(vocabulary) else { return }
        for (name, labels) in choices(of: list) where codes[vocabulary]?[name] == nil {
            if known[name] != nil {
                codes[vocabulary, default: [:]][name] = name
                if known[name]?.retired == true { leave(row, "the choice \(name) is a code that was retired") }
                continue
            }
            let snake = Self.snake(name)
            let own = snake.hasPrefix(SchemaCatalog.extensionPrefix) ? snake : String((SchemaCatalog.extensionPrefix + snake).prefix(64))
            codes[vocabulary, default: [:]][name] = own
            vocabularies[vocabulary, default: []].append(code(name, labels, own))
        }
    }

    private mutating func newVocabulary(_ list: String, _ row: Int) -> String? {
        let snake = Self.snake(list)
        let own = snake.hasPrefix(SchemaCatalog.extensionPrefix) ? snake : String((SchemaCatalog.extensionPrefix + snake).prefix(64))
        if codes[own] != nil { return own }
        let found = choices(of: list)
        guard !found.isEmpty else { return nil }
        for (name, labels) in found where codes[own]?[name] == nil {
            let made = Self.snake(name)
            guard !(codes[own]?.values.contains(made) ?? false) else {
                leave(row, "two choices of \(list.prefix(64)) become the code \(made)")
                continue
            }
            codes[own, default: [:]][name] = made
            vocabularies[own, default: []].append(code(name, labels, made))
        }
        return own
    }
}
