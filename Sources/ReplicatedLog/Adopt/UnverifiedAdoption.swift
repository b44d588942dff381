import Crypto
public import Records

/// What an operation of code 6 carries, as somebody wrote it: entries of one chain of another space, with what proves that its device
/// wrote them. Well formed, and believed in nothing yet. `Schemas/log.md`, “Adopting”.
public struct UnverifiedAdoption: Sendable {
    /// One entry of the chain: to be adopted, or only there because the proof goes through it or because of what it had seen.
    struct Item: Sendable {
        enum Content: Sendable {
            case payload(Payload, Salt, bytes: [UInt8])
            case commitment(EntryHash)
        }

        let sequence: UInt64
        /// Of the entry before it, when that is not in the row.
        let previous: EntryHash?
        /// Of the entry that its skip link names, when that is neither the one before nor in the row.
        let skip: EntryHash?
        let time: Int64
        let context: [ContextItem]
        let roster: RosterHead
        let content: Content

        var commitment: EntryHash {
            switch content {
            case .payload(_, let salt, let bytes): PayloadCommitment.hash(salt: salt, payload: bytes)
            case .commitment(let hash): hash
            }
        }
    }

    static let itemCountMax = 1024
    static let contextCountMax = 4096
    /// A state numbers the entries of a chain in 32 bits.
    static let sequenceMax = UInt64(UInt32.max) - 1
    /// What fits an entry beside the person, the subject and the lengths.
    public static let bytesMax = Payload.bytesMax - 64

    /// Where the entries are from.
    public let space: SpaceID
    public let origin: ChainOrigin
    /// Ascending by sequence.
    let items: [Item]
    /// By the chain's device, of the last item's entry.
    let signature: [UInt8]

    public var chain: ChainID { origin.chain(in: space) }

    /// The entries that it brings, unproved: for looking up what was proved before.
    public func payload(at sequence: UInt64) -> Payload? {
        for item in items where item.sequence == sequence {
            if case .payload(let payload, _, _) = item.content { return payload }
        }
        return nil
    }

    /// What it brings, unproved.
    public var adopted: [(sequence: UInt64, payload: Payload)] {
        items.compactMap { if case .payload(let payload, _, _) = $0.content { ($0.sequence, payload) } else { nil } }
    }

    /// The same proof without the content of some entries, of which the commitments stay.
    ///
    /// - Returns: `nil` when nothing is brought without them.
    public func withholding(_ isWithheld: (UInt64) -> Bool) -> UnverifiedAdoption? {
        let items = items.map { item in
            guard case .payload = item.content, isWithheld(item.sequence) else { return item }
            return Item(
                sequence: item.sequence, previous: item.previous, skip: item.skip, time: item.time, context: item.context,
                roster: item.roster, content: .commitment(item.commitment))
        }
        let kept = UnverifiedAdoption(space: space, origin: origin, items: items, signature: signature)
        return kept.payloads.isEmpty ? nil : kept
    }

    /// The payloads that it brings, unproved.
    public var payloads: [Payload] {
        items.compactMap { if case .payload(let payload, _, _) = $0.content { payload } else { nil } }
    }
}

/// Entries of another space that their device wrote there: proved.
public struct Adoption: Sendable {
    public struct Entry: Sendable {
        public let sequence: UInt64
        public let hash: EntryHash
        let previous: EntryHash
        /// Of the entry that the skip link names.
        let skip: EntryHash
        public let time: Int64
        public let context: [ContextItem]
        /// `nil` for an entry that only proves others, or says what they had seen.
        public let payload: Payload?
    }

    public let space: SpaceID
    public let origin: ChainOrigin
    public let chain: ChainID
    /// Ascending by sequence.
    public let entries: [Entry]
}

extension UnverifiedAdoption {
    /// Proves that the chain's device wrote every entry: each is named by the hash in a later one, up to the one that it signed.
    ///
    /// - Throws: `.brokenChain` when an entry is not bound to the signed one, or the signature does not verify.
    /// - Complexity: linear in the bytes, and one signature.
    public func verified() throws(LogError) -> Adoption {
        let entries = try hashed()
        guard isBound, let last = entries.last, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: origin.deviceKey),
            key.isValidSignature(signature, for: EntryHeader.signedBytes(for: last.hash))
        else { throw Self.notProved }
        return Adoption(space: space, origin: origin, chain: chain, entries: entries)
    }

    /// The items with their hashes, whoever signed the last.
    private func hashed() throws(LogError) -> [Adoption.Entry] {
        let chain = chain
        var hashes = [UInt64: EntryHash]()
        var entries = [Adoption.Entry]()
        for item in items {
            guard let previous = item.sequence == 0 ? .zero : hashes[item.sequence - 1] ?? item.previous,
                let skip = Self.skip(of: item, previous, hashes)
            else { throw Self.notProved }
            let header = EntryHeader(
                space: space, chain: chain, sequence: item.sequence, previous: previous, skip: skip, time: item.time,
                context: item.context, roster: item.roster, commitment: item.commitment)
            let hash = header.hash
            hashes[item.sequence] = hash
            var payload: Payload?
            if case .payload(let content, _, _) = item.content { payload = content }
            entries.append(
                Adoption.Entry(
                    sequence: item.sequence, hash: hash, previous: previous, skip: skip, time: item.time, context: item.context,
                    payload: payload))
        }
        return entries
    }

    /// The same with a signature by whoever has the chain's key, for those who try what a wild author could sign.
    ///
    /// - Returns: `nil` when hashes are missing that nothing else follows from.
    public func signed(by sign: ([UInt8]) throws -> [UInt8]) -> UnverifiedAdoption? {
        guard let last = try? hashed().last, let signature = try? sign(EntryHeader.signedBytes(for: last.hash)),
            signature.count == UnverifiedSegment.signatureByteCount
        else { return nil }
        return UnverifiedAdoption(space: space, origin: origin, items: items, signature: signature)
    }

    private static var notProved: LogError {
        LogError(.brokenChain, "Entries were brought from another space without proof that their device wrote them.")
    }

    private static func skip(of item: Item, _ previous: EntryHash, _ hashes: [UInt64: EntryHash]) -> EntryHash? {
        guard item.sequence > 0 else { return .zero }
        let target = SkipLink.target(of: item.sequence)
        return target == item.sequence - 1 ? previous : hashes[target] ?? item.skip
    }

    /// Whether every item is named by a later one that is, up to the last.
    private var isBound: Bool {
        guard var named = items.last.map({ Set([$0.sequence]) }) else { return false }
        for item in items.reversed() {
            guard named.contains(item.sequence) else { return false }
            guard item.sequence > 0 else { continue }
            named.insert(item.sequence - 1)
            named.insert(SkipLink.target(of: item.sequence))
        }
        return true
    }
}
