import Records

/// Segments are cut and joined without breaking a signature: the last entry's binds all before it.
extension UnverifiedSegment {
    /// The entries from `sequence` on, for a peer that has everything before.
    ///
    /// - Parameter sequence: inside the segment; at or before its first entry gives the segment itself.
    public func suffix(from sequence: UInt64) -> UnverifiedSegment {
        guard sequence > first else { return self }
        precondition(sequence < end, "nothing is left after the cut")
        let kept = Array(entries.dropFirst(Int(sequence - first)))
        let remaining = sequence..<end
        return UnverifiedSegment(
            space: space, chain: chain, first: sequence, origin: nil, entries: kept,
            salts: Self.nodes(salts, opening: remaining.filter { kept[Int($0 - sequence)].payload != nil }), signature: signature)
    }

    /// This segment and the one that follows it as one, with the follower's signature.
    ///
    /// - Returns: `nil` when `next` does not follow, or the result would be over a limit.
    public func joined(with next: UnverifiedSegment) -> UnverifiedSegment? { Self.joining([self, next]) }

    /// A run of segments as one, with the last one's signature. Costs one encoding, however many there are.
    ///
    /// - Returns: `nil` when they do not follow each other, or the result would be over a limit.
    public static func joining(_ run: [UnverifiedSegment]) -> UnverifiedSegment? {
        guard let head = run.first, let last = run.last else { return nil }
        for (part, next) in zip(run, run.dropFirst()) {
            guard next.space == head.space, next.chain == head.chain, next.first == part.end else { return nil }
        }
        let joined = UnverifiedSegment(
            space: head.space, chain: head.chain, first: head.first, origin: head.origin, entries: run.flatMap(\.entries),
            salts: run.flatMap(\.salts), signature: last.signature)
        return joined.isWithinLimits ? joined : nil
    }

    /// The run in as few segments as writers aim at: neighbours that fit together are one, and what is large stays as it is.
    ///
    /// - Parameter run: segments that follow each other.
    /// - Parameter thinning: opens the entries of a joined segment with fewer salts, if its author is here.
    public static func packing(
        _ run: [UnverifiedSegment], thinning: (UnverifiedSegment) -> UnverifiedSegment = { $0 }
    ) -> [UnverifiedSegment] {
        guard run.count > 1 else { return run }
        if let whole = packed(run, thinning) { return [whole] }
        let middle = run.count / 2
        var packed = packing(Array(run[..<middle]), thinning: thinning)
        var rest = packing(Array(run[middle...]), thinning: thinning)[...]
        // What was too large apart may fit now that each half is one.
        if let left = packed.last, let right = rest.first, let whole = Self.packed([left, right], thinning) {
            packed[packed.count - 1] = whole
            rest.removeFirst()
        }
        return packed + rest
    }

    private static func packed(_ run: [UnverifiedSegment], _ thinning: (UnverifiedSegment) -> UnverifiedSegment) -> UnverifiedSegment? {
        guard run.reduce(0, { $0 + $1.joinedByteCount }) <= encodedBytesTarget, let whole = joining(run).map(thinning)?.compacted() else {
            return nil
        }
        // Whoever lacks the dictionaries gets it a little larger.
        return whole.encoded().count <= encodedBytesTarget + (encodedBytesMax - encodedBytesTarget) / 2 ? whole : nil
    }

    /// About what it adds to the segment that it is joined into: a save by itself was encoded in a hurry and has a signature, salts and
    /// tables of its own.
    private var joinedByteCount: Int {
        let count = encoded().count
        return count < 4096 ? count / 3 : count
    }

    /// The same entries without the payloads of `sequences`; their commitments stay, and so does every hash.
    public func erasing(_ sequences: Set<UInt64>) -> UnverifiedSegment {
        var kept = [UInt64]()
        let bodies = entries.enumerated().map { offset, entry -> EntryBody in
            let sequence = first + UInt64(offset)
            guard let payload = entry.payload else { return entry }
            guard sequences.contains(sequence), let node = salts.first(where: { $0.sequences.contains(sequence) }) else {
                kept.append(sequence)
                return entry
            }
            let commitment = PayloadCommitment.hash(salt: node.leaf(of: sequence), payload: payload.canonicalBytes)
            return EntryBody(time: entry.time, context: entry.context, roster: entry.roster, content: .erased(commitment))
        }
        return UnverifiedSegment(
            space: space, chain: chain, first: first, origin: origin, entries: bodies, salts: Self.nodes(salts, opening: kept),
            signature: signature)
    }

    /// The same entries opened by the fewest salt nodes, which only the chain's author can make: joining keeps the nodes
    /// of both parts, and sixteen bytes for each save would be a good part of the log.
    ///
    /// - Returns: the segment itself when `tree` is not the one that its salts are from.
    public func fewestSalts(from tree: SaltTree) -> UnverifiedSegment {
        guard let node = salts.first else { return self }
        let known = node.sequences.lowerBound
        guard node.leaf(of: known) == tree.leaf(of: known) else { return self }
        var fewest = [SaltNode]()
        var start: UInt64?
        for (offset, entry) in entries.enumerated() {
            let sequence = first + UInt64(offset)
            if entry.payload != nil {
                start = start ?? sequence
            } else if let opened = start {
                fewest += tree.cover(opened..<sequence)
                start = nil
            }
        }
        if let start { fewest += tree.cover(start..<end) }
        return UnverifiedSegment(
            space: space, chain: chain, first: first, origin: origin, entries: entries, salts: fewest, signature: signature)
    }

    public var operationCount: Int { entries.reduce(0) { $0 + ($1.payload?.operations.count ?? 0) } }

    var contextCount: Int { entries.reduce(0) { $0 + $1.context.count } }

    /// The largest nodes below `nodes` that open `sequences` and nothing else.
    static func nodes(_ nodes: [SaltNode], opening sequences: [UInt64]) -> [SaltNode] {
        let wanted = Set(sequences)
        return nodes.flatMap { pruned($0, to: wanted) }
    }

    private static func pruned(_ node: SaltNode, to wanted: Set<UInt64>) -> [SaltNode] {
        let inside = node.sequences.count(where: wanted.contains)
        if inside == node.sequences.count { return [node] }
        if inside == 0 { return [] }
        return [UInt8(0), 1].flatMap { bit in
            pruned(SaltNode(block: node.block, number: node.number * 2 + bit, salt: node.salt.child(bit)), to: wanted)
        }
    }
}

extension Segment {
    /// The same entries without the payloads of `sequences`.
    public func erasing(_ sequences: Set<UInt64>) -> Segment {
        sequences.isEmpty ? self : Segment(contents: contents.erasing(sequences), hashes: hashes, head: head)
    }
}
