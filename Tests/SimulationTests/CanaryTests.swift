import Simulation
import Testing

/// A simulator that finds nothing proves nothing: each bug that is put in on purpose is found, and says so in words.
struct CanaryTests {
    @Test(arguments: Plant.allCases.filter { $0 != .realRandomness })
    func `a planted bug is found`(plant: Plant) async {
        var findings = [String]()
        // Few seeds meet the one moment at which this bug shows: it begins just before one that does.
        let first: UInt64 = plant == .unseenValues ? 28 : 1
        let scope: Simulator.Scope = plant == .unseenValues ? .sticks : .everything
        for seed in first...first + 19 where findings.isEmpty {
            let outcome = await Simulator.run(seed: seed, devices: 4, steps: 80, scope: scope, plant: plant)
            findings += [outcome.finding?.description].compactMap(\.self)
        }
        #expect(findings.count == 1, "\(plant) is not found in 20 seeds")
    }

    @Test func `a run that depends on anything but its seed is found`() async {
        let first = await Simulator.run(seed: 3, devices: 3, steps: 40, plant: .realRandomness)
        let second = await Simulator.run(seed: 3, devices: 3, steps: 40, plant: .realRandomness)
        #expect(first != second)
        #expect(first.differing(from: second).finding?.description.contains("two runs of the seed differ") == true)
    }
}
