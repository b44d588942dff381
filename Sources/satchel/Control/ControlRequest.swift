import Records

/// What a client wants of the process that holds the store.
enum ControlRequest: Hashable, Sendable {
    /// Run a command as if it had been typed there.
    ///
    /// `person` is who gave a passphrase of their own with the command; `nil` when nobody did, and it is then the holder's.
    case run(arguments: [String], directory: String, terminal: Terminal, person: PersonID?)
    /// Forget the keys and end.
    case lock

    static let argumentsMax = 4096

    var json: JSONValue {
        switch self {
        case .lock: ["do": "lock"]
        case .run(let arguments, let directory, let terminal, let person):
            [
                "do": "run", "arguments": .array(arguments.map(JSONValue.text)), "directory": .text(directory), "terminal": terminal.json,
                "person": (person?.description).json,
            ]
        }
    }

    /// - Returns: `nil` for anything that ``json`` does not write.
    init?(json: JSONValue) {
        switch json["do"]?.textValue {
        case "lock": self = .lock
        case "run":
            guard let list = json["arguments"]?.arrayValue, list.count <= Self.argumentsMax,
                let directory = json["directory"]?.textValue, directory.hasPrefix("/"),
                let terminal = json["terminal"].flatMap(Terminal.init(json:))
            else { return nil }
            let arguments = list.compactMap(\.textValue)
            guard arguments.count == list.count, let given = json["person"] else { return nil }
            let person = given.textValue.flatMap(PersonID.init)
            // An identifier that cannot be read must not pass for none.
            guard person != nil || given.isNull else { return nil }
            self = .run(arguments: arguments, directory: directory, terminal: terminal, person: person)
        default: return nil
        }
    }
}
