public import Records
public import ReplicatedLog

/// What a device stated, as it came.
public struct StoredStatement: Hashable, Sendable {
    public static let deviceKeyByteCount = 32

    public let deviceKey: [UInt8]
    public let space: SpaceID
    public let bytes: [UInt8]

    public init(deviceKey: [UInt8], space: SpaceID, bytes: [UInt8]) {
        self.deviceKey = deviceKey
        self.space = space
        self.bytes = bytes
    }
}

/// A note that something was handed over: references to what, never a copy of it.
public struct OutboxItem: Hashable, Sendable, Identifiable {
    public let id: Int64
    public let bytes: [UInt8]

    public init(id: Int64, bytes: [UInt8]) {
        self.id = id
        self.bytes = bytes
    }
}

/// Everything that one act changes in the store: written in one transaction, or not at all.
public struct LogBatch: Sendable {
    /// UTF-8 bytes of a setting's name at most.
    public static let settingNameBytesMax = 256

    /// Where a chain ends before anything of the batch is added to it; `nil` for a chain of which nothing stays. A segment that
    /// reaches beyond goes as a whole, so the head is where one ends; what is to stay of it is in ``segments`` or ``held``.
    public var cuts: [SpaceID: [ChainID: ChainHead?]] = [:]
    /// Verified, each continuing its chain, in order.
    public var segments: [Segment] = []
    public var held: [HeldSegment] = []
    public var released: Set<HeldSegment.ID> = []
    /// The newest of each device and space; it takes the place of the one before.
    public var statements: [StoredStatement] = []
    /// New outbox notes; the store gives them their ids.
    public var outbox: [[UInt8]] = []
    public var outboxDone: Set<OutboxItem.ID> = []
    /// Small named values; `nil` removes one.
    public var settings: [String: [UInt8]?] = [:]

    public init() {}

    public var isEmpty: Bool {
        cuts.isEmpty && segments.isEmpty && held.isEmpty && released.isEmpty && statements.isEmpty && outbox.isEmpty && outboxDone.isEmpty
            && settings.isEmpty
    }
}

extension LogBatch {
    /// The heads that the batch moves on.
    ///
    /// - Parameter held: the head of a chain before the batch.
    /// - Throws: `.doesNotContinue` for a segment that does not begin where its chain ends, `.tooLarge` for a setting's name.
    func newHeads(held: (SpaceID, ChainID) -> ChainHead?) throws -> [SpaceID: [ChainID: ChainHead]] {
        guard settings.keys.allSatisfy({ $0.utf8.count <= Self.settingNameBytesMax }) else {
            throw VaultError(.tooLarge, "The name of a setting is longer than \(Self.settingNameBytesMax) bytes.")
        }
        guard statements.allSatisfy({ $0.deviceKey.count == StoredStatement.deviceKeyByteCount }) else {
            throw VaultError(.refused, "A statement is not from a device.")
        }
        var heads = [SpaceID: [ChainID: ChainHead]]()
        for segment in segments {
            let before = cuts[segment.space]?[segment.chain] ?? held(segment.space, segment.chain)
            let count = (heads[segment.space]?[segment.chain] ?? before)?.count ?? 0
            guard segment.first == count else {
                throw VaultError(
                    .doesNotContinue, "A segment begins at entry \(segment.first) of its chain, which is held up to \(count).",
                    hint: "Nothing was saved. Read what was brought again.")
            }
            heads[segment.space, default: [:]][segment.chain] = segment.head
        }
        return heads
    }
}
