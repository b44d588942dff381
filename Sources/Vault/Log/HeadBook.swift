import Records
import ReplicatedLog

/// The heads of all chains of a space, and the rows in which they lie.
///
/// A head is two to three thousand bytes, and a space can have hundreds of chains: so that a save does not write them all, those
/// that moved since lie in a second, small row, until there are more than ``recentCountMax``. A laptop saves into one chain again and
/// again, and an import moves many at once: so a few are enough. A save by itself writes not even that row; see ``moving(_:)``.
struct HeadBook {
    static let recentCountMax = 4

    private(set) var heads: [ChainID: ChainHead] = [:]
    private(set) var fullRow: Int64?
    private(set) var recentRow: Int64?
    private var recent: Set<ChainID> = []

    private enum Kind: UInt8 {
        case full = 0
        case recent = 1
    }

    /// Takes the heads of a row; of two heads of a chain the longer one counts.
    mutating func read(_ bytes: [UInt8], row: Int64, space: SpaceID) throws {
        var reader = ByteReader(bytes)
        guard let kind = Kind(rawValue: try reader.byte()) else { throw ByteFault.outOfRange }
        var read = [ChainID: ChainHead]()
        while reader.remaining > 0 {
            let head = try ChainHead(from: &reader)
            read[head.origin.chain(in: space)] = head
        }
        switch kind {
        case .full: fullRow = row
        case .recent:
            recentRow = row
            recent = Set(read.keys)
        }
        heads.merge(read) { $0.count >= $1.count ? $0 : $1 }
    }

    /// The book with heads that moved on and are not written yet: until they are, the segments behind the written ones say it.
    func moving(_ changed: [ChainID: ChainHead]) -> HeadBook {
        var next = self
        next.heads.merge(changed) { $1 }
        next.recent.formUnion(changed.keys)
        return next
    }

    /// The book after `changed` has been written, and what was only moved on before.
    func writing(_ changed: [ChainID: ChainHead], in space: SpaceID, _ transaction: SealedTransaction) throws -> HeadBook {
        var next = moving(changed)
        guard fullRow != nil, next.recent.count <= Self.recentCountMax, next.recent.count < next.heads.count else {
            return try next.writingAll(in: space, transaction)
        }
        next.recentRow = try transaction.put(.head, recentRow, next.bytes(.recent), in: space)
        return next
    }

    /// The book after all heads have been written, without the chains `dropped`.
    func writingAll(in space: SpaceID, dropping dropped: Set<ChainID> = [], _ transaction: SealedTransaction) throws -> HeadBook {
        var next = self
        for chain in dropped { next.heads[chain] = nil }
        next.recent = []
        next.fullRow = try transaction.put(.head, fullRow, next.bytes(.full), in: space)
        if let recentRow { try transaction.delete(.head, recentRow) }
        next.recentRow = nil
        return next
    }

    /// Replaces heads in memory only, before ``writingAll(in:dropping:_:)``.
    mutating func replace(_ chain: ChainID, by head: ChainHead?) { heads[chain] = head }

    private func bytes(_ kind: Kind) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(kind.rawValue)
        for (chain, head) in heads.sorted(by: { $0.key < $1.key }) where kind == .full || recent.contains(chain) {
            head.write(to: &writer)
        }
        return writer.bytes
    }
}
