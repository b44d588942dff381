public import Records

/// Whether an entry of another space counts: whether its device may write there, and whether it was erased. The roster says so.
public struct AdoptionJudge: Sendable {
    public struct Entry: Hashable, Sendable {
        public let space: SpaceID
        public let origin: ChainOrigin
        public let chain: ChainID
        public let sequence: UInt64
        public let hash: EntryHash
    }

    let accepts: @Sendable (Entry) -> Bool

    public init(accepts: @escaping @Sendable (Entry) -> Bool) { self.accepts = accepts }

    /// For a log without a roster.
    public static let everything = AdoptionJudge { _ in true }
}

/// Where an operation of code 6 stands that brought an entry: ``OperationID`` by the numbers of a state.
struct Adopter: Hashable, Sendable {
    let chain: UInt32
    let sequence: UInt64
    let ordinal: UInt16
}

/// What a space knows of chains of other spaces: which of their entries are folded here, and who brought them.
struct AdoptionIndex: Sendable {
    struct Foreign: Sendable {
        let space: SpaceID
        let origin: ChainOrigin
        /// Sequences of the entries folded, with their numbers.
        var rows: [UInt32: UInt32] = [:]
        /// Proved, folded or not.
        var heads: [UInt32: EntryHash] = [:]
        /// By sequence, also of operations that were folded before this state was begun again.
        var adopters: [UInt32: [Adopter]] = [:]
        /// Of two entries at one place, the one of the lesser hash counts.
        var chosen: [UInt32: EntryHash] = [:]
    }

    var chains: [UInt32: Foreign] = [:]
    private var isForeign: [Bool] = []
    /// Proved entries that the roster did not let count.
    var declined: Set<AdoptionJudge.Entry> = []
    /// Operations of code 6 that proved nothing.
    var refusedCount = 0

    var isEmpty: Bool { chains.isEmpty }

    func contains(_ chain: UInt32) -> Bool { Int(chain) < isForeign.count && isForeign[Int(chain)] }

    mutating func add(_ chain: UInt32, space: SpaceID, origin: ChainOrigin) {
        guard !contains(chain) else { return }
        while isForeign.count <= Int(chain) { isForeign.append(false) }
        isForeign[Int(chain)] = true
        chains[chain] = Foreign(space: space, origin: origin)
    }

    /// The number of an entry that is folded here.
    func row(_ chain: UInt32, _ sequence: UInt64) -> UInt32? {
        UInt32(exactly: sequence).flatMap { chains[chain]?.rows[$0] }
    }

    func adopters(of chain: UInt32, _ sequence: UInt32) -> [Adopter] { chains[chain]?.adopters[sequence] ?? [] }
}
