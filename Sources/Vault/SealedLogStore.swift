public import Records
public import ReplicatedLog
import Sealing

/// The log on a laptop's disk: every row sealed, one SQLite file, one connection.
public final class SealedLogStore: LogStore {
    /// Rows of a chain that one call of ``compact(_:limit:)`` looks at once so many small ones lie side by side.
    static let smallRowsBeforeCompaction = 32

    let database: LogDatabase
    let sealer: RowSealer
    var index: SegmentIndex
    var headsBySpace: [SpaceID: [ChainID: ChainHead]] = [:]
    var headRows: [SpaceID: Int64] = [:]
    private var heldRows: [HeldSegment.ID: Int64] = [:]
    private var statementRows: [StatementKey: Int64] = [:]
    private var settingRows: [String: (row: Int64, value: [UInt8])] = [:]
    private var cache = SegmentCache()

    private struct StatementKey: Hashable {
        let device: [UInt8]
        let space: SpaceID
    }

    /// - Parameter indexImage: the index as it was when the view's image was written; rows that came since are opened and added.
    init(database: LogDatabase, sealer: RowSealer, indexImage: [UInt8]?) throws {
        self.database = database
        self.sealer = sealer
        index = indexImage.flatMap { try? SegmentIndex(decoding: $0) } ?? SegmentIndex()
        let present = try database.ids("segment")
        index.remove(index.rows.subtracting(present))
        for id in present where !index.rows.contains(id) {
            guard let row = try database.row("segment", id) else { continue }
            let (space, segment) = try open(row)
            index.insert(SegmentIndex.Item(row: id, first: segment.first, end: segment.end), chain: segment.chain, space: space)
        }
        try database.rows("head") { row in
            let (space, bytes) = try sealer.open(wrap: row.wrap, body: row.body, table: "head", row: row.id)
            headRows[space] = row.id
            headsBySpace[space] = try Self.heads(bytes, space)
        }
        try database.rows("held") { row in heldRows[try held(row).id] = row.id }
        try database.rows("peer") { row in
            let statement = try statement(row)
            statementRows[StatementKey(device: statement.deviceKey, space: statement.space)] = row.id
        }
        try database.rows("setting") { row in
            var reader = ByteReader(try sealer.open(wrap: row.wrap, body: row.body, table: "setting", row: row.id).bytes)
            let name = try reader.string(max: 256)
            settingRows[name] = (row.id, try reader.raw(reader.remaining))
        }
    }

    /// For the image of the view.
    public var indexImage: [UInt8] { index.encoded }

    public var spaces: [SpaceID] { Set(headsBySpace.keys).union(index.chains.keys).sorted() }

    public func heads(in space: SpaceID) -> [ChainHead] { headsBySpace[space].map { Array($0.values) } ?? [] }

    public func write(_ batch: LogBatch) throws {
        guard !batch.isEmpty else { return }
        var heads = [SpaceID: [ChainID: ChainHead]]()
        for segment in batch.segments {
            heads[segment.space, default: headsBySpace[segment.space] ?? [:]][segment.chain] = segment.head
        }
        try ensureKeys(for: Set(batch.segments.map(\.space)))
        var added = [(item: SegmentIndex.Item, chain: ChainID, space: SpaceID)]()
        var headIDs = headRows
        var heldIDs = heldRows
        var statementIDs = statementRows
        var settings = settingRows
        try database.write { transaction in
            for segment in batch.segments {
                let id = transaction.allocate("segment")
                try transaction.put(
                    "segment", id: id, sealer.seal(segment.contents.encoded(), space: segment.space, table: "segment", row: id))
                added.append((SegmentIndex.Item(row: id, first: segment.first, end: segment.end), segment.chain, segment.space))
            }
            for (space, chains) in heads {
                let id = headIDs[space] ?? transaction.allocate("head")
                headIDs[space] = id
                try transaction.put("head", id: id, sealer.seal(Self.bytes(of: chains), space: space, table: "head", row: id))
            }
            for id in batch.released {
                if let row = heldIDs.removeValue(forKey: id) { try transaction.delete("held", id: row) }
            }
            for segment in batch.held {
                let id = heldIDs[segment.id] ?? transaction.allocate("held")
                heldIDs[segment.id] = id
                try transaction.put("held", id: id, sealed(Self.bytes(of: segment), "held", id))
            }
            for statement in batch.statements {
                let key = StatementKey(device: statement.deviceKey, space: statement.space)
                let id = statementIDs[key] ?? transaction.allocate("peer")
                statementIDs[key] = id
                try transaction.put("peer", id: id, sealed(Self.bytes(of: statement), "peer", id))
            }
            for id in batch.outboxDone { try transaction.delete("outbox", id: id) }
            for bytes in batch.outbox {
                let id = transaction.allocate("outbox")
                try transaction.put("outbox", id: id, sealed(bytes, "outbox", id))
            }
            for (name, value) in batch.settings {
                let id = settings[name]?.row ?? transaction.allocate("setting")
                settings[name] = value.map { (id, $0) }
                guard let value else {
                    try transaction.delete("setting", id: id)
                    continue
                }
                var writer = ByteWriter()
                writer.string(name)
                writer.raw(value)
                try transaction.put("setting", id: id, sealed(writer.bytes, "setting", id))
            }
        }
        // Memory follows the disk, never the other way round.
        for (item, chain, space) in added { index.insert(item, chain: chain, space: space) }
        headsBySpace.merge(heads) { $1 }
        headRows = headIDs
        heldRows = heldIDs
        statementRows = statementIDs
        settingRows = settings
    }

    /// A space's key is durable before the first row that needs it.
    private func ensureKeys(for spaces: Set<SpaceID>) throws {
        let missing = spaces.filter { sealer.ring.spaceKey($0) == nil }
        guard !missing.isEmpty else { return }
        var ring = sealer.ring
        for space in missing { try ring.addSpace(space) }
        try saveRing(ring)
    }

