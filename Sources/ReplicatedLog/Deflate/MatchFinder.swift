/// Finds earlier occurrences of the bytes at a position, by hash chains (as zlib does), in a preset dictionary and the input.
struct MatchFinder {
    /// Every occurrence of four bytes in a text, newest first, and the newest occurrence of three.
    struct Chains: Sendable {
        private let shift: UInt32
        private var newest: [Int32]
        private var newestOfThree: [Int32]
        private var older: [Int32]

        /// - Parameter count: positions that will be inserted.
        init(count: Int) {
            let bits = max(8, min(15, Int.bitWidth - max(count, 1).leadingZeroBitCount))
            shift = UInt32(32 - bits)
            newest = [Int32](repeating: -1, count: 1 << bits)
            newestOfThree = newest
            older = [Int32](repeating: -1, count: count)
        }

        /// - Precondition: four bytes can be read at `position`.
        mutating func insert(_ position: Int, of bytes: UnsafePointer<UInt8>, as number: Int) {
            let word = Self.word(bytes + position)
            let four = Int((word &* 0x9E37_79B1) >> shift)
            older[number] = newest[four]
            newest[four] = Int32(truncatingIfNeeded: number)
            newestOfThree[Int(((word & 0xFF_FFFF) &* 0x9E37_79B1) >> shift)] = Int32(truncatingIfNeeded: number)
        }

        func newest(at bytes: UnsafePointer<UInt8>) -> Int { Int(newest[Int((Self.word(bytes) &* 0x9E37_79B1) >> shift)]) }
        func newestOfThree(at bytes: UnsafePointer<UInt8>) -> Int {
            Int(newestOfThree[Int(((Self.word(bytes) & 0xFF_FFFF) &* 0x9E37_79B1) >> shift)])
        }
        func older(than number: Int) -> Int { Int(older[number]) }

        private static func word(_ bytes: UnsafePointer<UInt8>) -> UInt32 {
            UnsafeRawPointer(bytes).loadUnaligned(as: UInt32.self)
        }
    }

    /// Earlier occurrences that are looked at for one position in the input and again in the dictionary.
    private let depth: Int
    private let bytes: UnsafeBufferPointer<UInt8>
    private let start: Int
    private let dictionary: Chains?
    private var input: Chains

    /// - Parameter bytes: the dictionary, then the input.
    /// - Parameter start: where the input starts.
    init(_ bytes: UnsafeBufferPointer<UInt8>, start: Int, dictionary: Chains?, depth: Int) {
        self.bytes = bytes
        self.start = start
        self.dictionary = dictionary
        self.depth = depth
        input = Chains(count: bytes.count - start)
    }

    /// Appends the matches at `position`, longer ones with larger distances: length << 16 | distance − 1.
    ///
    /// Positions must come in order, each once.
    mutating func find(_ position: Int, into matches: inout [UInt32]) {
        guard position + 4 <= bytes.count, let base = bytes.baseAddress else { return }
        let here = base + position
        let longest = min(DeflateSymbols.matchMax, bytes.count - position)
        var best = DeflateSymbols.matchMin - 1

        func consider(_ candidate: Int) {
            let there = base + candidate
            guard there[best] == here[best], there[0] == here[0], there[1] == here[1] else { return }
            var length = 0
            while length < longest, there[length] == here[length] { length += 1 }
            guard length > best else { return }
            best = length
            matches.append(UInt32(length) << 16 | UInt32(position - candidate - 1))
        }

        let three = input.newestOfThree(at: here)
        if three >= 0, position - start - three <= DeflateSymbols.window { consider(start + three) }
        var candidate = input.newest(at: here)
        var left = depth
        while candidate >= 0, left > 0, best < longest, position - start - candidate <= DeflateSymbols.window {
            consider(start + candidate)
            candidate = input.older(than: candidate)
            left -= 1
        }
        if let dictionary, best < longest, position - start < DeflateSymbols.window {
            if best < 3 {
                let three = dictionary.newestOfThree(at: here)
                if three >= 0, position - three <= DeflateSymbols.window { consider(three) }
            }
            candidate = dictionary.newest(at: here)
            left = depth
            while candidate >= 0, left > 0, best < longest, position - candidate <= DeflateSymbols.window {
                consider(candidate)
                candidate = dictionary.older(than: candidate)
                left -= 1
            }
        }
        input.insert(position, of: base, as: position - start)
    }
}
