public import Records
import ReplicatedLog

extension SealedLogStore {
    /// Joins runs of small neighbouring segments up to the size that a frame carries well.
    @discardableResult
    public func compact(_ space: SpaceID, limit: Int) throws -> Int {
        var removed = 0
        for chain in (index.chains[space] ?? [:]).keys.sorted() where removed < limit {
            removed += try compact(chain, in: space, limit: limit - removed)
        }
        return removed
    }

    /// Whether a chain has enough small rows for a compaction to pay.
    public func wantsCompaction(_ chain: ChainID, in space: SpaceID) -> Bool {
        index.items(chain, space).suffix(Self.smallRowsBeforeCompaction).count(where: { $0.end - $0.first < 8 })
            >= Self.smallRowsBeforeCompaction
    }

    private func compact(_ chain: ChainID, in space: SpaceID, limit: Int) throws -> Int {
        var run = [SegmentIndex.Item]()
        var joined: UnverifiedSegment?
        var groups = [(items: [SegmentIndex.Item], segment: UnverifiedSegment)]()
        func close() {
            if run.count > 1, let joined { groups.append((run, joined)) }
            run = []
            joined = nil
        }
        // The newest rows are the small ones; older ones have been joined before.
        for item in index.items(chain, space).suffix(max(2, limit + 1)) {
            let next = try segment(item.row)
            if let current = joined, let candidate = current.joined(with: next),
                candidate.encoded().count <= UnverifiedSegment.encodedBytesTarget
            {
                joined = candidate
                run.append(item)
            } else {
                close()
                joined = next
                run = [item]
            }
        }
        close()
        guard !groups.isEmpty else { return 0 }
        var added = [SegmentIndex.Item]()
        try database.write { transaction in
            for group in groups {
                let id = transaction.allocate("segment")
                try transaction.put(
                    "segment", id: id, sealer.seal(group.segment.encoded(), space: space, table: "segment", row: id))
                for item in group.items { try transaction.delete("segment", id: item.row) }
                added.append(SegmentIndex.Item(row: id, first: group.segment.first, end: group.segment.end))
            }
        }
        index.remove(Set(groups.flatMap { $0.items.map(\.row) }))
        for item in added { index.insert(item, chain: chain, space: space) }
        return groups.reduce(0) { $0 + $1.items.count - 1 }
    }
}
