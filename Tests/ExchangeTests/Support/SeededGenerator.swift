import Foundation

/// SplitMix64: the whole invented world follows from one number.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    /// True `numerator` times out of `denominator`.
    mutating func chance(_ numerator: Int, in denominator: Int) -> Bool { below(denominator) < numerator }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }
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
