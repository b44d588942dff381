public import Records
import ReplicatedLog

/// What a save did.
public struct Saved: Sendable {
    public let record: RecordID
    public let kind: String
    public let number: String?
    public let space: SpaceID
    /// Operations written; 0 when nothing differed from what is there.
    public let operationCount: Int
    /// Fields that now hold more than one value, because another one arrived that the form had not shown.
    public let conflictedFields: [String]
    /// The values that stood until this save and stand no more, by field. Whoever saved may not have seen them.
    public var replaced: [ReplacedValue] = []
    /// What could not be done after the save was on stable storage, in words. It is saved all the same.
    public var warnings: [String] = []
}

/// A value in whose place a save put another one. It stays in the history.
public struct ReplacedValue: Sendable {
    public let field: String
    public let value: JSONValue
    public let author: Author
}

/// A record as it stands, ready to be shown.
public struct RecordDetail: Sendable {
    public let id: RecordID
    public let space: SpaceID
    /// The space that it was moved to: here it is history.
    public let movedTo: SpaceID?
    public let kind: String
    public let schemaVersion: UInt32
    public let title: String
    public let number: String?
    /// Current values by field, sets as arrays; fields in conflict show the one that is displayed first.
    public let fields: [String: JSONValue]
    /// Field, and how many different values it holds (2 or more).
    public let conflicts: [String: Int]
    public let notes: [NoteDetail]
    public let created: Author
    public let updated: Author
    /// Records that refer to this one: kind, id, title, through which field.
    public let related: [RelatedRecord]
}

public struct RelatedRecord: Sendable {
    public let id: RecordID
    public let kind: String
    public let title: String
    public let field: String
}

public struct NoteDetail: Sendable {
    public let operation: OperationID
    public let field: String
    public let text: String
    /// The note that this one corrects or adds to.
    public let about: OperationID?
    public let author: Author
}

/// What a form displayed when it was opened: the survivors of every field. A save supersedes these and nothing else.
public struct Form: Sendable {
    public let record: RecordID
    public let kind: String
    public let space: SpaceID
    public let fields: [String: JSONValue]
    public let shown: [String: [OperationID]]

    /// Can be kept in a page or given to a later command; ``Clinic/form(token:)`` reads it back.
    public var token: String { FormToken.encode(record: record, shown: shown) }
}

public struct RecordSummary: Sendable {
    public let id: RecordID
    public let space: SpaceID
    public let kind: String
    public let title: String
    public let number: String?
    public let status: String?
    public let due: String?
    public let isDone: Bool
    public let hasConflict: Bool
    public let updated: Int64
    public let movedTo: SpaceID?
}

public struct ListQuery: Sendable {
    public var kind: String
    public var space: SpaceID?
    /// Field and the value it must have, as text.
    public var filters: [String: String] = [:]
    public var order: Order = .created
    /// Also what was moved to another space.
    public var includesMoved = false
    public var limit = 50
    public var offset = 0

    public enum Order: String, Sendable, CaseIterable { case created, updated, title, due }

    public init(kind: String) { self.kind = kind }
}

public struct RecordPage: Sendable {
    public let rows: [RecordSummary]
    public let total: Int
}

/// One edit in the history of a record.
public struct HistoryRow: Sendable {
    public let operation: OperationID
    public let field: String
    public enum Edit: Sendable {
        case put(JSONValue)
        case add(JSONValue)
        case remove(JSONValue)
        case note(String)
        /// The content was erased by law; who and when stays.
        case erased
    }
    public let edit: Edit
    public let author: Author
    /// Whether another edit stands in its place.
    public let isSuperseded: Bool
}

/// A field with more than one value that nobody has settled.
public struct ConflictDetail: Sendable {
    public struct Candidate: Sendable {
        public let operations: [OperationID]
        public let value: JSONValue
        public let author: Author
        /// What the field held before this value was written, where its author had seen one.
        public let before: JSONValue?
    }

    /// Short name to settle it by: record and field.
    public let record: RecordID
    public let field: String
    public let kind: String
    public let title: String
    public let number: String?
    public let space: SpaceID
    /// In canonical order; the one displayed first is `candidates[shown]`.
    public let candidates: [Candidate]
    public let shown: Int

    /// Stands for exactly these values under these numbers; ``Clinic/conflict(token:of:field:)`` reads it back.
    public var token: String { FormToken.encode(record: record, shown: [field: candidates.flatMap(\.operations)]) }
}

public enum Settlement: Sendable {
    /// Counted from 0 in ``ConflictDetail/candidates``.
    case candidate(Int)
    case value(JSONValue)
}
