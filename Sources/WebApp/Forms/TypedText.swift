import Records

/// What stands in an input for a value: what somebody would type for it.
enum TypedText {
    /// - Parameter title: what a record is called, for references.
    static func text(_ json: JSONValue?, field: Field, title: (RecordID) -> String?) -> String {
        guard let json, !json.isNull else { return "" }
        switch field.type.element {
        case .flag: return json.flagValue.map { $0 ? "yes" : "no" } ?? plain(json)
        case .money:
            guard let amount = json["amount"]?.textValue, let currency = json["currency"]?.textValue else { return plain(json) }
            return "\(amount) \(currency)"
        case .place:
            let text = json["text"]?.textValue
            guard let code = json["code"]?.textValue else { return text ?? plain(json) }
            return "@" + code + (text.map { " " + $0 } ?? "")
        case .reference:
            guard let text = json.textValue else { return plain(json) }
            return RecordID(text).map { title($0) ?? text } ?? text
        default: return plain(json)
        }
    }

    private static func plain(_ json: JSONValue) -> String {
        if let text = json.textValue { return text }
        return json.isNull ? "" : String(decoding: json.serialized(), as: UTF8.self)
    }
}
