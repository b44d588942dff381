/// Cuts a parse into blocks so that what the codes save outweighs what their headers cost.
enum BlockSplitter {
    private static let unitCountMax = 96
    private static let unitStepsMin = 24

    /// The best cuts at the borders of up to ``unitCountMax`` equal units, by dynamic programming over estimates.
    static func blocks(of steps: [DeflateStep]) -> [ArraySlice<DeflateStep>] {
        let unit = max(unitStepsMin, (steps.count + unitCountMax - 1) / unitCountMax)
        let units = stride(from: 0, to: steps.count, by: unit).map { start in
            var counts = SymbolCounts()
            for step in steps[start..<min(start + unit, steps.count)] { counts.add(step) }
            return counts
        }
        guard units.count > 1 else { return [steps[...]] }
        var least = [Double](repeating: .infinity, count: units.count + 1)
        var from = [Int](repeating: 0, count: units.count + 1)
        least[0] = 0
        for first in units.indices {
            var counts = SymbolCounts()
            for last in first..<units.count {
                counts += units[last]
                let bits = least[first] + counts.estimatedBits
                if bits < least[last + 1] {
                    least[last + 1] = bits
                    from[last + 1] = first
                }
            }
        }
        var cuts = [units.count]
        while let first = cuts.last, first > 0 { cuts.append(from[first]) }
        let blocks = zip(cuts.dropFirst().reversed(), cuts.reversed().dropFirst()).map { first, end in
            steps[first * unit..<min(end * unit, steps.count)]
        }
        // The estimate can be wrong about small inputs, where a header weighs most.
        guard blocks.count > 1 else { return blocks }
        let apart = blocks.reduce(0) { $0 + DeflateBlock($1).bits }
        return apart < DeflateBlock(steps[...]).bits ? blocks : [steps[...]]
    }
}
