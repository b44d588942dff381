/// Reads what an organisation adds; what does not fit is a fault and left out.
extension SchemaReader {
    /// - Returns: the vocabulary that `path` makes or changes; `nil` when it is none or has faults.
    mutating func extended(
        _ path: String, _ content: [UInt8], _ known: [String: Vocabulary], _ prefixes: [String]
    ) -> Vocabulary? {
        begin(path)
        if let name = Self.name(in: path, folder: "vocabularies/", suffix: ".extension.json") {
            guard let vocabulary = known[name] else {
                fault("", "there is no vocabulary \(SnakeCase.accepts(name) ? name : "(unreadable)") to extend")
                return nil
            }
            return extended(vocabulary, content, prefixes)
        }
        guard let name = Self.name(in: path, folder: "vocabularies/", suffix: ".json") else { return nil }
        guard known[name] == nil else {
            fault("", "there is a vocabulary of that name already; \(name).extension.json adds to it")
            return nil
        }
        guard isOwn(name, prefixes, "") else { return nil }
        let before = faults.count
        let vocabulary = vocabulary(named: name, content)
        return faults.count == before ? vocabulary : nil
    }

    /// `{"vocabulary": "tag", "codes": [{"code": "x_flood", "labels": {…}}], "retired": ["old"]}`
    private mutating func extended(_ vocabulary: Vocabulary, _ content: [UInt8], _ prefixes: [String]) -> Vocabulary? {
        guard let root = document(content)?.root else { return nil }
        if root["vocabulary"]?.textValue != vocabulary.name { fault("", "vocabulary is not the name of the file") }
        let retired = Set(names(root["retired"], "", "retired"))
        for code in retired.sorted() where vocabulary[code] == nil {
            fault("retired", "there is no code \(SnakeCase.acceptsCode(code) ? code : "(unreadable)")")
        }
        let added = root["codes"]?.arrayValue ?? []
        if root["codes"] != nil, root["codes"]?.arrayValue == nil { fault("", "codes is not an array") }
        var codes = vocabulary.codes.map { code in
            Vocabulary.Code(code: code.code, labels: code.labels, retired: code.retired || retired.contains(code.code), maps: code.maps)
        }
        guard codes.count + added.count <= Self.codesMax else {
            fault("", "there are more than \(Self.codesMax) codes")
            return nil
        }
        for (index, item) in added.enumerated() {
            let place = "code \(index + 1)"
            guard let code = item["code"]?.textValue, SnakeCase.acceptsCode(code) else {
                fault(place, "code is not of small letters, digits and underscores, 1 to 64")
                continue
            }
            guard isOwn(code, prefixes, place) else { continue }
            guard !codes.contains(where: { $0.code == code }) else {
                fault(place, "there is a code \(code) already")
                continue
            }
            let before = faults.count
            let made = Vocabulary.Code(
                code: code, labels: labels(item["labels"], code), retired: flag(item["retired"], code, "retired", or: false),
                maps: texts(item["maps"], code, "maps"))
            if faults.count == before { codes.append(made) }
        }
        return Vocabulary(name: vocabulary.name, version: vocabulary.version, labels: vocabulary.labels, codes: codes)
    }

    /// `{"kind": "client", "properties": {"x_camp": {…}}}`, fields as in a schema file.
    mutating func extended(_ path: String, _ content: [UInt8], _ known: [String: RecordKind], _ prefixes: [String]) -> RecordKind? {
        guard let name = Self.name(in: path, folder: "records/", suffix: ".extension.json") else { return nil }
        begin(path)
        guard let kind = known[name] else {
            fault("", "there is no kind of record \(SnakeCase.accepts(name) ? name : "(unreadable)") to extend")
            return nil
        }
        guard let (root, order) = document(content, orderOf: "properties"), let properties = root["properties"]?.objectValue else {
            fault("", "properties is missing")
            return nil
        }
        if root["kind"]?.textValue != name { fault("", "kind is not the name of the file") }
        guard kind.fields.count + properties.count <= Self.fieldsMax else {
            fault("", "the kind would have more than \(Self.fieldsMax) fields")
            return nil
        }
        var fields = kind.fields
        for field in order {
            guard isOwn(field, prefixes, field) else { continue }
            guard kind[field] == nil else {
                fault(field, "there is a field of that name already")
                continue
            }
            let before = faults.count
            guard let schema = properties[field], let made = self.field(named: field, schema, required: false), faults.count == before
            else {
                continue
            }
            guard !made.deadline else {
                fault(field, "a field of an organisation's own cannot be the deadline")
                continue
            }
            fields.append(made)
        }
        return kind.with(fields)
    }

    private mutating func isOwn(_ name: String, _ prefixes: [String], _ place: String) -> Bool {
        if prefixes.contains(where: { name.hasPrefix($0) && name.utf8.count > $0.utf8.count }) { return true }
        let shown = SnakeCase.acceptsCode(name) ? name : "(unreadable)"
        fault(SnakeCase.acceptsCode(place) ? place : "", "\(shown) does not begin with " + prefixes.joined(separator: " or "))
        return false
    }
}
