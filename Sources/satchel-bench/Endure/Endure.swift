import ArgumentParser
import Clinic
import Foundation
import Trials

/// Works on real stores on a real disk and says what it has promised, line by line, so that whoever kills it, fails its disk or pulls its
/// stick can ask afterwards whether each promise was kept.
struct Endure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Saves, attaches, writes and reads sticks on real stores, and says what was promised; for tests that break the disk.",
        discussion: """
            Each line of the output is one JSON object: a promise, or what failed and in which words. Give what former runs promised with \
            --promises, and it is looked whether all of it was kept.
            """)

    @Argument(help: "The folder of the stores; an empty one is filled.")
    var directory: String

    @Option(help: "The folder of the stick, if it is not to be one beside the stores.")
    var stick: String?

    @Option(help: "Tells apart what different runs do.")
    var seed: UInt64 = 1

    @Option(help: "Things to do; without it, it goes on until it is killed.")
    var steps: Int?

    @Option(help: "A file with the lines of former runs, all of which is checked first.")
    var promises: String?

    @Option(help: "Checks so many of the former promises only: the latest, and some of the others.")
    var sample: Int?

    @Flag(help: "Reads the stick at both stores before anything else is done, and checks them again.")
    var read = false

    func run() async throws {
        var stores: EnduringStores
        do {
            stores = try await EnduringStores(directory, stick: stick ?? directory + "/stick")
        } catch {
            Promise.failed(.opening, error).say()
            throw ExitCode(2)
        }
        let former = try promises.map(Promise.all)
        if let former { try await check(stores, former) }
        if read {
            await stores.read()
            try await check(stores, former ?? [])
        }
        var generator = SeededGenerator(seed: seed)
        var step = 0
        while step < steps ?? .max {
            step += 1
            await stores.act("\(seed).\(step)", &generator)
        }
        await stores.close()
    }

    private func check(_ stores: EnduringStores, _ former: [Promise]) async throws {
        let kept = try await stores.check(former, sample: sample, seed: seed)
        for broken in kept.broken { Promise.broken(broken).say() }
        Promise.checked(kept.count).say()
        guard kept.broken.isEmpty else { throw ExitCode(1) }
    }
}
