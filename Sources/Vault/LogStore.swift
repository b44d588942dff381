public import Records
public import ReplicatedLog

/// What a device stated, as it came.
public struct StoredStatement: Hashable, Sendable {
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
    /// Verified, each continuing its chain, in order.
    public var segments: [Segment] = []
    public var held: [HeldSegment] = []
    public var released: Set<HeldSegment.ID> = []
    public var statements: [StoredStatement] = []
    /// New outbox notes; the store gives them their ids.
    public var outbox: [[UInt8]] = []
    public var outboxDone: Set<OutboxItem.ID> = []
    /// Small named values; `nil` removes one.
    public var settings: [String: [UInt8]?] = [:]

    public init() {}

    public var isEmpty: Bool {
        segments.isEmpty && held.isEmpty && released.isEmpty && statements.isEmpty && outbox.isEmpty && outboxDone.isEmpty
            && settings.isEmpty
    }
}

/// The seam behind which the log lies: sealed on a laptop's disk, or elsewhere at a large headquarters.
public protocol LogStore: AnyObject {
    /// Writes the batch in one transaction and returns once it is on stable storage.
    func write(_ batch: LogBatch) throws

    var spaces: [SpaceID] { get }
    /// How far each chain of a space is held.
    func heads(in space: SpaceID) -> [ChainHead]
    /// The segments of a chain that hold entries from `sequence` on, in order; the first is not cut.
    func segments(of chain: ChainID, in space: SpaceID, from sequence: UInt64) throws -> [UnverifiedSegment]
    /// Every segment of a space, chain after chain, each chain in order.
    func allSegments(in space: SpaceID, _ visit: (UnverifiedSegment) throws -> Void) throws
    func entry(_ chain: ChainID, _ sequence: UInt64, in space: SpaceID) throws -> EntryBody?
    func held() throws -> [HeldSegment]
    func statements() throws -> [StoredStatement]
    func outbox() throws -> [OutboxItem]
    func setting(_ name: String) throws -> [UInt8]?

    /// Joins small neighbouring segments of a space. Changes no head and no hash.
    ///
    /// - Parameter limit: rows to join at most, so that the work of one call is bounded.
    /// - Returns: how many rows are gone.
    @discardableResult
    func compact(_ space: SpaceID, limit: Int) throws -> Int
}
