import Trials

/// So many inputs for one parser, and what became of them.
package struct FuzzRun {
    package struct Tally: Codable {
        package var inputCount = 0
        /// By what was done afterwards.
        package var accepted: [String: Int] = [:]
        /// By the code of the error.
        package var refused: [String: Int] = [:]

        /// - Returns: how many had this outcome so far.
        mutating func count(_ outcome: FuzzOutcome) -> Int {
            inputCount += 1
            switch outcome {
            case .accepted(let reached):
                accepted[reached, default: 0] += 1
                return accepted[reached] ?? 0
            case .refused(let code):
                refused[code, default: 0] += 1
                return refused[code] ?? 0
            }
        }

        static func + (one: Self, other: Self) -> Self {
            Tally(
                inputCount: one.inputCount + other.inputCount, accepted: one.accepted.merging(other.accepted, uniquingKeysWith: +),
                refused: one.refused.merging(other.refused, uniquingKeysWith: +))
        }
    }

    package let target: any FuzzTarget
    package let seed: UInt64
    private let seeds: [[UInt8]]
    private let inners: [[UInt8]]

    /// - Parameter corpus: inputs besides those that the target knows.
    package init(_ target: any FuzzTarget, corpus: [[UInt8]], seed: UInt64) {
        self.target = target
        self.seed = seed
        seeds = target.seeds + corpus
        inners = seeds.compactMap(target.inner)
    }

    /// Input `number` of this seed; the first ones are the good inputs themselves.
    package func input(_ number: Int) -> [UInt8] {
        if seeds.indices.contains(number) { return seeds[number] }
        var mutator = FuzzMutator(generator: SeededGenerator(seed: seed &* 0x1_0000_0001 &+ UInt64(number)))
        // Two in three are altered behind what would refuse them.
        if mutator.generator.happens(67), let inner = inners.randomElement(using: &mutator.generator),
            let wrapped = target.wrapped(mutator.mutated(inner, inners))
        {
            return wrapped
        }
        return mutator.mutated(seeds[Int.random(in: 0..<seeds.count, using: &mutator.generator)], seeds)
    }

    /// - Parameter begin: told the number of each input before it is given to the parser.
    /// - Parameter first: given the first input of each outcome.
    /// - Throws: what was found, with the input's number.
    package func run(
        _ numbers: Range<Int>, begin: (Int) -> Void = { _ in }, first: (FuzzOutcome, [UInt8]) throws -> Void = { _, _ in }
    ) throws -> Tally {
        var tally = Tally()
        for number in numbers {
            begin(number)
            let input = input(number)
            let outcome: FuzzOutcome
            do throws(FuzzFinding) { outcome = try target.run(input) } catch {
                throw FuzzFinding("input \(number) of seed \(seed): \(error.what)")
            }
            if tally.count(outcome) == 1 { try first(outcome, input) }
        }
        return tally
    }
}
