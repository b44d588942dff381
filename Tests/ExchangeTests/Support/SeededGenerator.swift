import Foundation
import Trials

extension SeededGenerator {
    /// True `numerator` times out of `denominator`.
    mutating func chance(_ numerator: Int, in denominator: Int) -> Bool { below(denominator) < numerator }
}

/// The seeds of one test: all of them, or the one that `SEED` names.
func seeds(_ range: Range<UInt64>) -> [UInt64] {
    guard let text = ProcessInfo.processInfo.environment["SEED"], let seed = UInt64(text) else { return Array(range) }
    return range.contains(seed) ? [seed] : []
}

/// The same in batches, so that a report has tens of lines and not a thousand.
func batches(_ range: Range<UInt64>, of size: Int) -> [[UInt64]] {
    let all = seeds(range)
    return stride(from: 0, to: all.count, by: size).map { Array(all[$0..<min($0 + size, all.count)]) }
}
