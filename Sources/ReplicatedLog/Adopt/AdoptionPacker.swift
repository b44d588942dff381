public import Records

/// Puts entries of one space, with their proofs, into as few bodies of operations of code 6 as they need.
///
/// Beside the entries themselves a body holds headers: those through which the proof goes, and those that say what the authors had seen
/// of each other, so that what was settled stays settled. Headers have hashes, times and chain ids in them and nothing that was written.
public struct AdoptionPacker: Sendable {
    private let chains: [ChainID: ProvableChain]

    /// Entries through which the proofs of a chain go.
    private let anchors: [ChainID: [UInt64]]

    /// - Parameter chains: those of one space that hold anything that is wanted.
    /// - Parameter anchors: entries of them that every proof is to go through: see ``AdoptionJudge/Verdict/anchors``.
    public init(_ chains: [ProvableChain], through anchors: [ChainID: [UInt64]] = [:]) {
        self.anchors = anchors
        self.chains = Dictionary(chains.map { ($0.chain, $0) }, uniquingKeysWith: { first, _ in first })
    }

    private struct Target {
        let sequence: UInt64
        /// Entries that say what its author had seen, and what no earlier target says.
        var seen: [UInt64] = []
    }

    /// - Parameter groups: sequences by chain, those of one subject together: no body mixes groups.
    /// - Returns: bodies of at most ``UnverifiedAdoption/bytesMax`` bytes.
    /// - Throws: `.tooLarge` for an entry that does not fit with its proof even deflated; `.gap` for one that is not held or has no
    ///   signature over it.
    public func bodies(
        of groups: [[ChainID: [UInt64]]], bytesMax: Int = UnverifiedAdoption.bytesMax
    ) throws(LogError) -> [[UInt8]] {
        var result = [[UInt8]]()
        for group in groups {
            for (id, sequences) in group.sorted(by: { $0.key < $1.key }) where !sequences.isEmpty {
                guard let chain = chains[id], let last = sequences.max(), last < UInt64(chain.entries.count) else { throw Self.notHeld }
                try pack(Self.targets(sequences.sorted(), of: chain)[...], of: chain, bytesMax, into: &result)
            }
        }
        return result
    }

    /// What inflates to very much more than it is, no reader takes.
    private static func isRead(_ bytes: [UInt8]) -> Bool { (try? UnverifiedAdoption(decoding: bytes)) != nil }

    private static var notHeld: LogError {
        LogError(.gap, "An entry that is to go to another space is not held here with its author's signature.")
    }

    /// For each target the entries that say how far its author had seen every other chain: of entries that are brought later, too.
    private static func targets(_ sequences: [UInt64], of chain: ProvableChain) -> [Target] {
        var targets = [Target]()
        var next = 0
        // Of each other chain the most that was seen, and which entry says so.
        var seen = [ChainID: (count: UInt64, at: UInt64)]()
        for sequence in sequences {
            let start = UInt64(next)
            while next <= Int(sequence) {
                for item in chain.entries[next].header.context where item.count > seen[item.chain]?.count ?? 0 {
                    seen[item.chain] = (item.count, UInt64(next))
                }
                next += 1
            }
            targets.append(Target(sequence: sequence, seen: Set(seen.values.map(\.at).filter { $0 >= start }).sorted()))
        }
        return targets
    }

    private func pack(_ targets: ArraySlice<Target>, of chain: ProvableChain, _ bytesMax: Int, into result: inout [[UInt8]])
        throws(LogError)
    {
        if let bytes = try adoption(of: targets, from: chain)?.bytes(), bytes.count <= bytesMax { return result.append(bytes) }
        if targets.count > 1 {
            let middle = targets.startIndex + targets.count / 2
            try pack(targets[..<middle], of: chain, bytesMax, into: &result)
            return try pack(targets[middle...], of: chain, bytesMax, into: &result)
        }
        // A value that is shown beside one that its author had seen does less harm than a case that cannot be handed over.
        let alone = targets.map { Target(sequence: $0.sequence) }
        for content in [targets, alone[...]] {
            guard let adoption = try adoption(of: content, from: chain) else { continue }
            for isDeflated in [false, true] {
                let bytes = adoption.bytes(isDeflated: isDeflated)
                if bytes.count <= bytesMax, !isDeflated || Self.isRead(bytes) { return result.append(bytes) }
            }
        }
        throw LogError(
            .tooLarge, "An entry of this record is too large to be taken into another space with the proof of who wrote it.",
            hint: "It holds close to \(Payload.bytesMax / 1024) KiB.")
    }

    /// - Returns: `nil` when there would be more in it than a reader takes.
    private func adoption(of targets: ArraySlice<Target>, from chain: ProvableChain) throws(LogError) -> UnverifiedAdoption? {
        let adopted = Set(targets.map(\.sequence))
        guard
            let path = chain.path(
                to: targets.flatMap { [$0.sequence] + $0.seen }, through: anchors[chain.chain] ?? [])
        else { throw Self.notHeld }
        guard path.sequences.count <= UnverifiedAdoption.itemCountMax, path.sequences.last ?? 0 <= UnverifiedAdoption.sequenceMax else {
            return nil
        }
        var items = [UnverifiedAdoption.Item]()
        var listed = Set<UInt64>()
        for sequence in path.sequences {
            let entry = chain.entries[Int(sequence)]
            let links = UnverifiedAdoption.links(of: sequence, after: listed)
            var content = UnverifiedAdoption.Item.Content.commitment(entry.header.commitment)
            if adopted.contains(sequence) {
                guard let payload = entry.payload, let salt = entry.salt else { throw Self.notHeld }
                content = .payload(payload, salt, bytes: payload.canonicalBytes)
            }
            items.append(
                UnverifiedAdoption.Item(
                    sequence: sequence, previous: links.previous ? entry.header.previous : nil, skip: links.skip ? entry.header.skip : nil,
                    time: entry.header.time, context: entry.header.context, roster: entry.header.roster, content: content))
            listed.insert(sequence)
        }
        guard items.reduce(0, { $0 + $1.context.count }) <= UnverifiedAdoption.contextCountMax else { return nil }
        return UnverifiedAdoption(space: chain.space, origin: chain.origin, items: items, signature: path.signature)
    }
}
