/// All kinds of records and all vocabularies that a replica knows.
public struct SchemaCatalog: Sendable {
    /// By name.
    public let kinds: [RecordKind]
    /// By name.
    public let vocabularies: [Vocabulary]
    private let kindsByName: [String: RecordKind]
    private let vocabulariesByName: [String: Vocabulary]

    /// Reads `records/*.schema.json` and `vocabularies/*.json`; other files are passed over.
    ///
    /// - Parameter files: content by path, the path relative to the folder of schemas.
    /// - Throws: ``RecordsErrorCode/brokenSchema``; the message has a line for every fault of every file.
    public init(files: [String: [UInt8]]) throws(RecordsError) {
        var reader = SchemaReader()
        reader.read(files)
        guard reader.faults.isEmpty else {
            throw RecordsError(
                .brokenSchema, "The schema files have faults:\n" + reader.faults.map { "  \($0)" }.joined(separator: "\n"),
                hint: "Correct these places of the files.")
        }
        self.init(kinds: reader.kinds, vocabularies: reader.vocabularies)
    }

    /// A catalog that was not read from files. Nothing is checked.
    ///
    /// - Precondition: the names of `kinds` differ, and those of `vocabularies`.
    package init(kinds: [RecordKind], vocabularies: [Vocabulary]) {
        self.kinds = kinds.sorted { $0.name < $1.name }
        self.vocabularies = vocabularies.sorted { $0.name < $1.name }
        kindsByName = Dictionary(uniqueKeysWithValues: kinds.map { ($0.name, $0) })
        vocabulariesByName = Dictionary(uniqueKeysWithValues: vocabularies.map { ($0.name, $0) })
    }

    public subscript(kind: String) -> RecordKind? { kindsByName[kind] }

    public func vocabulary(_ name: String) -> Vocabulary? { vocabulariesByName[name] }

    /// The vocabulary of a field of codes.
    func vocabulary(of field: Field) -> Vocabulary? { field.vocabulary.flatMap(vocabulary) }
}
