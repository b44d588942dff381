/// Runs whole worlds, each from one seed: the real program on every device, with everything between them going wrong.
public enum Simulator {
    /// What there is in a world besides devices, disks and clocks.
    ///
    /// What is added draws other numbers, and then a seed is another world: so each scope stays as it was when its kept seeds were found.
    public enum Scope: String, CaseIterable, Sendable {
        /// Sticks alone.
        case sticks
        /// Relays, documents, caseloads that are withdrawn, and months in which nothing happens.
        case everything
        /// All that, and clients who go to other caseloads, entries that are erased, and a store of headquarters that is put back.
        case transfers

        /// Sides of the die that says what happens next.
        var sideCount: Int {
            switch self {
            case .sticks: 100
            case .everything: 124
            case .transfers: 132
            }
        }
    }

    /// What became of one run.
    public struct Outcome: Sendable, Equatable {
        public let seed: UInt64
        public let trace: Trace
        /// What broke; `nil` when everything held.
        public let finding: Finding?
        /// How much happened, in words.
        public let summary: String

        /// This outcome as a finding: another run of the same seed went another way.
        public func differing(from other: Outcome) -> Outcome {
            let place = zip(trace.lines, other.trace.lines).enumerated().first { $1.0 != $1.1 }
            let words = place.map { "line \($0.offset): \"\($0.element.0)\" and \"\($0.element.1)\"" } ?? "one is longer"
            return Outcome(seed: seed, trace: trace, finding: Finding("two runs of the seed differ: \(words)"), summary: summary)
        }
    }

    /// - Parameter steps: things that people do or that happen, before everything is brought level.
    /// - Parameter plant: a bug to be found.
    public static func run(
        seed: UInt64, devices: Int = 12, steps: Int = 200, scope: Scope = .everything, plant: Plant? = nil
    ) async -> Outcome {
        let settings = World.Settings(seed: seed, deviceCount: devices, stepCount: steps, scope: scope, plant: plant)
        let world = World(settings, name: "w\(RunNumbers.shared.next())")
        var finding: Finding?
        do { try await world.run() } catch let found as Finding { finding = found } catch { finding = Finding(World.words(error)) }
        return Outcome(seed: seed, trace: world.trace, finding: finding, summary: "\(world.counts)")
    }
}
