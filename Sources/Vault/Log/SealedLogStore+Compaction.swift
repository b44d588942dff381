public import Records
public import ReplicatedLog
import Sealing

extension SealedLogStore {
    /// Rows that are worth joining when this many of them stand at the end of a chain.
    static let smallRowCount = 32
    static let smallRowByteCount = 4096

    /// Whether a chain has enough small rows for a compaction to pay.
    public func wantsCompaction(_ chain: ChainID, in space: SpaceID) -> Bool {
        let newest = index.items(chain, space).suffix(Self.smallRowCount)
        return newest.count == Self.smallRowCount && newest.allSatisfy { $0.byteCount < Self.smallRowByteCount }
    }

    /// Joins the first run of small neighbours of one chain: one segment of at most 48 KiB, in one transaction.
    ///
    /// - Returns: whether there was one.
    public func compactOneRun(of chain: ChainID, in space: SpaceID) throws -> Bool {
        guard database.damage.isEmpty else { return false }
        for run in Self.runs(index.items(chain, space)) {
            let (parts, whole) = try joined(run, chain, space)
            guard parts.count > 1, let whole else { continue }
            var books = books
            let item = try database.write { transaction in
                try writeLaggingHeads(&books, transaction)
                // The new row first, so that the highest number is never given up and given out again.
                let item = try insert(whole, transaction)
                for part in parts { try transaction.delete(.segment, part.row) }
                return item
            }
            laggingDone(books)
            index.remove(Set(parts.map(\.row)), of: chain, in: space)
            index.insert(item, chain: chain, space: space)
            return true
        }
        return false
    }

    @discardableResult
    public func compact(_ space: SpaceID, limit: Int) throws -> Int {
        guard database.damage.isEmpty else { return 0 }
        var joins = [(chain: ChainID, parts: [SegmentIndex.Item], whole: UnverifiedSegment)]()
        var left = limit
        for chain in (index.chains[space] ?? [:]).keys.sorted() {
            for run in Self.runs(index.items(chain, space)) where left >= 2 {
                let (parts, whole) = try joined(run.prefix(left), chain, space)
                guard parts.count > 1, let whole else { continue }
                joins.append((chain, parts, whole))
                left -= parts.count
            }
        }
        guard !joins.isEmpty else { return 0 }
        var books = books
        let items = try database.write { transaction in
            try writeLaggingHeads(&books, transaction)
            return try joins.map { _, parts, whole in
                // The new row first, so that the highest number is never given up and given out again.
                let item = try insert(whole, transaction)
                for part in parts { try transaction.delete(.segment, part.row) }
                return item
            }
        }
        laggingDone(books)
        for ((chain, parts, _), item) in zip(joins, items) {
            index.remove(Set(parts.map(\.row)), of: chain, in: space)
            index.insert(item, chain: chain, space: space)
        }
        return joins.reduce(0) { $0 + $1.parts.count - 1 }
    }

    /// Neighbours that fit into one segment and of which none is larger than the others together: so every join at least doubles
    /// what an entry lies in, and no entry is written more than some eight times.
    static func runs(_ items: [SegmentIndex.Item]) -> [ArraySlice<SegmentIndex.Item>] {
        var runs = [ArraySlice<SegmentIndex.Item>]()
        var start = 0
        while start < items.count {
            var end = start
            var total = 0
            var largest = 0
            while end < items.count, total + joinedByteCount(items[end]) <= UnverifiedSegment.encodedBytesTarget {
                total += joinedByteCount(items[end])
                largest = max(largest, joinedByteCount(items[end]))
                end += 1
            }
            if end - start > 1, largest * 2 <= total {
                runs.append(items[start..<end])
                start = end
            } else {
                start += 1
            }
        }
        return runs
    }

    /// About what a row adds to the segment that it is joined into: a save by itself was encoded in a hurry and has a signature, salts
    /// and tables of its own.
    private static func joinedByteCount(_ item: SegmentIndex.Item) -> Int {
        item.byteCount < smallRowByteCount ? item.byteCount / 4 : item.byteCount
    }

    /// As many of the run as one segment takes: all of it, or else as many as seem to fit by what all of them took.
    private func joined(
        _ run: ArraySlice<SegmentIndex.Item>, _ chain: ChainID, _ space: SpaceID
    ) throws -> (parts: [SegmentIndex.Item], whole: UnverifiedSegment?) {
        let segments = try run.map { try segment($0, chain, space) }
        var count = segments.count
        while count > 1 {
            guard let whole = UnverifiedSegment.joining(Array(segments.prefix(count))).map({ withFewestSalts($0).compacted() }) else {
                count /= 2
                continue
            }
            let byteCount = whole.encoded().count
            if byteCount <= UnverifiedSegment.encodedBytesTarget { return (Array(run.prefix(count)), whole) }
            count = min(count - 1, count * UnverifiedSegment.encodedBytesTarget / byteCount * 31 / 32)
        }
        return ([], nil)
    }

    /// Neighbours of one chain in as few segments as writers aim at.
    public func packed(_ run: [UnverifiedSegment]) -> [UnverifiedSegment] {
        UnverifiedSegment.packing(run, thinning: withFewestSalts)
    }

    /// Only the author can open a run of entries with fewer salts than its parts brought.
    private func withFewestSalts(_ segment: UnverifiedSegment) -> UnverifiedSegment {
        let ring = database.ring
        let own = ChainOrigin(deviceKey: ring.signingKey.publicKey, incarnation: ring.incarnation)?.chain(in: segment.space)
        guard own == segment.chain else { return segment }
        return segment.fewestSalts(from: SaltTree(secret: withSecretBytes(of: ring.saltSecret) { $0 }, chain: segment.chain))
    }
}
