/// Numbers in an order that whoever keeps them knows, in blocks of at most 512, for rows that somebody else decides the length of.
///
/// Appending and finding cost O(log *n*); taking one out costs moving at most a block and, once in 512 times, the list of blocks.
struct BlockList: Sendable {
    static let blockCountMax = 512

    struct Place {
        let block: Int
        let offset: Int
    }

    /// None of them empty.
    private var blocks: [[UInt32]] = []

    var first: UInt32? { blocks.first?.first }

    mutating func append(_ number: UInt32) {
        if blocks.last.map({ $0.count == Self.blockCountMax }) ?? true { blocks.append([]) }
        blocks[blocks.count - 1].append(number)
    }

    /// Puts a number before the one at `place`, or behind all.
    mutating func insert(_ number: UInt32, at place: Place?) {
        guard let place else { return append(number) }
        blocks[place.block].insert(number, at: place.offset)
        guard blocks[place.block].count > Self.blockCountMax else { return }
        let rest = Array(blocks[place.block][(Self.blockCountMax / 2)...])
        blocks[place.block].removeLast(rest.count)
        blocks.insert(rest, at: place.block + 1)
    }

    /// The first place whose number does not come `before`, when all those before are at the front.
    func place(before: (UInt32) -> Bool) -> Place? {
        let block = blocks.partitionPoint { $0.last.map(before) ?? true }
        guard block < blocks.count else { return nil }
        return Place(block: block, offset: blocks[block].partitionPoint(before: before))
    }

    subscript(place: Place) -> UInt32 { blocks[place.block][place.offset] }

    mutating func remove(at place: Place) {
        blocks[place.block].remove(at: place.offset)
        if blocks[place.block].isEmpty { blocks.remove(at: place.block) }
    }

    mutating func removeFirst() {
        if !blocks.isEmpty { remove(at: Place(block: 0, offset: 0)) }
    }

    /// Appends the first so many numbers to `result`.
    func prefix(_ count: Int, to result: inout [UInt32]) {
        var missing = count
        for block in blocks where missing > 0 {
            result += block.prefix(missing)
            missing -= block.count
        }
    }
}
