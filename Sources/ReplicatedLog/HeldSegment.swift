import Records

/// Why a segment is kept without being folded and without standing in the vector.
public enum HoldReason: UInt8, Sendable, CaseIterable {
    /// Pending: earlier entries of its chain have not arrived.
    case gap = 1
    /// Pending: the roster held does not know its device.
    case unknownDevice = 2
    /// Quarantined: its device was never granted the space, or only to read.
    case notGranted = 3
    /// Quarantined: its device had lost its authority.
    case cutOff = 4
    /// Disputed: another entry stands at its place of the chain.
    case fork = 5

    public var isPending: Bool { self == .gap || self == .unknownDevice }
}

/// A segment that waits: for what is missing, for the roster, or for the registrar's word.
public struct HeldSegment: Hashable, Sendable, Identifiable {
    public let contents: UnverifiedSegment
    public let reason: HoldReason
    /// Seconds since 1970 by this device's clock; decides only what is dropped first when room runs out.
    public let arrived: Int64
    /// SHA-256 of the segment's canonical bytes, so that a second copy is the same one.
    public let id: EntryHash
    /// What keeping it costs.
    public let byteCount: Int
    /// It stood in this store's own log, and a repair, a cut-off or another course of its chain set it aside. It was verified once, and
    /// perhaps nobody else has it: it is never dropped to make room, and counts against no limit.
    public var isSalvaged: Bool

    /// Kept by a repair behind entries that were lost.
    public var waitsForLost: Bool { isSalvaged && reason == .gap }

    /// All held segments together that came from others.
    public static let bytesMax = 64 << 20

    public init(contents: UnverifiedSegment, reason: HoldReason, arrived: Int64, isSalvaged: Bool = false) {
        self.contents = contents
        self.reason = reason
        self.arrived = arrived
        self.isSalvaged = isSalvaged
        let bytes = contents.inflatedBytes()
        id = EntryHash(hashing: bytes)
        byteCount = bytes.count
    }
}
