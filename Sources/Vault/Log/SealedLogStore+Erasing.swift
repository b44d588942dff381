public import Records
import ReplicatedLog
import Sealing

extension SealedLogStore {
    public func erase(_ sequences: [ChainID: Set<UInt64>], in space: SpaceID) throws {
        try database.requireWhole()
        var erased = [(chain: ChainID, item: SegmentIndex.Item, segment: UnverifiedSegment)]()
        for (chain, sequences) in sequences.sorted(by: { $0.key < $1.key }) {
            for item in index.items(chain, space) where sequences.contains(where: { item.first <= $0 && $0 < item.end }) {
                erased.append((chain, item, try segment(item, chain, space).erasing(sequences)))
            }
        }
        guard !erased.isEmpty else { return }
        var index = index
        var books = books
        try database.write { transaction in
            try writeLaggingHeads(&books, transaction)
            for (chain, item, segment) in erased {
                let new = try insert(segment, transaction)
                try transaction.delete(.segment, item.row)
                index.remove([item.row], of: chain, in: space)
                index.insert(new, chain: chain, space: space)
            }
        }
        laggingDone(books)
        self.index = index
        cache.removeAll()
        try database.rotateKey(of: space)
        refreshMarks(of: space)
    }

    public func remove(_ space: SpaceID) throws {
        guard space != SealedDatabase.deviceSpace else {
            throw VaultError(.refused, "What belongs to the device itself cannot be removed.")
        }
        try database.write { transaction in
            for items in (index.chains[space] ?? [:]).values {
                for item in items { try transaction.delete(.segment, item.row) }
            }
            for row in [books[space]?.fullRow, books[space]?.recentRow].compactMap({ $0 }) { try transaction.delete(.head, row) }
            for held in smallRows.held.values where held.space == space { try transaction.delete(.held, held.row) }
            for (key, row) in smallRows.statements where key.space == space { try transaction.delete(.peer, row) }
        }
        index.remove(space)
        books[space] = nil
        laggingSpaces.remove(space)
        smallRows.held = smallRows.held.filter { $0.value.space != space }
        smallRows.statements = smallRows.statements.filter { $0.key.space != space }
        damagedChains = damagedChains.filter { $0.space != space }
        cache.removeAll()
    }

    /// After a key change the rows have other wraps; an image of the index with the old ones would merely be slower to use.
    private func refreshMarks(of space: SpaceID) {
        guard let marks = try? database.raw.marks(.segment) else { return }
        index.setMarks(marks, in: space)
    }
}
