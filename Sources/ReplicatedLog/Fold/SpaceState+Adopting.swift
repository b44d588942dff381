public import Records

/// Entries of other spaces that were brought into this one: `Schemas/log.md`, “Adopting”.
extension SpaceState {
    /// Folds what an operation of code 6 brings. What it does not prove, or the roster does not let count, folds to nothing.
    mutating func adopt(_ bytes: [UInt8], by adopter: Adopter, _ desk: inout FoldingDesk, _ visit: (Change) -> Void) {
        guard let adoption = try? UnverifiedAdoption(decoding: bytes).verified(), adoption.space != space else {
            self.adoption.refusedCount += 1
            return
        }
        let chain = chains.index(of: adoption.chain)
        self.adoption.add(chain, space: adoption.space, origin: adoption.origin)
        learn(adoption, of: chain, by: adopter, desk.judge)
        for entry in adoption.entries {
            guard let payload = entry.payload, self.adoption.chains[chain]?.stands(UInt32(entry.sequence), entry.hash) == true,
                desk.judge.accepts(
                    AdoptionJudge.Entry(
                        space: adoption.space, origin: adoption.origin, chain: adoption.chain, sequence: entry.sequence, hash: entry.hash))
            else { continue }
            adopt(entry, payload, of: chain, &desk, visit)
        }
    }

    private mutating func adopt(
        _ entry: Adoption.Entry, _ payload: Payload, of chain: UInt32, _ desk: inout FoldingDesk, _ visit: (Change) -> Void
    ) {
        let sequence = UInt32(entry.sequence)
        // It was folded before, or another course was, and all of this is folded again.
        guard adoption.chains[chain]?.rows[sequence] == nil else { return }
        let number = UInt32(entries.count)
        let person = persons.index(of: payload.person)
        entries.append(FoldedEntry(time: entry.time, short: entry.hash.short, chain: chain, sequence: sequence, person: person))
        adoption.chains[chain]?.rows[sequence] = number
        adoption.chains[chain]?.folded[sequence] = entry.hash
        (desk.entry, desk.chain) = (number, chain)
        let provenance = Provenance(person: payload.person, chain: chains[chain], time: entry.time)
        for (ordinal, operation) in payload.operations.enumerated() {
            fold(operation, OperationID(chain: chains[chain], sequence: entry.sequence, ordinal: UInt16(ordinal)), provenance, &desk, visit)
        }
    }

    /// Takes in what is proved: which courses a chain has, who brought what of it, and what its entries say that their author had seen.
    ///
    /// What was folded by less than that is folded again, since whoever learns it in another order must come to the same.
    private mutating func learn(_ adoption: Adoption, of chain: UInt32, by adopter: Adopter, _ judge: AdoptionJudge) {
        let partedBefore = self.adoption.chains[chain]?.parting
        var fresh = [UInt32: EntryHash]()
        for entry in adoption.entries {
            let sequence = UInt32(entry.sequence)
            let seen = entry.context.map {
                ForeignChain.Entry.Seen(
                    chain: chains.index(of: $0.chain), claim: ContextIndex.Claim(count: $0.count, head: $0.head))
            }
            let proved = ForeignChain.Entry(hash: entry.hash, previous: entry.previous, skip: entry.skip, seen: seen)
            for (place, hash) in proved.names(at: sequence) where self.adoption.prove(hash, at: place, of: chain) { isContradicted = true }
            if self.adoption.chains[chain]?.insert(proved, at: sequence) == true {
                fresh[sequence] = entry.hash
                for item in seen { self.adoption.note(item.claim, on: item.chain) }
            }
            if entry.payload != nil, self.adoption.chains[chain]?.add(adopter, to: sequence, entry.hash) == true {
                // Somebody who had seen this adoption and not the earlier one wrote what is folded already.
                let isFolded = self.adoption.chains[chain]?.folded[sequence] == entry.hash
                if isFolded, adopter.sequence < context.seenByOthers(of: adopter.chain) { isContradicted = true }
            }
        }
        let verdict = judge.verdict(AdoptionJudge.Chain(space: adoption.space, origin: adoption.origin, chain: adoption.chain))
        if self.adoption.chains[chain]?.settle(verdict, fresh: fresh, partedBefore: partedBefore) == true { isContradicted = true }
        for (sequence, hash) in fresh where noteSeen(by: hash, at: sequence, of: chain) { isContradicted = true }
    }

