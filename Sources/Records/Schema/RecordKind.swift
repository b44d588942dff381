/// A kind of record: client, case, consultation, …
public struct RecordKind: Hashable, Sendable {
    public let name: String
    /// Counts the releases of its schema.
    public let version: Int
    public let labels: [String: String]
    /// The fields whose values make the one-line title of a record.
    public let titleFields: [String]
    /// In the order of the schema file, which is the order of a form.
    public let fields: [Field]
    /// When a deadline of this kind is over: when any of them holds.
    public let done: [DoneRule]
    /// The fields that lead to the client or case on which a record of this kind hangs; the first that is filled counts.
    public let subjectFields: [String]
    private let positions: [String: Int]

    /// - Precondition: the names of `fields` differ.
    public init(
        name: String, version: Int = 1, labels: [String: String] = [:], titleFields: [String], fields: [Field],
        done: [DoneRule] = [], subjectFields: [String] = ["case", "client"]
    ) {
        self.name = name
        self.version = version
        self.labels = labels
        self.titleFields = titleFields
        self.fields = fields
        self.done = done
        self.subjectFields = subjectFields
        positions = Dictionary(uniqueKeysWithValues: fields.enumerated().map { ($1.name, $0) })
    }

    /// The same kind with other fields.
    ///
    /// - Precondition: their names differ.
    func with(_ fields: [Field]) -> RecordKind {
        RecordKind(
            name: name, version: version, labels: labels, titleFields: titleFields, fields: fields, done: done,
            subjectFields: subjectFields)
    }

    /// - Complexity: O(1).
    public subscript(field: String) -> Field? { positions[field].map { fields[$0] } }

    /// The field that shows in the list of deadlines.
    public var deadline: Field? { fields.first(where: \.deadline) }

    public func label(_ locale: String) -> String { Labels.choose(labels, locale, name: name) }
}
