public import Records
public import ReplicatedLog

/// A field with more than one value that nobody has settled.
public struct ConflictRow: Hashable, Sendable {
    public let record: RecordRow
    public let field: String
    /// 2 or more, the shown one first, then by falling (claimed time, operation).
    public let values: [ConflictValue]
}

/// One of the values that stand in a field.
public struct ConflictValue: Hashable, Sendable {
    public let value: Value
    /// Who wrote exactly this, byte by byte: 1 or more, by falling (claimed time, operation).
    public let survivors: [Survivor]
}
