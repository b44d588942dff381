public import Records

/// A chain as it is held, hashed once, so that entries of it can be proved to readers of another space.
public struct ProvableChain: Sendable {
    struct Entry: Sendable {
        let header: EntryHeader
        let hash: EntryHash
        /// `nil` when it was erased.
        let payload: Payload?
        let salt: Salt?
    }

    public let space: SpaceID
    public let origin: ChainOrigin
    public let chain: ChainID
    private(set) var entries: [Entry] = []
    /// The device's signatures that are held, by the sequence of the entry.
    private(set) var signatures: [(sequence: UInt64, bytes: [UInt8])] = []

    /// - Parameter segments: verified before; from the chain's first entry on, in order.
    /// - Returns: `nil` when they do not follow each other.
    /// - Complexity: O(bytes) of the chain.
    public init?(_ segments: [UnverifiedSegment]) {
        guard let first = segments.first, let origin = first.origin else { return nil }
        space = first.space
        chain = first.chain
        self.origin = origin
        var head = ChainHead(origin: origin)
        for segment in segments {
            guard segment.space == space, segment.chain == chain, segment.first <= head.count else { return nil }
            guard segment.end > head.count else { continue }
            append(segment.suffix(from: head.count), &head)
        }
    }

    private mutating func append(_ segment: UnverifiedSegment, _ head: inout ChainHead) {
        for body in segment.entries {
            let sequence = head.count
            let salt = segment.salts.first { $0.sequences.contains(sequence) }?.leaf(of: sequence)
            let commitment: EntryHash
            switch body.content {
            case .erased(let hash): commitment = hash
            case .payload(let payload):
                commitment = salt.map { PayloadCommitment.hash(salt: $0, payload: payload.canonicalBytes) } ?? .zero
            }
            let header = EntryHeader(
                space: space, chain: chain, sequence: sequence, previous: head.hash, skip: head.nextSkip, time: body.time,
                context: body.context, roster: body.roster, commitment: commitment)
            head.advance(to: header.hash)
            entries.append(Entry(header: header, hash: head.hash, payload: body.payload, salt: salt))
        }
        signatures.append((segment.end - 1, segment.signature))
    }

    /// The payloads that are held, by sequence.
    public var payloads: [(sequence: UInt64, payload: Payload)] {
        entries.compactMap { entry in entry.payload.map { (entry.header.sequence, $0) } }
    }

    /// `nil` when the entry is not held.
    public func hash(at sequence: UInt64) -> EntryHash? {
        Int(exactly: sequence).flatMap { entries.indices.contains($0) ? entries[$0].hash : nil }
    }

    /// The entries that lead from the first signed entry at or after the last of `sequences` and `anchors` back to each of them, in
    /// order: from one that comes after an anchor only through the anchor, so that whoever believes no more than the anchor can follow.
    func path(to sequences: [UInt64], through anchors: [UInt64] = []) -> (sequences: [UInt64], signature: [UInt8])? {
        guard let last = (sequences + anchors).max(), let signed = signatures.first(where: { $0.sequence >= last }) else { return nil }
        var listed: Set<UInt64> = [signed.sequence]
        func walk(from start: UInt64, to target: UInt64) {
            var place = start
            while place > target {
                let skipped = SkipLink.target(of: place)
                place = skipped >= target ? skipped : place - 1
                listed.insert(place)
            }
        }
        for target in sequences + anchors {
            walk(from: anchors.filter { $0 > target }.min() ?? signed.sequence, to: target)
            if let below = anchors.filter({ $0 < target }).max() { walk(from: target, to: below) }
        }
        return (listed.sorted(), signed.bytes)
    }
}
