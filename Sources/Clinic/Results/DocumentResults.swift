public import Records

/// What attaching a file did, and what whoever attached it should know.
public struct Attached: Sendable {
    public let saved: Saved
    public let file: FileReference
    /// Records of the same case that have the same file already.
    public let alike: [RecordSummary]
    /// The type that the file's name claims, where its content is another.
    public let claimed: String?
}

/// The document that another one was made from.
public struct DocumentOrigin: Hashable, Sendable {
    public enum Relation: String, Hashable, Sendable, CaseIterable {
        case derived, translation

        var field: String {
            switch self {
            case .derived: "derived_from"
            case .translation: "translation_of"
            }
        }
    }

    public let document: RecordID
    public let relation: Relation

    public init(_ document: RecordID, _ relation: Relation) {
        self.document = document
        self.relation = relation
    }
}

/// One link of the chain of custody.
public struct CustodyRow: Sendable {
    public let id: RecordID
    public let fields: [String: JSONValue]
    /// Who wrote it down, which need not be who had the paper.
    public let author: Author
    public let hasConflict: Bool
}
