import Crypto
import Records
import ReplicatedLog
import Sealing

/// `heads.sealed`: how far every chain was held when the store was last closed, kept outside of `log.sqlite`, so that an older copy of
/// that file is noticed. `Schemas/vault.md`, "Heads".
struct HeadsRecord: Equatable {
    static let byteCountMax = 64 << 20
    private static let format: UInt8 = 1

    private(set) var chains: [SpaceID: [ChainID: VersionVector.Position]] = [:]

    var isEmpty: Bool { chains.isEmpty }

    init(of log: SealedLogStore) {
        for space in log.spaces {
            for head in log.heads(in: space) where head.count > 0 {
                chains[space, default: [:]][head.origin.chain(in: space)] = VersionVector.Position(count: head.count, head: head.hash)
            }
        }
    }

    /// Whether the log lacks something that is recorded here, or holds something else in its place.
    func isBeyond(_ log: SealedLogStore) -> Bool {
        chains.contains { space, chains in
            chains.contains { chain, position in
                guard let head = log.head(of: chain, in: space), head.count >= position.count else { return true }
                return head.count == position.count && head.hash != position.head
            }
        }
    }

    // MARK: Coding

    func sealed(key: SymmetricKey, store: StoreID) -> [UInt8] {
        var content = ByteWriter()
        content.byte(Self.format)
        for (space, chains) in chains.sorted(by: { $0.key < $1.key }) {
            for (chain, position) in chains.sorted(by: { $0.key < $1.key }) {
                content.identifier(space)
                content.identifier(chain)
                content.varint(position.count)
                content.raw(position.head.bytes)
            }
        }
        var writer = ByteWriter()
        writer.blob(content.bytes)
        writer.raw([UInt8](repeating: 0, count: Int(Padme.paddedSize(UInt64(writer.bytes.count))) - writer.bytes.count))
        return SealedObject.seal(writer.bytes, key: key, context: Labels.heads + store.bytes)
    }

    init(opening sealed: [UInt8], key: SymmetricKey, store: StoreID) throws {
        let padded = try SealedObject.open(sealed, key: key, context: Labels.heads + store.bytes)
        var outer = ByteReader(padded)
        var reader = ByteReader(try outer.blob(max: padded.count))
        guard try reader.byte() == Self.format else { throw ByteFault.outOfRange }
        while reader.remaining > 0 {
            let space = try reader.identifier(SpaceID.self)
            let chain = try reader.identifier(ChainID.self)
            let count = try reader.varint()
            guard let head = EntryHash(bytes: try reader.raw(EntryHash.byteCount)) else { throw ByteFault.outOfRange }
            chains[space, default: [:]][chain] = VersionVector.Position(count: count, head: head)
        }
    }
}
