/// How far two words are apart by their sounds: 0 for the same, about 1 for every sound that is another.
///
/// Vowels that Arabic does not write cost little to leave out, those that it writes cost as much as a consonant; the end of a word,
/// by which Karim and Karima differ, costs most. Found by hand on `Samples/names/tuned.tsv`.
struct SoundDistance {
    private let left: Sounds
    private let right: Sounds

    /// What is farther is as good as this.
    static let far = 4.0

    static func between(_ left: Sounds, _ right: Sounds) -> Double {
        guard abs(left.codes.count - right.codes.count) <= 8 else { return far }
        return Self(left: left, right: right).value()
    }

    /// - Complexity: O(*n m*).
    private func value() -> Double {
        let a = left.codes
        let b = right.codes
        var last = [0.0]
        for column in b.indices { last.append(last[column] + dropping(b, column, from: right, beside: left)) }
        for row in a.indices {
            let drop = dropping(a, row, from: left, beside: right)
            var next = [last[0] + drop]
            for column in b.indices {
                next.append(
                    min(
                        last[column + 1] + drop, next[column] + dropping(b, column, from: right, beside: left),
                        last[column] + Self.replacing(a[row], b[column], isEnd: row == a.count - 1 && column == b.count - 1)))
            }
            last = next
        }
        return min(last[b.count], Self.far)
    }

    /// The cost of a sound that the other word has not.
    private func dropping(_ codes: [UInt8], _ place: Int, from sounds: Sounds, beside other: Sounds) -> Double {
        let code = codes[place]
        let isEnd = place == codes.count - 1
        let isArabic = other.script == .arabic && sounds.script != .arabic
        switch code {
        case UInt8(ascii: "*"): return 0.05
        case UInt8(ascii: "E"): return 0.6
        case UInt8(ascii: "y"):
            let before = place > 0 ? codes[place - 1] : 0
            let after = isEnd ? 0 : codes[place + 1]
            let fronts = [UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "e")]
            let isGlide = place == 0 || fronts.contains(before) || fronts.contains(after)
            return isGlide ? 0.1 : 0.4
        case UInt8(ascii: "A"), UInt8(ascii: "I"), UInt8(ascii: "U"):
            if isEnd { return 1.2 }
            return sounds.script == .arabic ? 0.8 : (isArabic ? 0.45 : 0.5)
        case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"):
            if isEnd { return code == UInt8(ascii: "e") ? 0.2 : (code == UInt8(ascii: "o") ? 0.6 : 1.2) }
            if isArabic { return code == UInt8(ascii: "i") || code == UInt8(ascii: "u") ? 0.12 : 0.05 }
            return place == 0 ? 0.6 : 0.35
        case UInt8(ascii: "h"), UInt8(ascii: "H"): return isEnd ? 0.4 : 0.7
        default: return 1
        }
    }

    private static func replacing(_ a: UInt8, _ b: UInt8, isEnd: Bool) -> Double {
        if a == b { return 0 }
        return costs[Int(a) << 7 | Int(b)] ?? (a.isVowelSound && b.isVowelSound ? (isEnd ? 1.2 : 0.6) : 1.5)
    }

    /// Pairs of sounds that stand for each other in some spelling, both ways round.
    private static let costs: [Int: Double] = {
        let table: [(String, String, Double)] = [
            ("e", "i", 0.12), ("o", "u", 0.1), ("a", "e", 0.15), ("a", "o", 0.25), ("a", "A", 0), ("i", "I", 0), ("u", "U", 0),
            ("e", "I", 0.12),
            ("o", "U", 0.05), ("e", "A", 0.2), ("o", "A", 0.3), ("i", "y", 0.05), ("I", "y", 0.05), ("u", "w", 0.05), ("U", "w", 0.05),
            ("u", "v", 0.2), ("U", "v", 0.2), ("o", "w", 0.1), ("E", "a", 0.05), ("E", "e", 0.05), ("E", "h", 0), ("E", "A", 0.1),
            ("E", "H", 0.1),
            ("*", "a", 0.05), ("*", "e", 0.05), ("*", "i", 0.05), ("*", "o", 0.05), ("*", "u", 0.05), ("*", "A", 0.05), ("*", "I", 0.15),
            ("*", "U", 0.15), ("h", "H", 0), ("h", "x", 0.15), ("H", "x", 0.15), ("Q", "g", 0), ("Q", "h", 0), ("Q", "G", 0.1),
            ("Q", "j", 0.2),
            ("Q", "H", 0), ("Q", "x", 0.2), ("g", "h", 0.4), ("x", "k", 0.3), ("x", "X", 0.15), ("k", "q", 0.05), ("q", "g", 0.3),
            ("q", "G", 0.4),
            ("k", "g", 0.7), ("G", "g", 0.05), ("j", "g", 0.15), ("j", "Z", 0.1), ("j", "y", 0.2), ("j", "i", 0.2), ("j", "I", 0.2),
            ("j", "G", 0.4),
            ("g", "Z", 0.5), ("j", "C", 0.4), ("j", "D", 0.5), ("Z", "z", 0.3), ("T", "t", 0.1), ("T", "s", 0.1), ("D", "d", 0.1),
            ("D", "z", 0.1),
            ("D", "t", 0.6), ("d", "t", 0.4), ("d", "z", 0.8), ("s", "z", 0.5), ("s", "S", 0.6), ("S", "C", 0.5), ("S", "X", 0),
            ("C", "X", 0),
            ("X", "k", 0.4), ("c", "s", 0.2), ("c", "z", 0.3), ("c", "k", 0.5), ("c", "C", 0.4), ("v", "w", 0.1), ("v", "f", 0.25),
            ("w", "f", 0.5),
            ("v", "b", 0.5), ("p", "f", 0.6), ("b", "p", 0.25), ("m", "n", 0.8),
        ]
        var costs = [Int: Double]()
        for (a, b, cost) in table {
            let (a, b) = (Int(a.utf8.first ?? 0), Int(b.utf8.first ?? 0))
            costs[a << 7 | b] = cost
            costs[b << 7 | a] = cost
        }
        return costs
    }()
}
