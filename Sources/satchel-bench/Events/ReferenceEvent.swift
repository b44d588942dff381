import Records

/// One line of a device's event file: one edit of one record.
struct ReferenceEvent: Equatable {
    enum Edit: Equatable {
        case create(fields: [String: JSONValue])
        case set(field: String, value: JSONValue)
        case add(field: String, value: JSONValue)
        case remove(field: String, value: JSONValue)
        case note(field: String, text: String)
    }

    let device: String
    /// Since 1970.
    let milliseconds: Int64
    let kind: String
    let record: String
    let user: String
    /// The device's save: one durable commit.
    let batch: Int64
    let edit: Edit

    /// - Throws: a sentence fit to stand after the file's name and line.
    init(_ json: JSONValue) throws(EventFault) {
        guard json.objectValue != nil else { throw EventFault("it is not a JSON object") }
        device = try Self.text("device", json)
        kind = try Self.text("record_type", json)
        record = try Self.text("record_id", json)
        user = try Self.text("user", json)
        milliseconds = try Self.integer("wall_time_ms", json)
        batch = try Self.integer("batch", json)
        let sort = try Self.text("kind", json)
        if sort == "create" {
            guard let fields = json["fields"]?.objectValue else { throw EventFault("fields is not an object") }
            edit = .create(fields: fields)
            return
        }
        let field = try Self.text("field", json)
        guard let value = json["value"] else { throw EventFault("value is missing") }
        switch sort {
        case "set": edit = .set(field: field, value: value)
        case "add": edit = .add(field: field, value: value)
        case "remove": edit = .remove(field: field, value: value)
        case "note":
            guard let text = value.textValue else { throw EventFault("the value of a note is not text") }
            edit = .note(field: field, text: text)
        default: throw EventFault("kind is none of create, set, add, remove, note")
        }
    }

    private static func text(_ name: String, _ json: JSONValue) throws(EventFault) -> String {
        guard let text = json[name]?.textValue, !text.isEmpty else { throw EventFault("\(name) is missing or not text") }
        return text
    }

    private static func integer(_ name: String, _ json: JSONValue) throws(EventFault) -> Int64 {
        guard let number = json[name]?.integerValue else { throw EventFault("\(name) is missing or not a whole number") }
        return number
    }
}

/// What is wrong with an event file, where it is wrong.
struct EventFault: Error, CustomStringConvertible, Equatable {
    let description: String

    init(_ description: String) { self.description = description }

    static let unreadable = EventFault("An event refers to something that no event before it made.")
}
