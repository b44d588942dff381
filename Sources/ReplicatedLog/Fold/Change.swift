public import Records

/// Who wrote something, on which chain, and when they say it was.
public struct Provenance: Hashable, Sendable {
    public let person: PersonID
    public let chain: ChainID
    /// Claimed seconds since 1970.
    public let time: Int64

    public init(person: PersonID, chain: ChainID, time: Int64) {
        self.person = person
        self.chain = chain
        self.time = time
    }
}

/// A value of a field that no operation supersedes.
public struct Survivor: Hashable, Sendable {
    public let operation: OperationID
    public let provenance: Provenance

    public init(operation: OperationID, provenance: Provenance) {
        self.operation = operation
        self.provenance = provenance
    }
}

/// What folding one operation changed, for whoever projects the state into something to look at.
public enum Change: Sendable {
    case created(record: RecordID, kind: String, schemaVersion: UInt32, provenance: Provenance)
    /// The first ``survivorsMax`` survivors of a register, in canonical order, after `operation`, which wrote `value`;
    /// `operation` itself may not be among them.
    case register(record: RecordID, field: String, operation: OperationID, value: Value, survivors: [Survivor])
    /// An element is now in the set, or no longer.
    case element(record: RecordID, field: String, value: Value, present: Bool)
    case noted(record: RecordID, field: String, operation: OperationID, text: String, about: OperationID?, provenance: Provenance)
}

extension Change {
    /// More values than anybody settles at once; the rest come when these are settled, and ``SpaceState/survivors(of:field:)``
    /// has them all. Without a limit one hostile segment would make its reader list half a thousand million.
    public static let survivorsMax = 64
}

/// One operation in the history of a field: where to find it in the log, and whether it still stands.
public struct HistoryItem: Hashable, Sendable {
    public let operation: OperationID
    public let provenance: Provenance
    public let superseded: Bool
}
