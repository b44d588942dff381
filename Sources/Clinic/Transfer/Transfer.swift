public import Records
import ReplicatedLog
import Views

/// What becomes of the people of a case that goes to another space.
public enum ClientFate: String, Sendable, CaseIterable {
    /// Whoever has no other case in the space goes with the case; of the others the new space gets a copy.
    case automatic
    case move
    case copy
    /// The case refers to people whom the new space does not know.
    case leave
}

/// What bringing a record into another space comes to: to be shown to a person, confirmed, and then done exactly so.
public struct Transfer: Sendable {
    public struct Item: Sendable {
        public let id: RecordID
        public let kind: String
        public let title: String
        public let number: String?
    }

    public let record: Item
    public let source: SpaceID
    public let sourceName: String?
    public let target: SpaceID
    public let targetName: String?
    /// What lives in the new space from then on: the record itself first, then what hangs on it.
    public let moved: [Item]
    /// Of whom the new space gets a copy; they live on where they are.
    public let copied: [Item]
    /// Of whom nothing goes, though what goes refers to them.
    public let leftBehind: [Item]
    /// What stays and of which something goes all the same, because it was saved in one entry with what goes: readers of the new space
    /// read what that entry says of it.
    public let alongside: [Item]
    /// Codes of the devices that can read it from then on.
    public let readers: [String]
    /// Those among them that could not before.
    public let newReaders: [String]
    /// Codes of devices that could read it and hear nothing new of it. What they hold they keep.
    public let formerReaders: [String]
    public let documentCount: Int
    /// Documents that are not on this device yet; they follow when they arrive.
    public let missingDocumentCount: Int
    /// Entries that are brought, with the proof of who wrote them.
    public let entryCount: Int
    /// Entries that it takes to bring them.
    public let adoptionCount: Int
    public let byteCount: Int
    let bodies: [[UInt8]]
    let documents: Set<[UInt8]>

    public var movedCounts: [(kind: String, count: Int)] {
        Dictionary(grouping: moved, by: \.kind).map { ($0.key, $0.value.count) }.sorted { $0.kind < $1.kind }
    }
}
