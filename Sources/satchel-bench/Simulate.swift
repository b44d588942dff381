import ArgumentParser
import Foundation
import Simulation

/// Worlds under a seed: many devices, bad disks, lost sticks, wrong clocks. Says which seeds broke a promise.
struct Simulate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Simulates an organisation, seed by seed, and looks for broken promises.")

    @Option(help: "The first seed.")
    var seed: UInt64 = 1

    @Option(help: "How many seeds, one after the other.")
    var seeds = 1

    @Option(help: "Devices of each world, headquarters among them.")
    var devices = 12

    @Option(help: "Things that happen in each world before it is brought level.")
    var steps = 200

    @Option(
        help:
            """
            What happens in them: sticks (entries alone, by hand from one to the other), everything (relays, documents and withdrawals \
            too), or transfers (and clients who go to other caseloads, erasures, and headquarters put back).
            """
    )
    var scope = "everything"

    @Option(help: "Worlds that run side by side.")
    var jobs = 2

    @Option(help: "A bug put in on purpose, which must be found: \(Plant.allCases.map(\.rawValue).joined(separator: ", ")).")
    var plant: String?

    @Flag(help: "Prints the trace of every seed, not only of those that broke.")
    var trace = false

    @Flag(help: "Runs every seed twice and compares the traces.")
    var twice = false

    func validate() throws {
        guard plant == nil || planted != nil else { throw ValidationError("There is no such plant.") }
        guard chosen != nil else { throw ValidationError("The scope is sticks, everything or transfers.") }
    }

    private var chosen: Simulator.Scope? { Simulator.Scope(rawValue: scope) }

    private var planted: Plant? { plant.flatMap(Plant.init) }

    func run() async throws {
        let start = ContinuousClock.now
        var broken = [UInt64]()
        try await withThrowingTaskGroup(of: Simulator.Outcome.self) { group in
            var next = 0
            func add() {
                guard next < seeds else { return }
                let seed = seed + UInt64(next)
                next += 1
                group.addTask { try await outcome(seed) }
            }
            for _ in 0..<max(1, jobs) { add() }
            while let outcome = try await group.next() {
                if report(outcome) { broken.append(outcome.seed) }
                add()
            }
        }
        let elapsed = ContinuousClock.now - start
        say("\(seeds) seeds, \(devices) devices, \(steps) steps: \(broken.count) broken, \(elapsed.components.seconds) s")
        if plant != nil, broken.isEmpty { throw ExitCode(1) }
        if plant == nil, !broken.isEmpty {
            say("broken: " + broken.sorted().map(String.init).joined(separator: " "))
            throw ExitCode(1)
        }
    }

    private func outcome(_ seed: UInt64) async throws -> Simulator.Outcome {
        let first = await Simulator.run(seed: seed, devices: devices, steps: steps, scope: chosen ?? .everything, plant: planted)
        guard twice else { return first }
        let second = await Simulator.run(seed: seed, devices: devices, steps: steps, scope: chosen ?? .everything, plant: planted)
        guard first != second else { return first }
        return first.differing(from: second)
    }

    /// Written at once: whoever waits for the end of a long run reads along.
    private func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }

    /// - Returns: whether a promise was broken.
    private func report(_ outcome: Simulator.Outcome) -> Bool {
        if trace || (outcome.finding != nil && plant == nil) { for line in outcome.trace.lines { say(line) } }
        say("seed \(outcome.seed): \(outcome.finding.map { "BROKEN: \($0)" } ?? "holds") \(outcome.summary)")
        return outcome.finding != nil
    }
}
