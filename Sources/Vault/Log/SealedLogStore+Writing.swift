import Records
import ReplicatedLog
import Sealing

extension SealedLogStore {
    public func write(_ batch: LogBatch) throws {
        guard !batch.isEmpty else { return }
        let heads = try batch.newHeads { self.books[$0]?.heads[$1] }
        let grows = !batch.segments.isEmpty || !batch.held.isEmpty
        if grows { try database.requireWhole() }
        try database.raw.requireWritable(growing: grows)
        try database.ensureKeys(for: Set(heads.keys))
        if let segment = saveAlone(batch) { return try write(segment, heads, batch.settings) }

        // Memory follows the disk, never the other way round.
        var added = [SegmentIndex.Item]()
        var books = [SpaceID: HeadBook]()
        var rows = smallRows
        var cutIndex = batch.cuts.isEmpty ? SegmentIndex() : index
        try database.write(growing: grows) { transaction in
            // New rows first, so that the highest number is never given up and given out again.
            for segment in batch.segments { added.append(try insert(segment.contents, transaction)) }
            for (space, cuts) in batch.cuts {
                books[space] = try cutting(cuts, in: space, heads[space] ?? [:], index: &cutIndex, transaction)
            }
            for (space, changed) in heads where batch.cuts[space] == nil {
                books[space] = try (self.books[space] ?? HeadBook()).writing(changed, in: space, transaction)
            }
            for space in laggingSpaces where books[space] == nil {
                books[space] = try self.books[space]?.writing([:], in: space, transaction)
            }
            try rows.write(batch, transaction)
        }
        laggingSpaces = []
        if !batch.cuts.isEmpty {
            index = cutIndex
            cache.removeAll()
        }
        for (item, segment) in zip(added, batch.segments) { index.insert(item, chain: segment.chain, space: segment.space) }
        self.books.merge(books) { $1 }
        smallRows = rows
    }

    /// The segment of a batch that is one save and nothing else: it needs one row, since its head follows from it, and the tally need not
    /// be told.
    private func saveAlone(_ batch: LogBatch) -> Segment? {
        guard let segment = batch.segments.first, batch.segments.count == 1, batch.cuts.isEmpty, batch.held.isEmpty,
            batch.released.isEmpty, batch.statements.isEmpty, batch.outbox.isEmpty, batch.outboxDone.isEmpty,
            // A head that is not on the disk at all must not seem to be one that was lost.
            books[segment.space]?.heads[segment.chain] != nil, database.mayLeaveTally,
            batch.settings.allSatisfy({ $0.value != nil && smallRows.settings[$0.key] != nil })
        else { return nil }
        return segment
    }

    private func write(_ segment: Segment, _ heads: [SpaceID: [ChainID: ChainHead]], _ settings: [String: [UInt8]?]) throws {
        var batch = LogBatch()
        batch.settings = settings
        var rows = smallRows
        let item = try database.write(growing: true, leavingTally: true) { transaction in
            let item = try insert(segment.contents, transaction)
            try rows.write(batch, transaction)
            return item
        }
        index.insert(item, chain: segment.chain, space: segment.space)
        books[segment.space] = books[segment.space]?.moving(heads[segment.space] ?? [:])
        laggingSpaces.insert(segment.space)
        smallRows = rows
    }

    /// Writes heads and tally when they lag behind saves, so that a store that is closed says all that it did.
    func catchUp() throws {
        guard database.damage.isEmpty, !laggingSpaces.isEmpty || database.tallyLags else { return }
        var books = books
        try database.write { try writeLaggingHeads(&books, $0) }
        laggingDone(books)
    }

    /// For transactions that change rows of segments: a head must end where one of them does.
    func writeLaggingHeads(_ books: inout [SpaceID: HeadBook], _ transaction: SealedTransaction) throws {
        for space in laggingSpaces { books[space] = try books[space]?.writing([:], in: space, transaction) }
    }

    func laggingDone(_ books: [SpaceID: HeadBook]) {
        self.books = books
        laggingSpaces = []
    }

    /// Drops the rows beyond the cuts of a space and writes where its chains end now.
    private func cutting(
        _ cuts: [ChainID: ChainHead?], in space: SpaceID, _ changed: [ChainID: ChainHead], index: inout SegmentIndex,
        _ transaction: SealedTransaction
    ) throws -> HeadBook {
        var book = books[space] ?? HeadBook()
        for (chain, head) in cuts {
            let gone = index.items(chain, space).filter { $0.end > head?.count ?? 0 }.map(\.row)
            for row in gone { try transaction.delete(.segment, row) }
            index.remove(Set(gone), of: chain, in: space)
            book.replace(chain, by: head)
        }
        for (chain, head) in changed { book.replace(chain, by: head) }
        return try book.writingAll(in: space, transaction)
    }

    /// Seals a segment into a new row.
    func insert(_ segment: UnverifiedSegment, _ transaction: SealedTransaction) throws -> SegmentIndex.Item {
        let row = try transaction.insert(.segment, SegmentRow.bytes(of: segment), in: segment.space)
        return SegmentIndex.Item(row: row.id, first: segment.first, end: segment.end, byteCount: row.byteCount, mark: row.mark)
    }
}

/// Where the small things lie, changed together with the rows.
struct SmallRows {
    var held: [HeldSegment.ID: (row: Int64, space: SpaceID)] = [:]
    var statements: [SealedLogStore.StatementKey: Int64] = [:]
    var settings: [String: (row: Int64, value: [UInt8])] = [:]

    mutating func write(_ batch: LogBatch, _ transaction: SealedTransaction) throws {
        for id in batch.released {
            if let known = held.removeValue(forKey: id) { try transaction.delete(.held, known.row) }
        }
        for segment in batch.held {
            held[segment.id] = (try transaction.put(.held, held[segment.id]?.row, segment.rowBytes), segment.contents.space)
        }
        for statement in batch.statements {
            let key = SealedLogStore.StatementKey(device: statement.deviceKey, space: statement.space)
            statements[key] = try transaction.put(.peer, statements[key], statement.rowBytes)
        }
        for id in batch.outboxDone { try transaction.delete(.outbox, id) }
        for bytes in batch.outbox { try transaction.insert(.outbox, bytes) }
        for (name, value) in batch.settings {
            if let value {
                settings[name] = (try transaction.put(.setting, settings[name]?.row, SettingRow(name: name, value: value).rowBytes), value)
            } else if let known = settings.removeValue(forKey: name) {
                try transaction.delete(.setting, known.row)
            }
        }
    }
}
