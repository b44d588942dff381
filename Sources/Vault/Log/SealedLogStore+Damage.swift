public import Records
import ReplicatedLog
import Sealing

/// Entries of a chain that a repair had to give up; peers bring them back.
public struct LostEntries: Hashable, Sendable {
    public let space: SpaceID
    public let chain: ChainID
    /// Nothing from this sequence on is held any more.
    public let from: UInt64
}

extension SealedLogStore {
    /// Compares the heads with what there is. Heads that lag behind their segments are made again from them.
    func reconcile() {
        for space in spaces {
            let chains = Set(index.chains[space, default: [:]].keys).union(books[space]?.heads.keys ?? [:].keys)
            for chain in chains.sorted() {
                let end = index.wholeItems(chain, space).last?.end ?? 0
                if end > head(of: chain, in: space)?.count ?? 0 {
                    database.report("The heads of chains were damaged.")
                    books[space, default: HeadBook()].replace(chain, by: recovered(chain, in: space))
                }
                if end != head(of: chain, in: space)?.count ?? 0 || index.items(chain, space).last?.end ?? 0 > end {
                    database.report("Parts of the log are missing.")
                    damagedChains.insert(ChainKey(space: space, chain: chain))
                }
            }
        }
    }

    /// The head that the segments themselves give, verified from the first entry; `nil` when not even that one stands.
    private func recovered(_ chain: ChainID, in space: SpaceID) -> ChainHead? {
        var head: ChainHead?
        for item in index.wholeItems(chain, space) {
            guard let next = try? segment(item, chain, space).verified(after: head, erased: { _ in true }) else { break }
            head = next.head
        }
        return head
    }

    /// Gives up what cannot be read, and every entry that comes after it in its chain, so that peers bring it back.
    ///
    /// The device must not go on with a chain of its own that was cut: the caller begins a new incarnation.
    func repair() throws -> [LostEntries] {
        var lost = [LostEntries]()
        var index = index
        var books = books
        var gone = [Int64]()
        for key in damagedChains.sorted(by: { ($0.space, $0.chain) < ($1.space, $1.chain) }) {
            let head = recovered(key.chain, in: key.space)
            let end = head?.count ?? 0
            let rows = index.items(key.chain, key.space).filter { $0.end > end }.map(\.row)
            gone += rows
            index.remove(Set(rows), of: key.chain, in: key.space)
            books[key.space, default: HeadBook()].replace(key.chain, by: head)
            lost.append(LostEntries(space: key.space, chain: key.chain, from: end))
        }
        try database.repair { transaction in
            for row in gone { try transaction.delete(.segment, row) }
            for (space, book) in books { books[space] = try book.writingAll(in: space, transaction) }
        }
        self.index = index
        self.books = books
        damagedChains = []
        cache.removeAll()
        return lost
    }
}
