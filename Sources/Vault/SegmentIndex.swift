import Records
import ReplicatedLog

/// Which row holds which entries. Kept in memory; on disk a row does not say what it is.
struct SegmentIndex {
    struct Item: Hashable {
        let row: Int64
        let first: UInt64
        let end: UInt64
    }

    private(set) var chains: [SpaceID: [ChainID: [Item]]] = [:]
    private(set) var rows: Set<Int64> = []

    mutating func insert(_ item: Item, chain: ChainID, space: SpaceID) {
        guard rows.insert(item.row).inserted else { return }
        let items = chains[space]?[chain] ?? []
        // Almost always the newest.
        let position = items.lastIndex { $0.first < item.first }.map { $0 + 1 } ?? 0
        chains[space, default: [:]][chain, default: []].insert(item, at: position)
    }

    mutating func remove(_ gone: Set<Int64>) {
        guard !gone.isEmpty else { return }
        rows.subtract(gone)
        for (space, perChain) in chains {
            for (chain, items) in perChain where items.contains(where: { gone.contains($0.row) }) {
                chains[space]?[chain] = items.filter { !gone.contains($0.row) }
            }
        }
    }

    func items(_ chain: ChainID, _ space: SpaceID) -> [Item] { chains[space]?[chain] ?? [] }

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

    var encoded: [UInt8] {
        var writer = ByteWriter()
        writer.varint(UInt64(chains.values.reduce(0) { $0 + $1.count }))
        for (space, perChain) in chains {
            for (chain, items) in perChain {
                writer.identifier(space)
                writer.identifier(chain)
                writer.varint(UInt64(items.count))
                for item in items {
                    writer.varint(UInt64(item.row))
                    writer.varint(item.first)
                    writer.varint(item.end)
                }
            }
        }
        return writer.bytes
    }

    init() {}

    init(decoding bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        for _ in 0..<(try reader.varint()) {
            let space = try reader.identifier(SpaceID.self)
            let chain = try reader.identifier(ChainID.self)
            for _ in 0..<(try reader.varint()) {
                let row = Int64(try reader.varint())
                let first = try reader.varint()
                insert(Item(row: row, first: first, end: try reader.varint()), chain: chain, space: space)
            }
        }
        try reader.end()
    }
}