    func saveRing(_ ring: KeyRing) throws {
        let before = sealer.ring
        sealer.replace(ring)
        do {
            let sealed = sealer.sealedRing
            try database.write { try $0.putRing(sealed) }
        } catch {
            sealer.replace(before)
            throw error
        }
    }

    private func sealed(_ bytes: [UInt8], _ table: String, _ id: Int64) throws -> (wrap: [UInt8], body: [UInt8]) {
        try sealer.seal(bytes, space: RowSealer.deviceSpace, table: table, row: id)
    }

    // MARK: Reading

    public func segments(of chain: ChainID, in space: SpaceID, from sequence: UInt64) throws -> [UnverifiedSegment] {
        try index.items(chain, space, from: sequence).map { try segment($0.row) }
    }

    public func allSegments(in space: SpaceID, _ visit: (UnverifiedSegment) throws -> Void) throws {
        for chain in (index.chains[space] ?? [:]).keys.sorted() {
            for item in index.items(chain, space) { try visit(try segment(item.row)) }
        }
    }

    public func entry(_ chain: ChainID, _ sequence: UInt64, in space: SpaceID) throws -> EntryBody? {
        guard let item = index.items(chain, space, from: sequence).first, item.first <= sequence else { return nil }
        let segment = try cache.segment(item.row) { try self.segment(item.row) }
        return segment.entries[Int(sequence - segment.first)]
    }

    func segment(_ row: Int64) throws -> UnverifiedSegment {
        guard let row = try database.row("segment", row) else {
            throw VaultError(.damaged, "A part of the log is missing.", hint: "Run `satchel check --read-data`.")
        }
        return try open(row).segment
    }

    func open(_ row: LogDatabase.Row) throws -> (space: SpaceID, segment: UnverifiedSegment) {
        do {
            let (space, bytes) = try sealer.open(wrap: row.wrap, body: row.body, table: "segment", row: row.id)
            let segment = try UnverifiedSegment(decoding: bytes)
            guard segment.space == space else { throw VaultError(.damaged, "A part of the log lies in the wrong space.") }
            return (space, segment)
        } catch {
            throw VaultError(
                .damaged, "A part of the log is damaged.",
                hint: "Run `satchel check --read-data`; what is missing can be taken back from headquarters or a stick.", cause: error)
        }
    }

    public func held() throws -> [HeldSegment] {
        var result = [HeldSegment]()
        try database.rows("held") { result.append(try held($0)) }
        return result
    }

    public func statements() throws -> [StoredStatement] {
        var result = [StoredStatement]()
        try database.rows("peer") { result.append(try statement($0)) }
        return result
    }

    public func outbox() throws -> [OutboxItem] {
        var result = [OutboxItem]()
        try database.rows("outbox") { row in
            result.append(
                OutboxItem(id: row.id, bytes: try sealer.open(wrap: row.wrap, body: row.body, table: "outbox", row: row.id).bytes))
        }
        return result
    }

    public func setting(_ name: String) throws -> [UInt8]? { settingRows[name]?.value }

    // MARK: Bytes of rows

    private func held(_ row: LogDatabase.Row) throws -> HeldSegment {
        var reader = ByteReader(try sealer.open(wrap: row.wrap, body: row.body, table: "held", row: row.id).bytes)
        guard let reason = HoldReason(rawValue: try reader.byte()) else { throw VaultError(.damaged, "A held segment cannot be read.") }
        let arrived = try reader.signed()
        return HeldSegment(contents: try UnverifiedSegment(decoding: try reader.raw(reader.remaining)), reason: reason, arrived: arrived)
    }

    private static func bytes(of held: HeldSegment) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(held.reason.rawValue)
        writer.signed(held.arrived)
        writer.raw(held.contents.encoded())
        return writer.bytes
    }

    private func statement(_ row: LogDatabase.Row) throws -> StoredStatement {
        var reader = ByteReader(try sealer.open(wrap: row.wrap, body: row.body, table: "peer", row: row.id).bytes)
        let device = try reader.raw(32)
        let space = try reader.identifier(SpaceID.self)
        return StoredStatement(deviceKey: device, space: space, bytes: try reader.raw(reader.remaining))
    }

    private static func bytes(of statement: StoredStatement) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(statement.deviceKey)
        writer.identifier(statement.space)
        writer.raw(statement.bytes)
        return writer.bytes
    }

    private static func bytes(of heads: [ChainID: ChainHead]) -> [UInt8] {
        var writer = ByteWriter()
        writer.varint(UInt64(heads.count))
        for (_, head) in heads.sorted(by: { $0.key < $1.key }) { head.write(to: &writer) }
        return writer.bytes
    }

    private static func heads(_ bytes: [UInt8], _ space: SpaceID) throws -> [ChainID: ChainHead] {
        var reader = ByteReader(bytes)
        var heads = [ChainID: ChainHead]()
        for _ in 0..<(try reader.varint()) {
            let head = try ChainHead(from: &reader)
            heads[head.origin.chain(in: space)] = head
        }
        try reader.end()
        return heads
    }
}

/// The segments last decoded, so that reading the history of a field opens each once.
private struct SegmentCache {
    private static let countMax = 64
    private var segments: [Int64: UnverifiedSegment] = [:]
    private var order: [Int64] = []

    mutating func segment(_ row: Int64, _ load: () throws -> UnverifiedSegment) rethrows -> UnverifiedSegment {
        if let known = segments[row] { return known }
        let segment = try load()
        if order.count == Self.countMax { segments[order.removeFirst()] = nil }
        segments[row] = segment
        order.append(row)
        return segment
    }
}
