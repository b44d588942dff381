/// What can become of the records of one kind: data of `Schemas/workflows/`.
public struct Workflow: Hashable, Sendable {
    /// One step that a person can take.
    public struct Transition: Hashable, Sendable {
        /// As the command line says it: `accept`.
        public let verb: String
        public let from: [String]
        public let to: String
        /// Fields that have to be filled before.
        public let needs: [String]
        /// The date field that gets the day of the step.
        public let sets: String?
    }

    /// The kind of record, which is the name of the file.
    public let kind: String
    public let version: Int
    /// The field that says the status, and the status of a record that says none.
    public let field: String
    public let initial: String
    /// In the order in which people are offered them.
    public let transitions: [Transition]
    /// The status that the fields of a record say.
    public func status(in fields: [String: JSONValue]) -> String { fields[field]?.textValue ?? initial }

    /// The verbs that are possible now.
    public func possible(in fields: [String: JSONValue]) -> [Transition] {
        let status = status(in: fields)
        return transitions.filter { $0.from.contains(status) && $0.missing(in: fields).isEmpty }
    }

    /// The step `verb` for a record with these fields.
    ///
    /// - Throws: ``RecordsErrorCode/notPossibleNow``, naming what is possible.
    public func transition(_ verb: String, of fields: [String: JSONValue]) throws(RecordsError) -> Transition {
        let status = status(in: fields)
        guard let transition = transitions.first(where: { $0.verb == verb && $0.from.contains(status) }) else {
            let possible = possible(in: fields).map(\.verb)
            throw RecordsError(
                .notPossibleNow, "A \(kind) that is \(status) cannot \(verb).",
                hint: possible.isEmpty
                    ? "Nothing more can become of it; write down a new one." : "Possible now: \(possible.joined(separator: ", ")).")
        }
        let missing = transition.missing(in: fields)
        guard missing.isEmpty else {
            throw RecordsError(
                .notPossibleNow, "Before that, \(missing.joined(separator: " and ")) has to be filled.",
                hint: "Possible now: \(possible(in: fields).map(\.verb).joined(separator: ", ")).")
        }
        return transition
    }
}

extension Workflow.Transition {
    fileprivate func missing(in fields: [String: JSONValue]) -> [String] { needs.filter { (fields[$0] ?? .null).isNull } }
}
