import Records

/// What is kept of one entry: 32 bytes without padding.
struct FoldedEntry: BitwiseCopyable, Sendable {
    /// Claimed seconds since 1970.
    let time: Int64
    /// ``EntryHash/short``, so that another course of a chain is noticed without hashing it again.
    let short: UInt64
    let chain: UInt32
    /// Fits, since a chain is folded from its beginning and a state holds fewer entries than that.
    let sequence: UInt32
    /// ``Swift/UInt32/nowhere`` when the payload was erased.
    let person: UInt32
    private var unused: UInt32 = 0

    init(time: Int64, short: UInt64, chain: UInt32, sequence: UInt32, person: UInt32) {
        self.time = time
        self.short = short
        self.chain = chain
        self.sequence = sequence
        self.person = person
    }

    var isWellFormed: Bool { unused == 0 }
}

/// The chains of a space by number, and where in the order of folding each of their entries stands.
struct ChainTable: Sendable {
    /// Entries from `sequence` on that were folded one after the other, the first of them as number `entry`.
    private struct Run: Sendable {
        let sequence: UInt32
        let entry: UInt32
    }

    private struct Row: Sendable {
        var count: UInt32 = 0
        var runs: [Run] = []
    }

    private var interned = Interned<ChainID>()
    private var rows: [Row] = []

    var ids: [ChainID] { interned.items }
    var count: Int { rows.count }

    subscript(index: UInt32) -> ChainID { interned[index] }

    func existing(_ chain: ChainID) -> UInt32? { interned.existing(chain) }

    mutating func index(of chain: ChainID) -> UInt32 {
        let index = interned.index(of: chain)
        if Int(index) == rows.count { rows.append(Row()) }
        return index
    }

    /// Entries folded of a chain.
    func count(of chain: UInt32) -> UInt32 { rows[Int(chain)].count }

    /// The next entry of `chain` is number `entry` of all.
    mutating func append(entry: UInt32, to chain: UInt32) {
        let count = rows[Int(chain)].count
        rows[Int(chain)].count = count + 1
        if let last = rows[Int(chain)].runs.last, last.entry + (count - last.sequence) == entry { return }
        rows[Int(chain)].runs.append(Run(sequence: count, entry: entry))
    }

    /// The number of an entry of a chain; `nil` when it was not folded.
    ///
    /// - Complexity: O(log of the runs in which the chain was folded).
    func entry(_ chain: UInt32, _ sequence: UInt64) -> UInt32? {
        guard sequence < UInt64(count(of: chain)) else { return nil }
        let runs = rows[Int(chain)].runs
        let place = runs.partitionPoint { UInt64($0.sequence) <= sequence }
        return runs[place - 1].entry + (UInt32(sequence) - runs[place - 1].sequence)
    }
}

extension RandomAccessCollection where Index == Int {
    /// The first place whose element does not come `before`, when all those before are at the front.
    func partitionPoint(before: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = low + (high - low) / 2
            if before(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
