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

        // Memory follows the disk, never the other way round.
        var added = [SegmentIndex.Item]()
        var books = [SpaceID: HeadBook]()
        var rows = smallRows
        try database.write(growing: grows) { transaction in
            for segment in batch.segments { added.append(try insert(segment.contents, transaction)) }
            for (space, changed) in heads {
                books[space] = try (self.books[space] ?? HeadBook()).writing(changed, in: space, transaction)
            }
            try rows.write(batch, transaction)
        }
        for (item, segment) in zip(added, batch.segments) { index.insert(item, chain: segment.chain, space: segment.space) }
        self.books.merge(books) { $1 }
        smallRows = rows
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
