import Simulation
import Testing

struct DeterminismTests {
    @Test func `a seed replays exactly`() async {
        let first = await Simulator.run(seed: 1, devices: 4, steps: 60)
        let second = await Simulator.run(seed: 1, devices: 4, steps: 60)
        #expect(first == second)
        #expect(first.trace.lines.count > 100)
    }
}
