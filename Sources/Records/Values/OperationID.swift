/// Where an operation stands for ever: chain, sequence of its entry, ordinal within the entry.
///
/// Nothing has to be coordinated or guessed, and inside a segment it costs almost no bytes.
public struct OperationID: Hashable, Comparable, Sendable {
    public let chain: ChainID
    /// Counted from 0.
    public let sequence: UInt64
    /// Counted from 0 within the entry.
    public let ordinal: UInt16

    public init(chain: ChainID, sequence: UInt64, ordinal: UInt16) {
        self.chain = chain
        self.sequence = sequence
        self.ordinal = ordinal
    }

    public static func < (left: Self, right: Self) -> Bool {
        (left.chain, left.sequence, left.ordinal) < (right.chain, right.sequence, right.ordinal)
    }
}

/// A record is named by the operation that created it.
public typealias RecordID = OperationID

extension OperationID: LosslessStringConvertible {
    /// `<chain, 26 characters>.<sequence>.<ordinal>`
    public var description: String { "\(chain).\(sequence).\(ordinal)" }

    public init?(_ description: String) {
        let parts = description.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let chain = ChainID(String(parts[0])),
            let sequence = UInt64(parts[1]), String(sequence) == parts[1],
            let ordinal = UInt16(parts[2]), String(ordinal) == parts[2]
        else { return nil }
        self.init(chain: chain, sequence: sequence, ordinal: ordinal)
    }
}
