/// What a kind says about the work that its records are: when a deadline is over, and on whom they hang.
extension SchemaReader {
    /// `[{ "field": "done" }, { "field": "status", "codes": ["waived"] }, { "passed": true }]`
    mutating func doneRules(_ value: JSONValue?, _ fields: [Field]) -> [DoneRule] {
        guard let value else { return [] }
        guard let items = value.arrayValue, !items.isEmpty else {
            fault("done", "it is not an array of rules")
            return []
        }
        if !fields.contains(where: \.deadline) { fault("done", "the kind has no deadline that could be over") }
        return items.compactMap { doneRule($0, fields) }
    }

    private mutating func doneRule(_ item: JSONValue, _ fields: [Field]) -> DoneRule? {
        if item["passed"]?.flagValue == true, item.objectValue?.count == 1 { return .passed }
        guard let name = item["field"]?.textValue, let field = fields.first(where: { $0.name == name }) else {
            fault("done", "a rule is neither passed nor about a field of the kind")
            return nil
        }
        guard !field.type.isSet, field.type != .notes else {
            fault("done", "\(name) holds several values")
            return nil
        }
        guard item["codes"] != nil else { return field.type == .flag ? .yes(field: name) : .filled(field: name) }
        let codes = names(item["codes"], "done", "codes")
        if field.type != .code || codes.isEmpty { fault("done", "codes are for a field of one code, and at least one") }
        return .codes(field: name, codes)
    }

    /// `["case", "dispute"]`; without it a record hangs on its case, or else on its client.
    mutating func subject(_ value: JSONValue?, _ fields: [Field]) -> [String] {
        guard value != nil else { return ["case", "client"] }
        let subject = names(value, "", "subject")
        for name in subject where fields.first(where: { $0.name == name })?.type != .reference {
            fault("subject", "\(name) is no field that refers to one record")
        }
        return subject
    }
}
