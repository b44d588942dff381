import Crypto
public import Records

/// A run of consecutive entries of one chain that is what its device signed: verified against everything before it.
///
/// The one unit of storage, of transfer and of verification.
public struct Segment: Hashable, Sendable {
    public let contents: UnverifiedSegment
    /// One per entry.
    public let hashes: [EntryHash]
    /// The chain after this segment.
    public let head: ChainHead

    public var space: SpaceID { contents.space }
    public var chain: ChainID { contents.chain }
    public var first: UInt64 { contents.first }
    public var end: UInt64 { contents.end }
    public var entries: [EntryBody] { contents.entries }

    init(contents: UnverifiedSegment, hashes: [EntryHash], head: ChainHead) {
        self.contents = contents
        self.hashes = hashes
        self.head = head
    }
}

extension UnverifiedSegment {
    /// Checks that these entries continue the chain and that its device signed the last of them; trust is a change of type.
    ///
    /// - Parameter held: the chain as held, ending exactly where this segment begins; `nil` before the first entry.
    /// - Parameter erased: which entries this replica's roster has erased; any other entry must have its payload.
    /// - Throws: `.gap`, `.wrongOrigin`, `.missingPayload`, `.brokenChain`.
    /// - Complexity: linear in the payload bytes, and one signature.
    public func verified(after held: ChainHead?, erased: (UInt64) -> Bool = { _ in false }) throws(LogError) -> Segment {
        guard let origin = held?.origin ?? origin else {
            throw LogError(.gap, "A segment starts beyond what is held of its chain.")
        }
        guard origin.chain(in: space) == chain, self.origin == nil || self.origin == origin else {
            throw LogError(.wrongOrigin, "A chain is not named after the device that claims it.")
        }
        var head = held ?? ChainHead(origin: origin)
        let hashes = try advance(&head, through: end, erased: erased)
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: origin.deviceKey),
            key.isValidSignature(signature, for: EntryHeader.signedBytes(for: head.hash))
        else {
            throw LogError(
                .brokenChain, "A segment does not follow what is held of its chain, or was not signed by its device.",
                hint: "It was altered or damaged on the way, or the store that wrote it was copied; ask its author for a new stick.")
        }
        return Segment(contents: self, hashes: hashes, head: head)
    }

    /// The chain after the entries before `sequence`, by hashing alone: for chains that were verified before.
    ///
    /// - Returns: `nil` when this segment does not follow `held` or does not reach `sequence`.
    public func head(after held: ChainHead?, before sequence: UInt64) -> ChainHead? {
        guard let origin = held?.origin ?? origin, (first...end).contains(sequence) else { return nil }
        var head = held ?? ChainHead(origin: origin)
        guard (try? advance(&head, through: sequence) { _ in true }) != nil else { return nil }
        return head
    }

    /// The entries before `sequence` with a signature of their own: only the chain's author can cut an end off.
    ///
    /// - Parameter sign: Ed25519 with the device's key over the bytes given; 64 bytes.
    /// - Returns: `nil` when this segment does not follow `held`, or nothing of it is before `sequence`.
    public func prefix(before sequence: UInt64, after held: ChainHead?, sign: ([UInt8]) throws -> [UInt8]) rethrows -> Segment? {
        guard let origin = held?.origin ?? origin, first < sequence, sequence <= end else { return nil }
        var head = held ?? ChainHead(origin: origin)
        guard let hashes = try? advance(&head, through: sequence, erased: { _ in true }) else { return nil }
        let kept = Array(entries.prefix(Int(sequence - first)))
        let opened = (first..<sequence).filter { kept[Int($0 - first)].payload != nil }
        let contents = UnverifiedSegment(
            space: space, chain: chain, first: first, origin: self.origin, entries: kept, salts: Self.nodes(salts, opening: opened),
            signature: try sign(EntryHeader.signedBytes(for: head.hash)))
        return Segment(contents: contents, hashes: hashes, head: head)
    }

    /// Hashes the entries before `end` onto `head` and returns their hashes.
    private func advance(_ head: inout ChainHead, through end: UInt64, erased: (UInt64) -> Bool) throws(LogError) -> [EntryHash] {
        guard head.count == first else { throw LogError(.gap, "A segment does not start where the chain that is held ends.") }
        var hashes = [EntryHash]()
        var node = 0
        var walk: LeafWalk?
        for (offset, entry) in entries.prefix(Int(end - first)).enumerated() {
            let sequence = first + UInt64(offset)
            let commitment: EntryHash
            switch entry.content {
            case .erased(let hash):
                guard erased(sequence) else {
                    throw LogError(.missingPayload, "An entry came without its content, and nothing held says that it was erased.")
                }
                commitment = hash
            case .payload(let payload):
                while node < salts.count, salts[node].sequences.upperBound < sequence { node += 1 }
                guard node < salts.count, salts[node].sequences.contains(sequence) else {
                    throw LogError(.brokenChain, "An entry came without the salt that opens it.")
                }
                if walk?.sequences.contains(sequence) != true { walk = LeafWalk(salts[node]) }
                let bytes = payload.canonicalBytes
                guard bytes.count <= Payload.bytesMax else {
                    throw LogError(.tooLarge, "An entry is larger than \(Payload.bytesMax) bytes.")
                }
                guard let salt = walk?.leaf(of: sequence) else { preconditionFailure("the node of this entry is being walked") }
                commitment = PayloadCommitment.hash(salt: salt, payload: bytes)
            }
            let header = EntryHeader(
                space: space, chain: chain, sequence: sequence, previous: head.hash, skip: head.nextSkip, time: entry.time,
                context: entry.context, roster: entry.roster, commitment: commitment)
            head.advance(to: header.hash)
            hashes.append(head.hash)
        }
        return hashes
    }
}

/// Binds an entry to its payload in a way that survives the payload's erasure.
enum PayloadCommitment {
    /// SHA-256(salt ‖ canonical payload).
    static func hash(salt: Salt, payload: [UInt8]) -> EntryHash { EntryHash(hashing: salt.bytes + payload) }
}
