extension SchemaReader {
    mutating func kind(named name: String, _ content: [UInt8]) -> RecordKind? {
        // JSON objects have no order, but forms do: fields keep the order in which the file has them.
        guard let (root, order) = document(content, orderOf: "properties") else { return nil }
        guard let satchel = root["x-satchel"], let properties = root["properties"]?.objectValue else {
            fault("", "x-satchel or properties is missing")
            return nil
        }
        if satchel["kind"]?.textValue != name || !SnakeCase.accepts(name) { fault("", "kind is not the name of the file, in snake_case") }
        if root["type"]?.textValue != "object" { fault("", "type is not object") }
        let version = version(satchel["version"])
        let labels = labels(satchel["labels"], "")
        let required = names(root["required"], "", "required")
        let title = names(satchel["title"], "", "title")
        if title.isEmpty { fault("", "title names no field") }
        for field in title where properties[field] == nil { fault("", "title names \(field), which is no field") }
        for field in required where properties[field] == nil { fault("", "required names \(field), which is no field") }
        guard properties.count <= Self.fieldsMax else {
            fault("", "there are more than \(Self.fieldsMax) fields")
            return nil
        }
        let fields = order.compactMap { name in
            properties[name].flatMap { field(named: name, $0, required: required.contains(name)) }
        }
        for field in fields.filter(\.deadline).dropFirst() { fault(field.name, "there is a second deadline") }
        return RecordKind(
            name: name, version: version, labels: labels, titleFields: title, fields: fields, done: doneRules(satchel["done"], fields),
            subjectFields: subject(satchel["subject"], fields))
    }

    mutating func field(named name: String, _ schema: JSONValue, required: Bool) -> Field? {
        if !SnakeCase.accepts(name) { fault(name, "the name is not in snake_case of 1 to 64") }
        guard let satchel = schema["x-satchel"], case .object = satchel else {
            fault(name, "x-satchel is missing")
            return nil
        }
        let type = choice(satchel["type"], name, "type", of: FieldType.self)
        let merge = choice(satchel["merge"], name, "merge", of: MergeRule.self)
        guard let type, let merge else { return nil }
        if !type.mergeRules.contains(merge) {
            fault(
                name,
                "\(type.rawValue) cannot merge as \(merge.rawValue), only as " + type.mergeRules.map(\.rawValue).joined(separator: " or "))
        }
        let deadline = flag(satchel["deadline"], name, "deadline", or: false)
        if deadline, type != .date { fault(name, "only a date can be a deadline") }
        let hxl = satchel["hxl"]?.textValue
        if satchel["hxl"] != nil, hxl?.hasPrefix("#") != true { fault(name, "hxl is not a tag that begins with #") }
        var match: FieldMatch?
        if satchel["match"] != nil {
            match = choice(satchel["match"], name, "match", of: FieldMatch.self)
            if type != .text || satchel["search"]?.flagValue != true { fault(name, "only text that is searched can be matched") }
        }
        let limits = limits(name, type, schema)
        return Field(
            name: name, type: type, merge: merge, pii: flag(satchel["pii"], name, "pii"), search: flag(satchel["search"], name, "search"),
            match: match,
            vocabulary: vocabularyName(name, type, satchel), refers: targets(name, type, satchel), deadline: deadline, hxl: hxl,
            labels: labels(satchel["labels"], name), help: texts(satchel["help"], name, "help"), textMax: limits.text,
            itemsMax: limits.items, minimum: limits.minimum, maximum: limits.maximum, required: required,
            retired: retired(name, satchel, required: required, deadline: deadline), isTimeZone: isTimeZone(name, type, satchel))
    }

    private mutating func isTimeZone(_ name: String, _ type: FieldType, _ satchel: JSONValue) -> Bool {
        let isTimeZone = flag(satchel["time_zone"], name, "time_zone", or: false)
        if isTimeZone, type != .text { fault(name, "only a text names a time zone") }
        return isTimeZone
    }

    private mutating func retired(_ name: String, _ satchel: JSONValue, required: Bool, deadline: Bool) -> Bool {
        let retired = flag(satchel["retired"], name, "retired", or: false)
        if retired, required { fault(name, "it is retired and cannot be required") }
        if retired, deadline { fault(name, "it is retired and cannot be a deadline") }
        return retired
    }

    private mutating func vocabularyName(_ name: String, _ type: FieldType, _ satchel: JSONValue) -> String? {
        let vocabulary = satchel["vocabulary"]?.textValue
        let wanted = type.element == .code
        if wanted, vocabulary == nil { fault(name, "\(type.rawValue) needs a vocabulary") }
        if !wanted, satchel["vocabulary"] != nil { fault(name, "only codes have a vocabulary") }
        return vocabulary
    }

    private mutating func targets(_ name: String, _ type: FieldType, _ satchel: JSONValue) -> [String] {
        let refers = names(satchel["refers"], name, "refers")
        let wanted = type.element == .reference
        if wanted, refers.isEmpty { fault(name, "\(type.rawValue) needs the kinds it refers to") }
        if !wanted, satchel["refers"] != nil { fault(name, "only references refer to kinds") }
        return refers
    }
}
