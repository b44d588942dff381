import Records

/// What each entry of each chain had seen of the other chains: deltas per pair of chains, searched by bisection,
/// instead of a vector per entry.
struct ContextIndex: Sendable {
    /// Steps of one author's knowledge of one other chain: from entry `at` on, `count` entries had been seen.
    struct Steps: Sendable {
        var at: [UInt64] = []
        var count: [UInt64] = []
    }

    struct Pair: Hashable, Sendable {
        let author: UInt32
        let other: UInt32
    }

    private(set) var steps: [Pair: Steps] = [:]
    /// Per chain, the most that any entry folded from another chain had seen of it.
    private var seenByOthers: [UInt64] = []
    /// Per chain, the heads that entries folded here name beyond what is held of it.
    private(set) var claims: [UInt32: Set<Claim>] = [:]
    /// Claims that what is held contradicts: context items that say so count for nothing.
    private(set) var voided: [UInt32: Set<Claim>] = [:]

    /// That entry `count - 1` of a chain has a hash that begins with `head`.
    struct Claim: Hashable, Sendable {
        let count: UInt64
        let head: UInt64
    }

    mutating func append(author: UInt32, other: UInt32, at sequence: UInt64, count: UInt64) {
        guard author != other, count > seen(of: other, by: author, at: sequence) else { return }
        steps[Pair(author: author, other: other), default: Steps()].at.append(sequence)
        steps[Pair(author: author, other: other), default: Steps()].count.append(count)
        while seenByOthers.count <= Int(other) { seenByOthers.append(0) }
        seenByOthers[Int(other)] = max(seenByOthers[Int(other)], count)
    }

    /// Like `append`, for steps that come in no order, as those of chains of other spaces do.
    ///
    /// - Returns: whether anything is known now that was not.
    mutating func insert(author: UInt32, other: UInt32, at sequence: UInt64, count: UInt64) -> Bool {
        guard author != other, count > seen(of: other, by: author, at: sequence) else { return false }
        let pair = Pair(author: author, other: other)
        var known = steps[pair] ?? Steps()
        let place = known.at.partitionPoint { $0 < sequence }
        var end = place
        while end < known.at.count, known.count[end] <= count { end += 1 }
        known.at.replaceSubrange(place..<end, with: [sequence])
        known.count.replaceSubrange(place..<end, with: [count])
        steps[pair] = known
        while seenByOthers.count <= Int(other) { seenByOthers.append(0) }
        seenByOthers[Int(other)] = max(seenByOthers[Int(other)], count)
        return true
    }

    /// The most that any entry folded from another chain had seen of this one.
    func seenByOthers(of chain: UInt32) -> UInt64 { Int(chain) < seenByOthers.count ? seenByOthers[Int(chain)] : 0 }

    func hasClaims(on chain: UInt32) -> Bool { claims[chain] != nil }

    mutating func remember(_ claim: Claim, on chain: UInt32) { claims[chain, default: []].insert(claim) }

    func isVoid(_ claim: Claim, on chain: UInt32) -> Bool { voided[chain]?.contains(claim) ?? false }

    mutating func void(_ claim: Claim, on chain: UInt32) { voided[chain, default: []].insert(claim) }

    /// Compares what was claimed of a chain with what is now held of it.
    ///
    /// - Parameter head: of entry `count - 1`.
    /// - Returns: whether a claim turned out to be wrong, so that entries were folded by what their authors had not seen.
    mutating func settleClaims(on chain: UInt32, through count: UInt64, head: (UInt64) -> UInt64?) -> Bool {
        guard let made = claims[chain] else { return false }
        let due = made.filter { $0.count <= count }
        let wrong = due.filter { head($0.count) != $0.head }
        claims[chain] = due.count == made.count ? nil : made.subtracting(due)
        for claim in wrong { void(claim, on: chain) }
        return !wrong.isEmpty
    }

    /// How many entries of `other` the author's entry `sequence` had seen.
    func seen(of other: UInt32, by author: UInt32, at sequence: UInt64) -> UInt64 {
        guard let steps = steps[Pair(author: author, other: other)] else { return 0 }
        var low = 0
        var high = steps.at.count
        while low < high {
            let middle = (low + high) / 2
            if steps.at[middle] <= sequence { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? 0 : steps.count[low - 1]
    }
}
