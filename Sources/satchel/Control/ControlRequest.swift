import Records

/// What a client wants of the process that holds the store.
enum ControlRequest: Hashable, Sendable {
    /// Run a command as if it had been typed there.
    case run(arguments: [String], directory: String, terminal: Terminal)
    /// Forget the keys and end.
    case lock

    static let argumentsMax = 4096

    var json: JSONValue {
        switch self {
        case .lock: ["do": "lock"]
        case .run(let arguments, let directory, let terminal):
            ["do": "run", "arguments": .array(arguments.map(JSONValue.text)), "directory": .text(directory), "terminal": terminal.json]
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
            guard arguments.count == list.count else { return nil }
            self = .run(arguments: arguments, directory: directory, terminal: terminal)
        default: return nil
        }
    }
}
