public import Records
public import ReplicatedLog

/// The seam behind which the log lies: sealed on a laptop's disk, or elsewhere at a large headquarters.
///
/// One suite of tests holds every implementation to what is said here.
public protocol LogStore: AnyObject {
    /// Writes the batch in one transaction and returns once it is on stable storage.
    ///
    /// - Throws: `.doesNotContinue`, `.storageFull`, `.stopped`; nothing of the batch is then there, now or later.
    func write(_ batch: LogBatch) throws

    /// The spaces that anything is held of, in order.
    var spaces: [SpaceID] { get }
    /// How far each chain of a space is held, in the chains' order.
    func heads(in space: SpaceID) -> [ChainHead]
    /// How far one chain is held; `nil` when nothing of it is.
    func head(of chain: ChainID, in space: SpaceID) -> ChainHead?
    /// The segments of a chain that hold entries from `sequence` on, in order; the first is not cut.
    func segments(of chain: ChainID, in space: SpaceID, from sequence: UInt64) throws -> [UnverifiedSegment]
    /// Every segment of a space, chain after chain, each chain in order.
    func allSegments(in space: SpaceID, _ visit: (UnverifiedSegment) throws -> Void) throws
    /// One entry; `nil` when it is not held.
    func entry(_ chain: ChainID, _ sequence: UInt64, in space: SpaceID) throws -> EntryBody?
    func held() throws -> [HeldSegment]
    func statements() throws -> [StoredStatement]
    /// In the order in which they were written.
    func outbox() throws -> [OutboxItem]
    func setting(_ name: String) throws -> [UInt8]?

    /// Joins small neighbouring segments of a space. Changes no head and no hash.
    ///
    /// - Parameter limit: rows to join at most, so that the work of one call is bounded.
    /// - Returns: how many rows are gone.
    @discardableResult
    func compact(_ space: SpaceID, limit: Int) throws -> Int

    /// Takes the payloads of entries away, so that not even this store's keys bring them back. Heads and hashes stay.
    func erase(_ sequences: [ChainID: Set<UInt64>], in space: SpaceID) throws

    /// Drops everything of a space: chains, heads, held segments, statements.
    func remove(_ space: SpaceID) throws
}
