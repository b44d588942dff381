/// Raw deflate (RFC 1951) with the shortest parse that a few rounds find, after a preset dictionary if there is one.
///
/// Any inflater reads the result. zlib's own parse at level 9 gives some 6 % more; a segment is deflated once and
/// then sent and read many times.
struct DeflateEncoder {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let start: Int
    private var count: Int { bytes.count - start }

    /// The matches of position `p` are `matches[offsets[p]..<offsets[p + 1]]`.
    private var matches: [UInt32] = []
    private var offsets: [Int32] = []

    /// - Returns: one stream that ends with a final block.
    static func compress(_ input: some Collection<UInt8>, dictionary: PresetDictionary? = nil) -> [UInt8] {
        var all = [UInt8]()
        all.reserveCapacity((dictionary?.bytes.count ?? 0) + input.count + 4)
        all.append(contentsOf: dictionary?.bytes ?? [])
        let start = all.count
        all.append(contentsOf: input)
        return all.withUnsafeBufferPointer { DeflateEncoder($0, start: start, dictionary: dictionary?.chains).compressed() }
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, start: Int, dictionary: MatchFinder.Chains?) {
        self.bytes = bytes
        self.start = start
        var finder = MatchFinder(bytes, start: start, dictionary: dictionary, depth: bytes.count - start < 8192 ? 256 : 48)
        offsets.reserveCapacity(count + 1)
        for position in start..<bytes.count {
            offsets.append(Int32(truncatingIfNeeded: matches.count))
            finder.find(position, into: &matches)
        }
        offsets.append(Int32(truncatingIfNeeded: matches.count))
    }

    /// Parse, count, and parse again by what the counts say that symbols cost, each part of the input by its own block's.
    private func compressed() -> [UInt8] {
        var best: (blocks: [ArraySlice<DeflateStep>], bits: Int)?
        var parts = [(end: count, costs: DeflateCosts(firstCounts))]
        for _ in 0..<(count < 8192 ? 8 : 4) {
            let steps = parse(parts)
            let blocks = BlockSplitter.blocks(of: steps)
            let bits = blocks.reduce(0) { $0 + DeflateBlock($1).bits }
            if bits < best?.bits ?? .max { best = (blocks, bits) }
            var end = 0
            parts = blocks.map { block in
                var counts = SymbolCounts()
                for step in block {
                    counts.add(step)
                    end += step.byteCount
                }
                return (end, DeflateCosts(counts))
            }
        }
        guard let best else { preconditionFailure("there is at least one round") }
        var writer = BitWriter()
        var position = start
        for (index, block) in best.blocks.enumerated() {
            let end = position + block.reduce(0) { $0 + $1.byteCount }
            DeflateBlock(block).write(to: &writer, bytes: bytes[position..<end], last: index == best.blocks.count - 1)
            position = end
        }
        writer.alignToByte()
        return writer.bytes
    }

    /// A guess to start from: literals as they stand, matches of every length and distance alike.
    private var firstCounts: SymbolCounts {
        var counts = SymbolCounts()
        for position in start..<bytes.count { counts.literals[Int(bytes[position])] += 1 }
        let share = UInt32(count / 64 + 1)
        for symbol in 257..<DeflateSymbols.literalCount { counts.literals[symbol] = share }
        for symbol in counts.distances.indices { counts.distances[symbol] = share }
        return counts
    }

    /// The cheapest way through the input, found from its end.
    private func parse(_ parts: [(end: Int, costs: DeflateCosts)]) -> [DeflateStep] {
        var cost = [UInt32](repeating: 0, count: count + 1)
        var choice = [UInt32](repeating: 0, count: count)
        matches.withUnsafeBufferPointer { matches in
            cost.withUnsafeMutableBufferPointer { cost in
                choice.withUnsafeMutableBufferPointer { choice in
                    var end = count
                    for (index, part) in parts.enumerated().reversed() {
                        let first = index > 0 ? min(parts[index - 1].end, end) : 0
                        part.costs.literals.withUnsafeBufferPointer { literals in
                            part.costs.lengths.withUnsafeBufferPointer { lengths in
                                part.costs.distances.withUnsafeBufferPointer { distances in
                                    var position = end - 1
                                    while position >= first {
                                        var least = literals[Int(bytes[start + position])] + cost[position + 1]
                                        var taken: UInt32 = 0
                                        var length = DeflateSymbols.matchMin
                                        for number in Int(offsets[position])..<Int(offsets[position + 1]) {
                                            let match = matches[number]
                                            let longest = Int(match >> 16)
                                            let far = distances[DeflateSymbols.distanceSymbol(Int(match & 0xFFFF) + 1)]
                                            while length <= longest {
                                                let total = lengths[length] + far + cost[position + length]
                                                if total < least {
                                                    least = total
                                                    taken = UInt32(length) << 16 | match & 0xFFFF
                                                }
                                                length += 1
                                            }
                                        }
                                        cost[position] = least
                                        choice[position] = taken
                                        position -= 1
                                    }
                                }
                            }
                        }
                        end = first
                    }
                }
            }
        }
        var steps = [DeflateStep]()
        steps.reserveCapacity(count / 2)
        var position = 0
        while position < count {
            let taken = choice[position]
            if taken == 0 {
                steps.append(.literal(bytes[start + position]))
                position += 1
            } else {
                steps.append(.match(length: UInt16(taken >> 16), distance: UInt16(truncatingIfNeeded: (taken & 0xFFFF) + 1)))
                position += Int(taken >> 16)
            }
        }
        return steps
    }
}
