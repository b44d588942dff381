public import Records

/// What of other spaces counts in this one: how much of a chain its device may say, which course of it stands, and what was erased.
/// The roster says so.
public struct AdoptionJudge: Sendable {
    public struct Chain: Hashable, Sendable {
        public let space: SpaceID
        public let origin: ChainOrigin
        public let chain: ChainID

        public init(space: SpaceID, origin: ChainOrigin, chain: ChainID) {
            self.space = space
            self.origin = origin
            self.chain = chain
        }
    }

    public struct Entry: Hashable, Sendable {
        public let space: SpaceID
        public let origin: ChainOrigin
        public let chain: ChainID
        public let sequence: UInt64
        public let hash: EntryHash
    }

    public enum Reach: Hashable, Sendable {
        case nothing
        case everything
        /// Entries below `count` that are proved to come before entry `count - 1` with the hash `head`. Without that, who got hold of
        /// the key of a device that writes no more could sign what it never wrote.
        case upTo(count: UInt64, head: EntryHash)
    }

    public struct Verdict: Hashable, Sendable {
        public let reach: Reach
        /// Where courses part: by sequence, the entry whose course stands.
        public let settled: [UInt64: EntryHash]

        public init(_ reach: Reach, settled: [UInt64: EntryHash] = [:]) {
            self.reach = reach
            self.settled = settled
        }

        public static let everything = Verdict(.everything)

        /// The entries that a proof has to go through: sequences and hashes.
        public var anchors: [UInt64: EntryHash] {
            switch reach {
            case .nothing: [:]
            case .everything: settled
            case .upTo(let count, let head): count > 0 ? [count - 1: head] : [:]
            }
        }
    }

    public let verdict: @Sendable (Chain) -> Verdict
    let accepts: @Sendable (Entry) -> Bool

    /// - Parameter accepts: whether an entry counts that is of a course that does.
    public init(
        verdict: @escaping @Sendable (Chain) -> Verdict = { _ in .everything }, accepts: @escaping @Sendable (Entry) -> Bool = { _ in true }
    ) {
        self.verdict = verdict
        self.accepts = accepts
    }

    /// For a log without a roster.
    public static let everything = AdoptionJudge()
}
