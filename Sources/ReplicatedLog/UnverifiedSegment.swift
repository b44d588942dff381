public import Records

/// One entry as it travels: what cannot be recomputed from the chain before it.
public struct EntryBody: Hashable, Sendable {
    public enum Content: Hashable, Sendable {
        case payload(Payload)
        /// The payload was erased; only its commitment is left.
        case erased(EntryHash)
    }

    public let time: Int64
    public let context: [ContextItem]
    public let roster: RosterHead
    public let content: Content

    public init(time: Int64, context: [ContextItem], roster: RosterHead, content: Content) {
        self.time = time
        self.context = context
        self.roster = roster
        self.content = content
    }

    public var payload: Payload? {
        if case .payload(let payload) = content { payload } else { nil }
    }
}

/// A run of consecutive entries of one chain as somebody sent it: well formed, and believed in nothing yet.
public struct UnverifiedSegment: Hashable, Sendable {
    /// Encoded, deflated bytes at most.
    public static let encodedBytesMax = 56 * 1024
    /// What writers aim at, so that a segment fits a frame with room to spare.
    public static let encodedBytesTarget = 48 * 1024
    public static let inflatedBytesMax = 512 * 1024
    /// Names, texts and bodies of all operations, written out: what a segment can say by repeating what it has once.
    public static let payloadBytesMax = 4 * 1024 * 1024
    public static let entryCountMax = 4096
    public static let operationCountMax = 32 * 1024
    public static let contextCountMax = 4096
    static let signatureByteCount = 64

    public let space: SpaceID
    public let chain: ChainID
    /// Sequence of the first entry.
    public let first: UInt64
    /// Present exactly when `first` is 0.
    public let origin: ChainOrigin?
    public let entries: [EntryBody]
    /// Opens the salts of exactly the entries that still have their payload.
    public let salts: [SaltNode]
    /// Ed25519, by the chain's device, of the last entry; the hash chain binds the others.
    public let signature: [UInt8]
    /// An encoding of it that any device of this version reads: whoever passes a segment on need not deflate it again.
    /// No part of its identity.
    let packed: [UInt8]?

    /// One past the last sequence.
    public var end: UInt64 { first + UInt64(entries.count) }

    init(
        space: SpaceID, chain: ChainID, first: UInt64, origin: ChainOrigin?, entries: [EntryBody], salts: [SaltNode],
        signature: [UInt8], packed: [UInt8]? = nil
    ) {
        self.space = space
        self.chain = chain
        self.first = first
        self.origin = origin
        self.entries = entries
        self.salts = salts
        self.signature = signature
        self.packed = packed
    }

    func packed(as bytes: [UInt8]) -> UnverifiedSegment {
        UnverifiedSegment(
            space: space, chain: chain, first: first, origin: origin, entries: entries, salts: salts, signature: signature,
            packed: bytes)
    }

    public static func == (left: Self, right: Self) -> Bool {
        left.space == right.space && left.chain == right.chain && left.first == right.first && left.origin == right.origin
            && left.signature == right.signature && left.salts == right.salts && left.entries == right.entries
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(chain)
        hasher.combine(first)
        hasher.combine(signature)
    }

    static func malformed(_ what: String) -> LogError {
        LogError(.malformed, "A segment is malformed: \(what).")
    }
}
