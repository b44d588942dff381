import Records
import ReplicatedLog

/// Which row holds which entries. Kept in memory; on disk a row does not say what it is.
struct SegmentIndex {
    struct Item: Hashable {
        let row: Int64
        let first: UInt64
        let end: UInt64
        /// Of the sealed row.
        let byteCount: Int
        /// ``LogDatabase/Row/mark(_:)`` of the row: a row of the same number with other content has another.
        var mark: UInt64
    }

    private(set) var chains: [SpaceID: [ChainID: [Item]]] = [:]
    private(set) var rows: Set<Int64> = []

    init() {}

    mutating func insert(_ item: Item, chain: ChainID, space: SpaceID) {
        guard rows.insert(item.row).inserted else { return }
        // Almost always the newest; nothing else may hold the list meanwhile, or every save would copy it.
        if (chains[space]?[chain]?.last?.first).map({ $0 < item.first }) ?? true {
            chains[space, default: [:]][chain, default: []].append(item)
            return
        }
        let position = items(chain, space).lastIndex { $0.first < item.first }.map { $0 + 1 } ?? 0
        chains[space]?[chain]?.insert(item, at: position)
    }

    mutating func remove(_ gone: Set<Int64>, of chain: ChainID, in space: SpaceID) {
        rows.subtract(gone)
        let left = items(chain, space).filter { !gone.contains($0.row) }
        chains[space]?[chain] = left.isEmpty ? nil : left
    }

    mutating func remove(_ space: SpaceID) {
        for items in (chains.removeValue(forKey: space) ?? [:]).values { rows.subtract(items.map(\.row)) }
    }

    /// Takes over the marks of rows whose keys were wrapped anew.
    mutating func setMarks(_ marks: [Int64: UInt64], in space: SpaceID) {
        for chain in (chains[space] ?? [:]).keys {
            var items = items(chain, space)
            for position in items.indices { items[position].mark = marks[items[position].row] ?? items[position].mark }
            chains[space]?[chain] = items
        }
    }

    func items(_ chain: ChainID, _ space: SpaceID) -> [Item] { chains[space]?[chain] ?? [] }

    /// The items that hold entries from `sequence` on.
    func items(_ chain: ChainID, _ space: SpaceID, from sequence: UInt64) -> ArraySlice<Item> {
        let items = items(chain, space)
        var low = 0
        var high = items.count
        while low < high {
            let middle = (low + high) / 2
            if items[middle].end <= sequence { low = middle + 1 } else { high = middle }
        }
        return items[low...]
    }

    /// The items of a chain from its beginning up to the first gap.
    func wholeItems(_ chain: ChainID, _ space: SpaceID) -> ArraySlice<Item> {
        let items = items(chain, space)
        var end: UInt64 = 0
        var count = 0
        while count < items.count, items[count].first == end {
            end = items[count].end
            count += 1
        }
        return items[..<count]
    }
}

/// The form in which the index lies in the image of the view.
extension SegmentIndex {
    var encoded: [UInt8] {
        var writer = ByteWriter()
        for (space, perChain) in chains {
            for (chain, items) in perChain {
                writer.identifier(space)
                writer.identifier(chain)
                writer.varint(UInt64(items.count))
                for item in items {
                    writer.varint(UInt64(item.row))
                    writer.varint(item.first)
                    writer.varint(item.end)
                    writer.varint(UInt64(item.byteCount))
                    writer.fixed64(item.mark)
                }
            }
        }
        return writer.bytes
    }

    /// - Parameter marks: the rows that there are; items of others are left out.
    init(decoding bytes: [UInt8], marks: [Int64: UInt64]) throws {
        var reader = ByteReader(bytes)
        while reader.remaining > 0 {
            let space = try reader.identifier(SpaceID.self)
            let chain = try reader.identifier(ChainID.self)
            for _ in 0..<(try reader.varint()) {
                let item = Item(
                    row: Int64(clamping: try reader.varint()), first: try reader.varint(), end: try reader.varint(),
                    byteCount: Int(clamping: try reader.varint()), mark: try reader.fixed64())
                if marks[item.row] == item.mark { insert(item, chain: chain, space: space) }
            }
        }
    }
}
