/// The keywords of JSON Schema that say the same thing as `x-satchel`: exported JSON must validate against the file.
extension SchemaReader {
    struct Limits {
        var text = 200
        var items = 64
        var minimum: Int64?
        var maximum: Int64?
    }

    mutating func limits(_ name: String, _ type: FieldType, _ schema: JSONValue) -> Limits {
        var limits = Limits()
        if schema["type"]?.textValue != type.schemaType { fault(name, "the keyword type is not \(type.schemaType)") }
        let items = type.isSet || type == .notes ? schema["items"] : schema
        if let pattern = type.schemaPattern, items?["pattern"]?.textValue != pattern {
            fault(name, "the keyword pattern is not \(pattern)")
        }
        if type.isSet {
            if items?["type"]?.textValue != type.element.schemaType { fault(name, "the items are not of type \(type.element.schemaType)") }
            if schema["uniqueItems"]?.flagValue != true { fault(name, "the keyword uniqueItems is not true") }
            limits.items = Int(count(schema["maxItems"], name, "maxItems", 1...256) ?? 64)
        }
        switch type.element {
        case .text: limits.text = length(schema["maxLength"], name)
        case .notes: limits.text = length(items?["properties"]?["text"]?["maxLength"], name)
        case .place: limits.text = length(schema["properties"]?["text"]?["maxLength"], name)
        case .file: limits.text = length(items?["properties"]?["name"]?["maxLength"], name)
        case .integer: (limits.minimum, limits.maximum) = range(schema, name)
        case .money: checkRequired(schema, ["amount", "currency"], name)
        default: break
        }
        if type.element == .file { checkRequired(items, ["sha256", "size", "media_type", "name"], name) }
        if type == .notes { checkRequired(items, ["text"], name) }
        return limits
    }

    private mutating func length(_ value: JSONValue?, _ name: String) -> Int {
        Int(count(value, name, "maxLength", 1...Int64(Field.textMaxMax)) ?? 200)
    }

    private mutating func count(_ value: JSONValue?, _ name: String, _ keyword: String, _ range: ClosedRange<Int64>) -> Int64? {
        guard let number = value?.integerValue, range.contains(number) else {
            fault(name, "the keyword \(keyword) is not a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return number
    }

    private mutating func range(_ schema: JSONValue, _ name: String) -> (Int64?, Int64?) {
        guard let minimum = schema["minimum"]?.integerValue, let maximum = schema["maximum"]?.integerValue, minimum <= maximum else {
            fault(name, "the keywords minimum and maximum are not two whole numbers in order")
            return (nil, nil)
        }
        return (minimum, maximum)
    }

    private mutating func checkRequired(_ schema: JSONValue?, _ members: Set<String>, _ name: String) {
        let required = Set((schema?["required"]?.arrayValue ?? []).compactMap(\.textValue))
        if required != members { fault(name, "the keyword required is not " + members.sorted().joined(separator: ", ")) }
    }
}
