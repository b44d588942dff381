public import Records

/// Writes the next entry of a device's own chain.
public struct ChainWriter: Sendable {
    public private(set) var head: ChainHead
    public let space: SpaceID
    public let chain: ChainID
    private let salts: SaltTree

    /// - Parameter held: the chain as held; `nil` starts it.
    /// - Parameter saltSecret: 32 bytes from the key ring.
    public init(space: SpaceID, origin: ChainOrigin, held: ChainHead?, saltSecret: [UInt8]) {
        self.space = space
        chain = origin.chain(in: space)
        head = held ?? ChainHead(origin: origin)
        salts = SaltTree(secret: saltSecret, chain: chain)
    }

    /// The id that operation `ordinal` of the next entry will have.
    public func nextOperation(_ ordinal: Int) -> OperationID {
        OperationID(chain: chain, sequence: head.count, ordinal: UInt16(ordinal))
    }

    /// One save as a signed segment of one entry. The chain moves on only in this value: store the segment, then keep it.
    ///
    /// - Parameter context: what was folded since the chain's previous entry, from ``SpaceState/contextChange(since:)``.
    /// - Parameter sign: Ed25519 with the device's key over the bytes given; 64 bytes.
    /// - Throws: `.tooLarge` when the entry is over a limit, `.malformed` for operations or a context that no replica
    ///   would read, or what `sign` throws; the chain is then unchanged.
    public mutating func append(
        _ payload: Payload, time: Int64, context: [ContextItem], roster: RosterHead, sign: ([UInt8]) throws -> [UInt8]
    ) throws -> Segment {
        let bytes = payload.canonicalBytes
        guard bytes.count <= Payload.bytesMax, (1...Payload.operationCountMax).contains(payload.operations.count) else {
            throw LogError(
                .tooLarge, "This save is larger than one entry can hold (\(Payload.bytesMax / 1024) KiB).",
                hint: "Attach long text as a document, or save in two steps.")
        }
        // What is signed once stands for ever, so nothing is signed that another replica would refuse.
        guard (try? Payload(canonicalBytes: bytes)) == payload else {
            throw LogError(.malformed, "This save contains an operation that no replica would read.")
        }
        guard ContextItem.areCanonical(context, for: chain) else {
            throw LogError(.malformed, "This save states what it has seen in a form that no replica would read.")
        }
        let sequence = head.count
        // One entry is opened by its leaf and by nothing else.
        let opening = salts.cover(sequence..<sequence + 1)
        let header = EntryHeader(
            space: space, chain: chain, sequence: sequence, previous: head.hash, skip: head.nextSkip, time: time, context: context,
            roster: roster, commitment: PayloadCommitment.hash(salt: opening[0].salt, payload: bytes))
        let hash = header.hash
        let signature = try sign(EntryHeader.signedBytes(for: hash))
        guard signature.count == UnverifiedSegment.signatureByteCount else {
            throw LogError(.malformed, "A signature is not \(UnverifiedSegment.signatureByteCount) bytes long.")
        }
        let whole = UnverifiedSegment(
            space: space, chain: chain, first: sequence, origin: sequence == 0 ? head.origin : nil,
            entries: [EntryBody(time: time, context: context, roster: roster, content: .payload(payload))],
            salts: opening, signature: signature)
        guard let contents = whole.packedQuickly() else {
            throw LogError(
                .tooLarge, "This save and what it states to have seen are larger than a segment can hold.",
                hint: "Save less at once.")
        }
        head.advance(to: hash)
        return Segment(contents: contents, hashes: [hash], head: head)
    }
}
