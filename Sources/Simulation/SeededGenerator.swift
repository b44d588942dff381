import Records
import Synchronization

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

    /// A generator of its own, so that what one part draws does not shift what another does.
    mutating func branch() -> SeededGenerator { SeededGenerator(seed: next()) }

    /// Hands the numbers to code that is given its randomness.
    func randomness() -> Randomness {
        let shared = Shared(self)
        return Randomness { shared.next() }
    }

    /// The same sixteen bytes again and again: see ``Plant/repeatedNumbers``.
    func repeating() -> Randomness {
        let shared = Shared(self, period: 2)
        return Randomness { shared.next() }
    }

    private final class Shared: Sendable {
        private let position: Mutex<(generator: SeededGenerator, drawn: Int)>
        private let first: SeededGenerator
        private let period: Int

        init(_ generator: SeededGenerator, period: Int = .max) {
            position = Mutex((generator, 0))
            first = generator
            self.period = period
        }

        func next() -> UInt64 {
            position.withLock { position in
                if position.drawn == period { position = (first, 0) }
                position.drawn += 1
                return position.generator.next()
            }
        }
    }
}
