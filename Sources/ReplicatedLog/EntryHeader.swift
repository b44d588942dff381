import Crypto
public import Records

/// How far a replica had folded one chain: part of a causal context.
public struct ContextItem: Hashable, Sendable {
    public let chain: ChainID
    /// Entries folded: sequences `0..<count`.
    public let count: UInt64
    /// ``EntryHash/short`` of entry `count - 1`.
    public let head: UInt64

    public init(chain: ChainID, count: UInt64, head: UInt64) {
        self.chain = chain
        self.count = count
        self.head = head
    }

    /// Whether `items` can stand in an entry of `chain`: sorted, each chain once, none of them empty or the chain itself.
    static func areCanonical(_ items: [ContextItem], for chain: ChainID) -> Bool {
        items.allSatisfy { $0.chain != chain && (1...ChainHead.countMax).contains($0.count) }
            && zip(items, items.dropFirst()).allSatisfy { $0.chain < $1.chain }
    }
}

/// The newest roster entry that the author had: evidence only, never authority.
public struct RosterHead: Hashable, Sendable {
    public let count: UInt64
    public let head: UInt64
    public static let none = RosterHead(count: 0, head: 0)

    public init(count: UInt64, head: UInt64) {
        self.count = count
        self.head = head
    }
}

/// The part of an entry that is hashed, signed and never erased: `Schemas/log.md`, "Entry header".
public struct EntryHeader: Hashable, Sendable {
    public static let format: UInt8 = 1
    private static let hashLabel = Array("satchel/v1/entry\0".utf8)
    private static let signatureLabel = Array("satchel/v1/entry-signature\0".utf8)

    public let space: SpaceID
    public let chain: ChainID
    /// Counted from 0.
    public let sequence: UInt64
    public let previous: EntryHash
    /// The hash of entry ``SkipLink/target(of:)``, which makes a proof up to a signed head short.
    public let skip: EntryHash
    /// Claimed seconds since 1970; shown to people, decides nothing but which of several survivors is shown first.
    public let time: Int64
    /// What the author had folded since its previous entry: sorted by chain, each once.
    public let context: [ContextItem]
    public let roster: RosterHead
    public let commitment: EntryHash

    var canonicalBytes: [UInt8] {
        var writer = ByteWriter()
        writer.raw(Self.hashLabel)
        writer.byte(Self.format)
        writer.identifier(space)
        writer.identifier(chain)
        writer.fixed64(sequence)
        previous.write(to: &writer)
        skip.write(to: &writer)
        writer.fixed64(UInt64(bitPattern: time))
        writer.varint(UInt64(context.count))
        for item in context {
            writer.identifier(item.chain)
            writer.varint(item.count)
            writer.fixed64(item.head)
        }
        writer.varint(roster.count)
        writer.fixed64(roster.head)
        commitment.write(to: &writer)
        return writer.bytes
    }

    public var hash: EntryHash { EntryHash(hashing: canonicalBytes) }

    /// What a device signs for an entry with this hash.
    static func signedBytes(for hash: EntryHash) -> [UInt8] { signatureLabel + hash.bytes }
}
