import Crypto
public import Records

/// Who started a chain: the device's Ed25519 key and the incarnation of its store.
public struct ChainOrigin: Hashable, Sendable {
    public static let incarnationByteCount = 16

    /// 32 bytes.
    public let deviceKey: [UInt8]
    /// 16 random bytes, new whenever a store was restored or cloned.
    public let incarnation: [UInt8]
    private static let label = Array("satchel/v1/chain\0".utf8)

    /// - Returns: `nil` when a part has the wrong length.
    public init?(deviceKey: [UInt8], incarnation: [UInt8]) {
        guard deviceKey.count == 32, incarnation.count == 16 else { return nil }
        self.deviceKey = deviceKey
        self.incarnation = incarnation
    }

    /// The first 16 bytes of SHA-256(label ‖ device key ‖ incarnation ‖ space).
    public func chain(in space: SpaceID) -> ChainID {
        let digest = EntryHash(hashing: Self.label + deviceKey + incarnation + space.bytes)
        return ChainID(bytes: digest.bytes.prefix(16))!
    }
}

/// How far a chain is held: enough to verify, or to write, its next entry.
public struct ChainHead: Hashable, Sendable {
    /// Entries that a chain can have; more than any device writes, and far from where arithmetic ends.
    public static let countMax: UInt64 = 1 << 48

    public let origin: ChainOrigin
    /// Entries held: sequences `0..<count`.
    public private(set) var count: UInt64
    /// Hash of entry `count - 1`; zero when there is none.
    public private(set) var hash: EntryHash
    private(set) var skips: SkipFrontier

    public init(origin: ChainOrigin) {
        self.origin = origin
        count = 0
        hash = .zero
        skips = SkipFrontier()
    }

    /// The hash that the next entry's skip link must carry; the frontier holds it by construction.
    var nextSkip: EntryHash { skips.hash(for: count) ?? .zero }

    mutating func advance(to hash: EntryHash) {
        skips.append(hash, at: count)
        self.hash = hash
        count += 1
    }

    public func write(to writer: inout ByteWriter) {
        writer.raw(origin.deviceKey)
        writer.raw(origin.incarnation)
        writer.varint(count)
        hash.write(to: &writer)
        skips.write(to: &writer)
    }

    public init(from reader: inout ByteReader) throws(ByteFault) {
        guard let origin = ChainOrigin(deviceKey: try reader.raw(32), incarnation: try reader.raw(16)) else { throw .outOfRange }
        self.origin = origin
        count = try reader.varint()
        guard count <= Self.countMax else { throw .outOfRange }
        guard let hash = EntryHash(bytes: try reader.raw(EntryHash.byteCount)) else { throw .outOfRange }
        self.hash = hash
        skips = try SkipFrontier(from: &reader)
        guard skips.end <= count, skips.hash(for: count) != nil else { throw .outOfRange }
    }
}
