import Simulation
import Testing

/// Whole worlds, each from one seed. Many more of them are run by `satchel-bench simulate`.
struct SeedTests {
    struct Kept: CustomTestStringConvertible, Sendable {
        let seed: UInt64
        let devices: Int
        let steps: Int
        var scope = Simulator.Scope.sticks
        /// What it broke when it was found.
        let found: String

        var testDescription: String { "seed \(seed): \(found)" }
    }

    /// Seeds that once broke a promise, first of all tests. A seed means another world once the simulator draws other numbers; what it
    /// found has a test of its own where the fault was.
    static let kept = [
        Kept(seed: 34, devices: 5, steps: 100, found: "a bystander kept the course of a chain that headquarters does not hold"),
        Kept(seed: 1, devices: 5, steps: 100, found: "a value was replaced by one that was cut off with its device"),
        Kept(seed: 47, devices: 12, steps: 100, found: "of two courses of a chain nobody wrote the one again that a bystander brought"),
        Kept(seed: 53, devices: 12, steps: 100, found: "an edit of a client of one course came to stand on a client of the other"),
        Kept(
            seed: 93, devices: 12, steps: 120, scope: .everything,
            found: "nobody asked for the documents of a course that was taken over"),
    ]

    @Test(arguments: kept)
    func `a seed that once failed holds`(kept: Kept) async {
        let outcome = await Simulator.run(seed: kept.seed, devices: kept.devices, steps: kept.steps, scope: kept.scope)
        #expect(outcome.finding == nil, "\(outcome.trace.lines.suffix(60).joined(separator: "\n"))")
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>, [Simulator.Scope.everything, .transfers])
    func `a world holds whatever goes wrong`(seed: UInt64, scope: Simulator.Scope) async {
        let outcome = await Simulator.run(seed: seed, devices: 4, steps: 50, scope: scope)
        #expect(outcome.finding == nil, "\(outcome.trace.lines.joined(separator: "\n"))")
    }

    @Test func `a seed replays exactly`() async {
        let first = await Simulator.run(seed: 77, devices: 4, steps: 60)
        let second = await Simulator.run(seed: 77, devices: 4, steps: 60)
        #expect(first == second)
        #expect(first.trace.lines.count > 100)
    }

    @Test func `another seed is another world`() async {
        let first = await Simulator.run(seed: 1, devices: 2, steps: 10)
        let second = await Simulator.run(seed: 2, devices: 2, steps: 10)
        #expect(first.trace != second.trace)
    }
}
