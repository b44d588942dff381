import Records

/// Distinct things by number, in order of first use.
struct Interned<Item: Hashable & Sendable>: Sendable {
    private(set) var items: [Item] = []
    private var indexes: [Item: UInt32] = [:]

    mutating func index(of item: Item) -> UInt32 {
        if let index = indexes[item] { return index }
        let index = UInt32(items.count)
        items.append(item)
        indexes[item] = index
        return index
    }

    func existing(_ item: Item) -> UInt32? { indexes[item] }

    subscript(index: UInt32) -> Item { items[Int(index)] }
}

/// The names of kinds and fields by number.
///
/// A save writes the fields of a form in the order of the form, so what followed a name last time is tried before anything is hashed.
struct NameTable: Sendable {
    private var interned = Interned<String>()
    /// Per name, the one that came after it last time.
    private var following: [UInt32] = []
    private var last: UInt32 = 0
    private var ranks: [UInt32] = []

    var items: [String] { interned.items }

    subscript(index: UInt32) -> String { interned[index] }

    func existing(_ name: String) -> UInt32? { interned.existing(name) }

    mutating func index(of name: String) -> UInt32 {
        if Int(last) < following.count {
            let guess = following[Int(last)]
            if interned[guess] == name {
                last = guess
                return guess
            }
        }
        let index = interned.index(of: name)
        if Int(index) == following.count { following.append(index) }
        following[Int(last)] = index
        last = index
        return index
    }

    /// Per name, its place among all names in the order of their bytes.
    mutating func rankedByBytes() -> [UInt32] {
        if ranks.count != items.count {
            ranks = [UInt32](repeating: 0, count: items.count)
            // Names are visible ASCII, of which Swift's order is that of the bytes.
            for (rank, index) in items.indices.sorted(by: { items[$0] < items[$1] }).enumerated() { ranks[index] = UInt32(rank) }
        }
        return ranks
    }
}
