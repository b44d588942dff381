public import Records
public import ReplicatedLog
import Sealing

/// Where a segment lies in the log, without its content.
public struct SegmentReference: Hashable, Sendable {
    public let space: SpaceID
    public let chain: ChainID
    let item: SegmentIndex.Item

    public var first: UInt64 { item.first }
    public var end: UInt64 { item.end }
    /// Stored.
    public var byteCount: Int { item.byteCount }
}

extension SealedLogStore {
    /// - Throws: `.damaged` when not every entry from `sequence` up to the chain's head can be read. Damage before does not matter.
    public func segments(of chain: ChainID, in space: SpaceID, from sequence: UInt64) throws -> [UnverifiedSegment] {
        guard let head = head(of: chain, in: space), sequence < head.count else { return [] }
        let items = index.items(chain, space, from: sequence).prefix { $0.first < head.count }
        guard let start = items.first?.first, start <= sequence else { throw Self.damagedChain }
        let end = try items.reduce(start) { end, item in
            guard item.first == end else { throw Self.damagedChain }
            return item.end
        }
        guard end == head.count else { throw Self.damagedChain }
        return try items.map { try segment($0, chain, space) }
    }

    /// Which segments of a chain that can be read hold entries from `sequence` on, in order; nothing is opened for that.
    public func references(of chain: ChainID, in space: SpaceID, from sequence: UInt64) -> [SegmentReference] {
        let count = head(of: chain, in: space)?.count ?? 0
        return index.items(chain, space, from: sequence).prefix { $0.first < count }.map {
            SegmentReference(space: space, chain: chain, item: $0)
        }
    }

    /// - Throws: `.damaged` when the row cannot be opened, or was joined with others since.
    public func segment(_ reference: SegmentReference) throws -> UnverifiedSegment {
        try segment(reference.item, reference.chain, reference.space)
    }

    /// Of a damaged chain only what comes before the damage.
    public func allSegments(in space: SpaceID, _ visit: (UnverifiedSegment) throws -> Void) throws {
        for chain in (index.chains[space] ?? [:]).keys.sorted() {
            for item in index.wholeItems(chain, space) { try visit(try segment(item, chain, space)) }
        }
    }

    public func entry(_ chain: ChainID, _ sequence: UInt64, in space: SpaceID) throws -> EntryBody? {
        guard let item = index.items(chain, space, from: sequence).first, item.first <= sequence else {
            guard sequence < head(of: chain, in: space)?.count ?? 0 else { return nil }
            throw Self.damagedChain
        }
        let cached = try cache.segment(item.row) { try segment(item, chain, space) }
        return cached.entries[Int(sequence - item.first)]
    }

    /// Opens a row and holds it to what the index says about it.
    func segment(_ item: SegmentIndex.Item, _ chain: ChainID, _ space: SpaceID) throws -> UnverifiedSegment {
        do {
            let row = try database.content(.segment, item.row)
            let stored = try SegmentRow(row.bytes)
            guard row.space == space, stored.chain == chain, stored.first == item.first, stored.end == item.end else {
                throw ByteFault.outOfRange
            }
            return try stored.segment(in: space)
        } catch let error as VaultError where error.code != .damaged {
            throw error
        } catch {
            throw VaultError(.damaged, "A part of the log is damaged.", hint: SealedDatabase.checkHint, cause: error)
        }
    }

    static var damagedChain: VaultError {
        VaultError(.damaged, "A part of the log is missing.", hint: SealedDatabase.checkHint)
    }

    public func held() throws -> [HeldSegment] {
        var result = [HeldSegment]()
        try database.contents(.held) { result.append(try HeldSegment(rowBytes: $0.bytes)) }
        return result
    }

    public func statements() throws -> [StoredStatement] {
        var result = [StoredStatement]()
        try database.contents(.peer) { result.append(try StoredStatement(rowBytes: $0.bytes)) }
        return result
    }

    public func outbox() throws -> [OutboxItem] {
        var result = [OutboxItem]()
        try database.contents(.outbox) { result.append(OutboxItem(id: $0.id, bytes: $0.bytes)) }
        return result
    }

    public func setting(_ name: String) throws -> [UInt8]? { smallRows.settings[name]?.value }
}
