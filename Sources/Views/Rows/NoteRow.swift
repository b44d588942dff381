public import Records
public import ReplicatedLog

/// Where a note stands; its text is read from the log.
public struct NoteRow: Hashable, Sendable {
    public let record: RecordID
    public let field: String
    public let operation: OperationID
    public let provenance: Provenance
    /// The note that this one corrects or adds to.
    public let about: OperationID?
}