    /// Takes in what an entry that stands says its author had seen.
    ///
    /// - Returns: whether both sides were folded as if the one author had not seen the other.
    private mutating func noteSeen(by hash: EntryHash, at sequence: UInt32, of chain: UInt32) -> Bool {
        guard let entry = adoption.chains[chain]?.entry(sequence, hash), entry.stands else { return false }
        var isLate = false
        for item in entry.seen where adoption.holds(item.claim, on: item.chain) {
            guard context.insert(author: chain, other: item.chain, at: UInt64(sequence), count: item.claim.count) else { continue }
            let authors = adoption.chains[chain]?.rows.keys.contains { $0 >= sequence } ?? false
            if authors, adoption.chains[item.chain]?.rows.keys.contains(where: { UInt64($0) < item.claim.count }) ?? false { isLate = true }
        }
        return isLate
    }

    /// Whether what stands in entry `sequence` of `author` was written by somebody who had seen an entry of another chain.
    ///
    /// Who wrote in this space had seen what was adopted when they had seen the adoption. Who wrote in another space had seen what they
    /// say of chains of that space, and nothing of this one.
    func hadSeen(_ chain: UInt32, _ sequence: UInt64, by author: UInt32, at authorSequence: UInt64) -> Bool {
        guard adoption.contains(author) else {
            guard adoption.contains(chain) else { return context.seen(of: chain, by: author, at: authorSequence) > sequence }
            return adoption.adopters(of: chain, UInt32(sequence)).contains { adopter in
                adopter.chain == author
                    ? adopter.sequence < authorSequence
                    : context.seen(of: adopter.chain, by: author, at: authorSequence) > adopter.sequence
            }
        }
        guard adoption.contains(chain), adoption.chains[chain]?.space == adoption.chains[author]?.space else { return false }
        return context.seen(of: chain, by: author, at: authorSequence) > sequence
    }

    /// What was proved before this state has to be folded again: else it would be found out again and again. What follows from it is
    /// found anew, of what stands now.
    func carryAdoptions(to fresh: inout SpaceState) {
        for (chain, foreign) in adoption.chains {
            let index = fresh.chains.index(of: chains[chain])
            fresh.adoption.add(index, space: foreign.space, origin: foreign.origin)
            let numbered = foreign.renumbered { fresh.chains.index(of: chains[$0]) }
            fresh.adoption.chains[index] = numbered
            for known in numbered.entries.values {
                for item in known.flatMap(\.seen) { fresh.adoption.note(item.claim, on: item.chain) }
            }
        }
        for (chain, foreign) in fresh.adoption.chains {
            for (sequence, known) in foreign.entries {
                for entry in known { _ = fresh.noteSeen(by: entry.hash, at: sequence, of: chain) }
            }
        }
    }
}

// MARK: Reading

/// An entry of another space that was folded here, and the operations that brought it.
public struct AdoptedEntry: Hashable, Sendable {
    public let chain: ChainID
    public let sequence: UInt64
    public let adopters: [OperationID]
}

extension SpaceState {
    /// Where operations of other spaces were written; `nil` for chains of this one.
    public func foreignOrigin(of chain: ChainID) -> (space: SpaceID, origin: ChainOrigin)? {
        chains.existing(chain).flatMap { adoption.chains[$0] }.map { ($0.space, $0.origin) }
    }

    /// Whether an entry of another space is folded here.
    public func hasAdopted(_ chain: ChainID, _ sequence: UInt64) -> Bool {
        chains.existing(chain).flatMap { adoption.row($0, sequence) } != nil
    }

