import Records

/// Gathers the fields of one save from a command line, and everything that is wrong with them.
struct FieldInput {
    let catalog: SchemaCatalog
    let kind: RecordKind
    /// What the record holds now; empty for a new one.
    let current: [String: JSONValue]
    private(set) var fields: [String: JSONValue] = [:]
    private(set) var problems: [Problem] = []

    init(catalog: SchemaCatalog, kind: RecordKind, current: [String: JSONValue] = [:]) {
        self.catalog = catalog
        self.kind = kind
        self.current = current
    }

    /// `field=value`; an empty value clears.
    mutating func set(_ assignment: String) throws(CommandError) {
        let (name, text) = try Self.split(assignment, option: "--set")
        guard fields[name] == nil else { throw Self.twice() }
        if let value = typed(text, name) { fields[name] = value }
    }

    /// All members of a JSON object.
    mutating func set(_ json: JSONValue) throws(CommandError) {
        guard let members = json.objectValue else {
            throw CommandError(.badArguments, "The JSON is not an object of fields.", hint: "Write it as {\"field\": value, …}.")
        }
        for (name, value) in members {
            guard fields[name] == nil else { throw Self.twice() }
            fields[name] = value
        }
    }

    /// `field=code`: adds elements to what a set field holds.
    mutating func include(_ assignment: String) throws(CommandError) {
        try change(assignment, option: "--add") { set, elements in set + elements.filter { !set.contains($0) } }
    }

    /// `field=code`: takes elements out of what a set field holds.
    mutating func exclude(_ assignment: String) throws(CommandError) {
        try change(assignment, option: "--remove") { set, elements in set.filter { !elements.contains($0) } }
    }

    mutating func report(_ problem: Problem) {
        problems.append(problem)
        fields[problem.field] = nil
    }

    mutating func replace(_ name: String, with value: JSONValue) { fields[name] = value }

    /// - Throws: All problems there are: those of reading the arguments, and those of the values that could be read.
    func checked(creating: Bool) throws -> [String: JSONValue] {
        guard !problems.isEmpty else { return fields }
        var all = problems
        do {
            _ = try catalog.validate(kind: kind.name, fields: fields, creating: creating)
        } catch {
            all += error.problems.filter { problem in !problems.contains { $0.field == problem.field } }
        }
        let order = Dictionary(uniqueKeysWithValues: kind.fields.enumerated().map { ($1.name, $0) })
        throw ValidationFailure(problems: all.sorted { (order[$0.field] ?? .max, $0.field) < (order[$1.field] ?? .max, $1.field) })
    }

    private mutating func change(
        _ assignment: String, option: String, _ changed: ([JSONValue], [JSONValue]) -> [JSONValue]
    ) throws(CommandError) {
        let (name, text) = try Self.split(assignment, option: option)
        if let field = kind[name], !field.type.isSet {
            throw CommandError(
                .badArguments, "\(option) is for fields that hold several values, and \(field.name) holds one.",
                hint: "Use --set \(field.name)=….")
        }
        guard let elements = typed(text, name)?.arrayValue else { return }
        fields[name] = .array(changed((fields[name] ?? current[name])?.arrayValue ?? [], elements))
    }

    private mutating func typed(_ text: String, _ name: String) -> JSONValue? {
        do {
            return try catalog.json(fromText: text, field: name, kind: kind.name)
        } catch {
            problems += error.problems
            return nil
        }
    }

    private static func split(_ assignment: String, option: String) throws(CommandError) -> (name: String, text: String) {
        guard let equals = assignment.firstIndex(of: "=") else {
            throw CommandError(.badArguments, "\(option) needs a field and a value.", hint: "Write it as \(option) field=value.")
        }
        return (String(assignment[..<equals]), String(assignment[assignment.index(after: equals)...]))
    }

    private static func twice() -> CommandError {
        CommandError(.badArguments, "A field is set twice.", hint: "Give each field once; several codes go into one value, with commas.")
    }
}
