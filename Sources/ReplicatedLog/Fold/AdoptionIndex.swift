import Records

/// Where an operation of code 6 stands that brought an entry: ``OperationID`` by the numbers of a state.
struct Adopter: Hashable, Sendable {
    let chain: UInt32
    let sequence: UInt64
    let ordinal: UInt16
}

/// What a space knows of chains of other spaces: what was proved of them, which of their entries are folded here, and who brought them.
struct AdoptionIndex: Sendable {
    var chains: [UInt32: ForeignChain] = [:]
    private var isForeign: [Bool] = []
    /// Per chain, what proved entries say that their authors had seen of it: by count, the heads.
    private var claims: [UInt32: [UInt64: Set<UInt64>]] = [:]
    /// Operations of code 6 that proved nothing.
    var refusedCount = 0

    var isEmpty: Bool { chains.isEmpty }

    func contains(_ chain: UInt32) -> Bool { Int(chain) < isForeign.count && isForeign[Int(chain)] }

    mutating func add(_ chain: UInt32, space: SpaceID, origin: ChainOrigin) {
        guard !contains(chain) else { return }
        while isForeign.count <= Int(chain) { isForeign.append(false) }
        isForeign[Int(chain)] = true
        chains[chain] = ForeignChain(space: space, origin: origin)
    }

    /// The number of an entry that is folded here.
    func row(_ chain: UInt32, _ sequence: UInt64) -> UInt32? {
        UInt32(exactly: sequence).flatMap { chains[chain]?.rows[$0] }
    }

    /// Of an entry that is folded here.
    func adopters(of chain: UInt32, _ sequence: UInt32) -> [Adopter] {
        guard let foreign = chains[chain], let hash = foreign.folded[sequence] else { return [] }
        return foreign.entry(sequence, hash)?.adopters ?? []
    }

    // MARK: Claims

    mutating func note(_ claim: ContextIndex.Claim, on chain: UInt32) {
        claims[chain, default: [:]][claim.count, default: []].insert(claim.head)
    }

    /// Whether a claim counts: nothing is proved of the entry that it names, or some course has the entry that it says.
    func holds(_ claim: ContextIndex.Claim, on chain: UInt32) -> Bool {
        guard let sequence = UInt32(exactly: claim.count - 1), let proved = chains[chain]?.hashes[sequence] else { return true }
        return proved.contains { $0.short == claim.head }
    }

    /// Takes in that a course of a chain has an entry.
    ///
    /// - Returns: whether a claim counts now that did not, or the other way round.
    mutating func prove(_ hash: EntryHash, at sequence: UInt32, of chain: UInt32) -> Bool {
        let made = claims[chain]?[UInt64(sequence) + 1] ?? []
        let before = chains[chain]?.hashes[sequence] ?? []
        guard !before.contains(hash) else { return false }
        chains[chain]?.prove(hash, at: sequence)
        return made.contains { head in
            let held = before.isEmpty || before.contains { $0.short == head }
            return held != (hash.short == head || !before.isEmpty && held)
        }
    }
}