    /// The operations that brought an entry of another space, in order.
    public func adopters(of chain: ChainID, _ sequence: UInt64) -> [OperationID] {
        guard let chain = chains.existing(chain), let sequence = UInt32(exactly: sequence) else { return [] }
        return adoption.adopters(of: chain, sequence).map {
            OperationID(chain: chains[$0.chain], sequence: $0.sequence, ordinal: $0.ordinal)
        }
        .sorted()
    }

    /// The entries folded here that say anything of a record, of this space and of others.
    ///
    /// - Complexity: O(operations of the record).
    public func entries(about record: RecordID) -> [(chain: ChainID, sequence: UInt64)] {
        guard let record = recordIndex(record) else { return [] }
        var numbers = [UInt32]()
        var index = records[record].first
        while index != .nowhere {
            let operation = operations[index]
            if numbers.last != operation.entry { numbers.append(operation.entry) }
            index = operation.next
        }
        return numbers.map { (chains[entries[$0].chain], UInt64(entries[$0].sequence)) }
    }

    /// Operations of code 6 folded that prove nothing: altered, cut short, or of this very space.
    public var refusedAdoptionCount: Int { adoption.refusedCount }
    /// Proved entries of other spaces that do not count here: the roster does not let them, or two courses of their chain part.
    public var declinedAdoptionCount: Int {
        adoption.chains.values.reduce(0) { count, foreign in count + foreign.brought.count { foreign.folded[$0.sequence] != $0.entry.hash }
        }
    }

    /// Where two courses of a chain of another space part of which nobody said which one stands: from there on neither counts here.
    public var contestedAdoptions: [(chain: ChainID, sequence: UInt64)] {
        adoption.chains.compactMap { chain, foreign in foreign.contestedPlace.map { (chains[chain], UInt64($0)) } }
            .sorted { ($0.0, $0.1) < ($1.0, $1.1) }
    }

    /// Whether entries of a chain of another space count only when they are proved to lie on a certain course of it.
    public func isAnchored(_ chain: ChainID) -> Bool {
        chains.existing(chain).flatMap { adoption.chains[$0] }?.verdict.anchors.isEmpty == false
    }

    /// Whether an operation here brought the content of exactly this entry, counted or not.
    public func carries(_ chain: ChainID, _ sequence: UInt64, _ hash: EntryHash) -> Bool {
        guard let foreign = chains.existing(chain).flatMap({ adoption.chains[$0] }), let sequence = UInt32(exactly: sequence) else {
            return false
        }
        return foreign.entry(sequence, hash)?.adopters.isEmpty == false
    }

    /// The operations that brought the content of an entry, of whichever course, counted or not.
    public func carriers(of chain: ChainID, _ sequence: UInt64) -> [OperationID] {
        guard let foreign = chains.existing(chain).flatMap({ adoption.chains[$0] }), let sequence = UInt32(exactly: sequence) else {
            return []
        }
        return (foreign.entries[sequence] ?? []).flatMap(\.adopters).map {
            OperationID(chain: chains[$0.chain], sequence: $0.sequence, ordinal: $0.ordinal)
        }
        .sorted()
    }

    /// Whether the entries of other spaces folded here are others than `judge` would let count.
    ///
    /// - Complexity: O(entries proved).
    public func isJudgedOtherwise(by judge: AdoptionJudge) -> Bool {
        for (chain, foreign) in adoption.chains {
            let verdict = judge.verdict(AdoptionJudge.Chain(space: foreign.space, origin: foreign.origin, chain: chains[chain]))
            if verdict != foreign.verdict {
                let standing = foreign.standing(by: verdict)
                for (sequence, known) in foreign.entries {
                    for entry in known where entry.stands != (standing[sequence] == entry.hash) { return true }
                }
            }
            for (sequence, entry) in foreign.brought where entry.stands {
                let judged = AdoptionJudge.Entry(
                    space: foreign.space, origin: foreign.origin, chain: chains[chain], sequence: UInt64(sequence), hash: entry.hash)
                if judge.accepts(judged) != (foreign.folded[sequence] == entry.hash) { return true }
            }
        }
        return false
    }
}
