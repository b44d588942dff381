/// SplitMix64 (Steele, Lea, Flood 2014): one seed, one run.
package struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    package init(seed: UInt64) { state = seed }

    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// Whether something happens that happens `share` times out of a hundred.
    package mutating func happens(_ share: Int) -> Bool { Int.random(in: 0..<100, using: &self) < share }

    package mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }

    package mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0...255, using: &self) } }

    /// A generator of its own, so that what one part draws does not shift what another does.
    package mutating func branch() -> SeededGenerator { SeededGenerator(seed: next()) }
}
