public import Records
import ReplicatedLog
import Sealing

/// Entries of a chain that a repair had to give up; peers bring them back.
public struct LostEntries: Hashable, Sendable {
    public let space: SpaceID
    public let chain: ChainID
    /// From this sequence on the log holds nothing of the chain any more.
    public let from: UInt64
    /// Entries behind those that were lost: they are kept, and wait as held segments.
    public let keptCount: UInt64
    /// Entries of which nothing is left.
    public let lostCount: UInt64
}

extension SealedLogStore {
    /// Compares the heads with what there is. Heads that lag behind saves are moved on; those that were lost are made again.
    func reconcile() throws {
        for space in spaces {
            let chains = Set(index.chains[space, default: [:]].keys).union(books[space]?.heads.keys ?? [:].keys)
            for chain in chains.sorted() {
                let end = index.wholeItems(chain, space).last?.end ?? 0
                if let head = head(of: chain, in: space), end > head.count, let moved = try movedOn(head, chain, in: space) {
                    books[space] = books[space]?.moving([chain: moved])
                    laggingSpaces.insert(space)
                }
                if end > head(of: chain, in: space)?.count ?? 0 {
                    database.report("The heads of chains were damaged.")
                    books[space, default: HeadBook()].replace(chain, by: try recovered(chain, in: space))
                }
                if end != head(of: chain, in: space)?.count ?? 0 || index.items(chain, space).last?.end ?? 0 > end {
                    database.report("Parts of the log are missing.")
                    damagedChains.insert(ChainKey(space: space, chain: chain))
                }
            }
        }
    }

    /// The head after the segments behind it; `nil` when one does not follow it, as after a save it does.
    private func movedOn(_ head: ChainHead, _ chain: ChainID, in space: SpaceID) throws -> ChainHead? {
        var head = head
        for item in index.wholeItems(chain, space) where item.end > head.count {
            guard let stored = try readable(item, chain, space), let next = stored.head(after: head, before: item.end) else { return nil }
            head = next
        }
        return head
    }

    /// The head that the segments themselves give, verified from the first entry; `nil` when not even that one stands.
    ///
    /// - Throws: what reading throws that is no damage of the row itself: a disk that fails must not make a repair give up what it holds.
    private func recovered(_ chain: ChainID, in space: SpaceID) throws -> ChainHead? {
        var head: ChainHead?
        for item in index.wholeItems(chain, space) {
            guard let stored = try readable(item, chain, space), let next = try? stored.verified(after: head, erased: { _ in true }) else {
                break
            }
            head = next.head
        }
        return head
    }

    /// - Returns: `nil` for a row that is damaged.
    private func readable(_ item: SegmentIndex.Item, _ chain: ChainID, _ space: SpaceID) throws -> UnverifiedSegment? {
        do { return try segment(item, chain, space) } catch let error as VaultError where error.code == .damaged { return nil }
    }

    /// Leaves a row out from now on that was found damaged; a repair deletes it.
    func passOver(_ item: SegmentIndex.Item, _ chain: ChainID, _ space: SpaceID, saying damage: String) {
        database.report(unreadable: item.row, of: .segment, saying: damage)
        index.remove([item.row], of: chain, in: space)
    }

    /// Gives up what cannot be read, and nothing else. What can be read behind it in its chain is kept as held segments that wait for what
    /// was lost: a peer may bring it back, and perhaps nobody else has them. All in one transaction.
    ///
    /// The device must not go on with a chain of its own that was cut: the caller has begun a new incarnation.
    ///
    /// - Parameter settings: written in the same transaction.
    /// - Parameter more: what else the transaction is to do.
    func repair(settings: [String: [UInt8]?], _ more: (SealedTransaction) throws -> Void) throws -> [LostEntries] {
        var lost = [LostEntries]()
        var index = index
        var books = books
        var gone = [Int64]()
        var batch = LogBatch()
        batch.settings = settings
        for key in damagedChains.sorted(by: { ($0.space, $0.chain) < ($1.space, $1.chain) }) {
            let head = try recovered(key.chain, in: key.space)
            let end = head?.count ?? 0
            let behind = index.items(key.chain, key.space).filter { $0.end > end }
            let kept = try behind.compactMap { try readable($0, key.chain, key.space) }
            batch.held += kept.map { HeldSegment(contents: $0, reason: .gap, arrived: 0, isSalvaged: true) }
            gone += behind.map(\.row)
            index.remove(Set(behind.map(\.row)), of: key.chain, in: key.space)
            let keptCount = kept.reduce(0) { $0 + UInt64($1.entries.count) }
            let formerEnd = max(self.head(of: key.chain, in: key.space)?.count ?? 0, behind.last?.end ?? 0, end)
            lost.append(
                LostEntries(
                    space: key.space, chain: key.chain, from: end, keptCount: keptCount, lostCount: formerEnd - end - keptCount))
            books[key.space, default: HeadBook()].replace(key.chain, by: head)
        }
        var rows = smallRows
        try database.repair { transaction in
            for row in gone { try transaction.delete(.segment, row) }
            for (space, book) in books { books[space] = try book.writingAll(in: space, transaction) }
            try rows.write(batch, transaction)
            try more(transaction)
        }
        self.index = index
        laggingDone(books)
        smallRows = rows
        damagedChains = []
        cache.removeAll()
        return lost
    }
}
