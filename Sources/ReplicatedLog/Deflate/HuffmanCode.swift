/// A Huffman code of RFC 1951: one length for each symbol, codes follow from the lengths.
struct HuffmanCode {
    /// 0: the symbol is not used.
    private(set) var lengths: [UInt8]
    /// The bits of each symbol as they lie in the stream, first bit lowest.
    private(set) var codes: [UInt16]

    /// The shortest code for these counts in which no length is above `lengthMax`.
    ///
    /// At least two symbols get a code, since some inflaters refuse a code of one.
    init(counts: [UInt32], lengthMax: Int) {
        lengths = Self.lengths(counts: counts, lengthMax: lengthMax)
        codes = Self.codes(lengths)
    }

    init(lengths: [UInt8]) {
        self.lengths = lengths
        codes = Self.codes(lengths)
    }

    /// Package-merge (Larmore and Hirschberg, "A fast algorithm for optimal length-limited Huffman codes", 1990).
    private static func lengths(counts: [UInt32], lengthMax: Int) -> [UInt8] {
        var lengths = [UInt8](repeating: 0, count: counts.count)
        var used = counts.indices.filter { counts[$0] > 0 }
        for filler in counts.indices where used.count < 2 && !used.contains(filler) { used.append(filler) }
        used.sort { (counts[$0], $0) < (counts[$1], $1) }
        if used.count == 2 {
            for symbol in used { lengths[symbol] = 1 }
            return lengths
        }
        // A package is a weight and how often each symbol is in it; only its two parts are kept, and counted at the end.
        let weights = used.map { UInt64(counts[$0]) }
        var levels = [[(weight: UInt64, leaf: Int)]]()
        var previous = [(weight: UInt64, leaf: Int)]()
        for _ in 0..<lengthMax {
            var merged = [(weight: UInt64, leaf: Int)]()
            merged.reserveCapacity(weights.count + previous.count / 2)
            var leaf = 0
            var pair = 0
            while leaf < weights.count || pair + 1 < previous.count {
                let package = pair + 1 < previous.count ? previous[pair].weight + previous[pair + 1].weight : .max
                if leaf < weights.count, weights[leaf] <= package {
                    merged.append((weights[leaf], leaf))
                    leaf += 1
                } else {
                    merged.append((package, -1))
                    pair += 2
                }
            }
            levels.append(merged)
            previous = merged
        }
        var wanted = 2 * (used.count - 1)
        for level in levels.reversed() {
            var packages = 0
            for item in level.prefix(wanted) {
                if item.leaf >= 0 { lengths[used[item.leaf]] += 1 } else { packages += 1 }
            }
            wanted = 2 * packages
        }
        return lengths
    }

    private static func codes(_ lengths: [UInt8]) -> [UInt16] {
        var next = [UInt16](repeating: 0, count: 17)
        for length in lengths where length > 0 { next[Int(length) + 1] += 1 }
        for length in 2...16 { next[length] = (next[length] + next[length - 1]) << 1 }
        return lengths.map { length in
            guard length > 0 else { return 0 }
            defer { next[Int(length)] += 1 }
            var code = next[Int(length)]
            var reversed: UInt16 = 0
            for _ in 0..<length {
                reversed = reversed << 1 | code & 1
                code >>= 1
            }
            return reversed
        }
    }
}
