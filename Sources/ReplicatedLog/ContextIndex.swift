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
        let author: Int32
        let other: Int32
    }

    private(set) var steps: [Pair: Steps] = [:]
    /// Per chain, the most that any entry folded from another chain had seen of it.
    private(set) var seenByOthers: [Int32: UInt64] = [:]
    /// Per chain, the heads that entries folded here name beyond what is held of it.
    private(set) var claims: [Int32: Set<Claim>] = [:]
    /// Claims that what is held contradicts: context items that say so count for nothing.
    private(set) var voided: [Int32: Set<Claim>] = [:]

    /// That entry `count - 1` of a chain has a hash that begins with `head`.
    struct Claim: Hashable, Sendable {
        let count: UInt64
        let head: UInt64
    }

    mutating func append(author: Int32, other: Int32, at sequence: UInt64, count: UInt64) {
        guard author != other, count > seen(of: other, by: author, at: sequence) else { return }
        steps[Pair(author: author, other: other), default: Steps()].at.append(sequence)
        steps[Pair(author: author, other: other), default: Steps()].count.append(count)
        seenByOthers[other] = max(seenByOthers[other] ?? 0, count)
    }

    mutating func remember(_ claim: Claim, on chain: Int32) { claims[chain, default: []].insert(claim) }

    func isVoid(_ claim: Claim, on chain: Int32) -> Bool { voided[chain]?.contains(claim) ?? false }

    mutating func void(_ claim: Claim, on chain: Int32) { voided[chain, default: []].insert(claim) }

    /// Compares what was claimed of a chain with what is now held of it.
    ///
    /// - Parameter head: of entry `count - 1`.
    /// - Returns: whether a claim turned out to be wrong, so that entries were folded by what their authors had not seen.
    mutating func settleClaims(on chain: Int32, through count: UInt64, head: (UInt64) -> UInt64?) -> Bool {
        guard let made = claims[chain] else { return false }
        let due = made.filter { $0.count <= count }
        let wrong = due.filter { head($0.count) != $0.head }
        claims[chain] = due.count == made.count ? nil : made.subtracting(due)
        for claim in wrong { void(claim, on: chain) }
        return !wrong.isEmpty
    }

    /// How many entries of `other` the author's entry `sequence` had seen.
    func seen(of other: Int32, by author: Int32, at sequence: UInt64) -> UInt64 {
        guard let steps = steps[Pair(author: author, other: other)] else { return 0 }
        var low = 0
        var high = steps.at.count
        while low < high {
            let middle = (low + high) / 2
            if steps.at[middle] <= sequence { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? 0 : steps.count[low - 1]
    }

    func write(to writer: inout ByteWriter) {
        writer.varint(UInt64(steps.count))
        for (pair, steps) in steps {
            writer.varint(UInt64(pair.author))
            writer.varint(UInt64(pair.other))
            writer.varint(UInt64(steps.at.count))
            for index in steps.at.indices {
                writer.varint(steps.at[index])
                writer.varint(steps.count[index])
            }
        }
        for set in [claims, voided] {
            writer.varint(UInt64(set.count))
            for (chain, made) in set {
                writer.varint(UInt64(chain))
                writer.varint(UInt64(made.count))
                for claim in made {
                    writer.varint(claim.count)
                    writer.fixed64(claim.head)
                }
            }
        }
    }

    init() {}

    /// - Parameter entries: how many were folded of each chain, by its number.
    init(from reader: inout ByteReader, entries: [UInt64]) throws(ByteFault) {
        for _ in 0..<(try reader.varint()) {
            let author = try reader.varint()
            let other = try reader.varint()
            guard author < UInt64(entries.count), other < UInt64(entries.count), author != other else { throw .outOfRange }
            let pair = Pair(author: Int32(author), other: Int32(other))
            guard steps[pair] == nil else { throw .outOfRange }
            for _ in 0..<(try reader.varint()) {
                let at = try reader.varint()
                let count = try reader.varint()
                guard at < entries[Int(author)], steps[pair].map({ $0.at.last ?? 0 < at && $0.count.last ?? 0 < count }) ?? (count > 0)
                else {
                    throw .outOfRange
                }
                append(author: pair.author, other: pair.other, at: at, count: count)
            }
        }
        claims = try Self.readClaims(&reader, chainCount: entries.count)
        voided = try Self.readClaims(&reader, chainCount: entries.count)
        guard claims.allSatisfy({ chain, made in made.allSatisfy { $0.count > entries[Int(chain)] } }) else { throw .outOfRange }
    }

    private static func readClaims(_ reader: inout ByteReader, chainCount: Int) throws(ByteFault) -> [Int32: Set<Claim>] {
        var result = [Int32: Set<Claim>]()
        for _ in 0..<(try reader.varint()) {
            let chain = try reader.varint()
            guard chain < UInt64(chainCount), result[Int32(chain)] == nil else { throw .outOfRange }
            for _ in 0..<(try reader.varint()) {
                result[Int32(chain), default: []].insert(Claim(count: try reader.varint(), head: try reader.fixed64()))
            }
        }
        return result
    }
}
