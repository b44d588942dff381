import Records
import Synchronization
import Trials

extension SeededGenerator {
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
