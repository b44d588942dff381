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
        for entry in adoption.entries { learn(entry, of: chain) }
        for entry in adoption.entries {
            guard let payload = entry.payload else { continue }
            let judged = AdoptionJudge.Entry(
                space: adoption.space, origin: adoption.origin, chain: adoption.chain, sequence: entry.sequence, hash: entry.hash)
            guard desk.judge.accepts(judged) else {
                self.adoption.declined.insert(judged)
                continue
            }
            adopt(entry, payload, of: chain, by: adopter, &desk, visit)
        }
    }

    private mutating func adopt(
        _ entry: Adoption.Entry, _ payload: Payload, of chain: UInt32, by adopter: Adopter, _ desk: inout FoldingDesk,
        _ visit: (Change) -> Void
    ) {
        let sequence = UInt32(entry.sequence)
        let chosen = adoption.chains[chain]?.chosen[sequence]
        if let chosen, chosen < entry.hash { return }
        if let chosen, chosen > entry.hash {
            // Two courses of one chain. Whoever folds them the other way round must come to the same.
            adoption.chains[chain]?.chosen[sequence] = entry.hash
            adoption.chains[chain]?.adopters[sequence] = [adopter]
            if adoption.chains[chain]?.rows[sequence] != nil {
                isContradicted = true
                return
            }
        }
        adoption.chains[chain]?.chosen[sequence] = entry.hash
        let isFolded = adoption.chains[chain]?.rows[sequence] != nil
        if !adoption.adopters(of: chain, sequence).contains(adopter) {
            adoption.chains[chain]?.adopters[sequence, default: []].append(adopter)
            // Somebody who had seen this adoption and not the earlier one wrote what is folded already.
            if isFolded, adopter.sequence < context.seenByOthers(of: adopter.chain) { isContradicted = true }
        }
        guard !isFolded else { return }
        let number = UInt32(entries.count)
        let person = persons.index(of: payload.person)
        entries.append(FoldedEntry(time: entry.time, short: entry.hash.short, chain: chain, sequence: sequence, person: person))
        adoption.chains[chain]?.rows[sequence] = number
        (desk.entry, desk.chain) = (number, chain)
        let provenance = Provenance(person: payload.person, chain: chains[chain], time: entry.time)
        for (ordinal, operation) in payload.operations.enumerated() {
            fold(operation, OperationID(chain: chains[chain], sequence: entry.sequence, ordinal: UInt16(ordinal)), provenance, &desk, visit)
        }
    }

    /// Takes in what a proved entry says its author had seen, and compares it with what was claimed of it.
    private mutating func learn(_ entry: Adoption.Entry, of chain: UInt32) {
        let sequence = UInt32(entry.sequence)
        if adoption.chains[chain]?.heads[sequence] == nil { adoption.chains[chain]?.heads[sequence] = entry.hash }
        if context.settleClaim(on: chain, count: entry.sequence + 1, head: entry.hash.short) { isContradicted = true }
        for item in entry.context {
            let other = chains.index(of: item.chain)
            let claim = ContextIndex.Claim(count: item.count, head: item.head)
            guard !context.isVoid(claim, on: other) else { continue }
            if let known = UInt32(exactly: item.count - 1).flatMap({ adoption.chains[other]?.heads[$0] }) {
                guard known.short == item.head else {
                    context.void(claim, on: other)
                    continue
                }
            } else if !isNative(other) {
                context.remember(claim, on: other)
            }
            guard context.insert(author: chain, other: other, at: entry.sequence, count: item.count) else { continue }
            // Both sides were folded as if the one author had not seen the other.
            let authors = adoption.chains[chain]?.rows.keys.contains { UInt64($0) >= entry.sequence } ?? false
            if authors, adoption.chains[other]?.rows.keys.contains(where: { UInt64($0) < item.count }) ?? false { isContradicted = true }
        }
    }

    private func isNative(_ chain: UInt32) -> Bool { chains.count(of: chain) > 0 }

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

    /// What was found out before this state has to be folded again: else it would be found out again and again.
    func carryAdoptions(to fresh: inout SpaceState) {
        for (chain, foreign) in adoption.chains {
            let index = fresh.chains.index(of: chains[chain])
            fresh.adoption.add(index, space: foreign.space, origin: foreign.origin)
            fresh.adoption.chains[index]?.heads = foreign.heads
            fresh.adoption.chains[index]?.chosen = foreign.chosen
            fresh.adoption.chains[index]?.adopters = foreign.adopters.mapValues { adopters in
                adopters.map { adopter in
                    Adopter(chain: fresh.chains.index(of: chains[adopter.chain]), sequence: adopter.sequence, ordinal: adopter.ordinal)
                }
            }
        }
        for (pair, steps) in context.steps where adoption.contains(pair.author) {
            let author = fresh.chains.index(of: chains[pair.author])
            let other = fresh.chains.index(of: chains[pair.other])
            for (at, count) in zip(steps.at, steps.count) { _ = fresh.context.insert(author: author, other: other, at: at, count: count) }
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
    /// Proved entries of other spaces that the roster does not let count here.
    public var declinedAdoptionCount: Int { adoption.declined.count }

    /// Whether the entries of other spaces folded here are others than `judge` would let count.
    public func isJudgedOtherwise(by judge: AdoptionJudge) -> Bool {
        for entry in adoption.declined where judge.accepts(entry) { return true }
        for (chain, foreign) in adoption.chains {
            for sequence in foreign.rows.keys {
                guard let hash = foreign.chosen[sequence] else { continue }
                let entry = AdoptionJudge.Entry(
                    space: foreign.space, origin: foreign.origin, chain: chains[chain], sequence: UInt64(sequence), hash: hash)
                if !judge.accepts(entry) { return true }
            }
        }
        return false
    }
}
