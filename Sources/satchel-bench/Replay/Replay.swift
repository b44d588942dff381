import ArgumentParser
import Clinic
import Foundation
import Records

/// Replays reference event files through the real API, as devices would.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replays reference event files as devices would: bytes, times, memory; several folders show the growth.")

    @Argument(help: "Folders that the generator wrote: d01.jsonl and so on, tiny_LANGUAGE.jsonl, concurrent.json, meta.json.")
    var directories: [String]

    @Flag(help: "JSON instead of a table.")
    var json = false

    @Option(help: "How often the merge and the opening are measured; the median counts.")
    var rounds = 3

    func run() async throws {
        var runs = [ReplayFigures]()
        for path in directories { runs.append(try await Self.figures(of: path, rounds: rounds)) }
        if json {
            let value: JSONValue = runs.count == 1 ? runs[0].json : ReplayFigures.json(ofGrowth: runs)
            print(String(decoding: value.serialized(pretty: true), as: UTF8.self))
        } else {
            print(ReplayFigures.table(runs))
        }
        guard runs.allSatisfy(\.differences.isEmpty) else { throw ExitCode.failure }
    }

    static func figures(of path: String, rounds: Int) async throws -> ReplayFigures {
        let folder = try EventFolder(path)
        let survey = try Survey(folder) { talk("\(path): \($0) events read") }
        let directory = FileManager.default.temporaryDirectory.appending(path: "satchel-bench-\(getpid())").path
        try? FileManager.default.removeItem(atPath: directory)
        try Files.makeFolder(directory)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var run = try ReplayRun(folder, survey, directory: directory)
        var figures = ReplayFigures(folder: folder, survey: survey)
        try await run.found()
        try await run.save(before: survey.incrementStart)
        // Everything at once, by laptops that never came before; the other course has come when the last hundredth begins.
        var whole = try await run.fork("-whole")
        try await whole.save(before: nil)
        talk("\(path): everything to headquarters")
        let initial = try await whole.exchangeSticks()
        try await whole.close()
        figures.initial = initial.map(\.byStick).reduce(ParcelWeight(), +)
        try Self.merge(initial.map(\.folder), of: whole, rounds: max(1, rounds), into: &figures)
        talk("\(path): the last hundredth")
        _ = try await run.exchangeSticks()
        try await run.save(before: nil)
        figures.increment = try await run.exchangeParcels().reduce(Transfer(), +)
        figures.nothing = try await run.exchangeParcels().first ?? Transfer()
        for (language, path) in folder.tiny { figures.tiny[language] = try await run.tiny(path) }
        figures.take(run)
        figures.savePieces = try SavePieces(in: directory)
        try await run.close()
        try Self.look(at: run, rounds: max(1, rounds), into: &figures)
        return figures
    }

    /// Everything read by a headquarters that has nothing yet, in a process of its own each time.
    private static func merge(_ sticks: [String], of run: ReplayRun, rounds: Int, into figures: inout ReplayFigures) throws {
        let all = run.directory + "/all"
        try Files.makeFolder(all + "/SATCHEL")
        for (index, parcel) in try sticks.flatMap(Files.parcels).enumerated() {
            // Read in the order in which they were written.
            let number = String(index + 10_000)
            try FileManager.default.copyItem(atPath: parcel, toPath: "\(all)/SATCHEL/PAR\(number).SPL")
        }
        for round in 0..<rounds {
            let home = run.directory + "/hq-merge"
            try? FileManager.default.removeItem(atPath: home)
            try FileManager.default.copyItem(atPath: run.emptyHeadquarters, toPath: home)
            var job = HeadquartersJob(home: home, schemas: run.schemas, time: run.now / 1000)
            job.read = [all]
            job.list = run.survey.forms.kinds.keys.sorted()
            job.measuresStages = round == rounds - 1
            let result = try Headquarters.inOwnProcess(job)
            guard result.troubles.isEmpty else { throw BenchFault("Headquarters did not take everything: \(result.troubles)") }
            figures.merges.append(result)
        }
        try FileManager.default.removeItem(atPath: run.directory + "/hq-merge")
    }

    /// What headquarters has in the end: how fast it opens and answers, how large it is, and whether it is right.
    private static func look(at run: ReplayRun, rounds: Int, into figures: inout ReplayFigures) throws {
        var job = HeadquartersJob(home: run.headquarters, schemas: run.schemas, time: run.now / 1000)
        figures.stored = try Files.sizes(below: run.headquarters)
        job.list = ["case"].filter { run.survey.forms.kinds[$0] != nil }
        for _ in 0..<rounds { figures.openings.append(try Headquarters.inOwnProcess(job)) }
        try FileManager.default.removeItem(atPath: run.headquarters + "/view.sealed")
        figures.rebuilding = try Headquarters.inOwnProcess(job)
        job.words = run.survey.words
        job.export = run.directory + "/export.jsonl"
        let result = try Headquarters.inOwnProcess(job)
        figures.search = result.search
        figures.hitCount = result.hitCount
        figures.conflictCount = result.conflictCount
        figures.differences = try differences(run, exported: run.directory + "/export.jsonl")
    }

    private static func differences(_ run: ReplayRun, exported path: String) throws -> [String] {
        let names = Dictionary(uniqueKeysWithValues: run.records.map { ($0.value.description, $0.key) })
        var exported = [String: [String: JSONValue]]()
        var lines = try EventLines(path: path)
        while let record = try lines.next() {
            guard let kind = record["kind"]?.textValue, run.survey.forms.kinds[kind] != nil, let id = record["id"]?.textValue else {
                continue
            }
            exported[names[id] ?? id] = record["fields"]?.objectValue ?? [:]
        }
        return try run.reference.differences(from: exported, forms: run.survey.forms) { run.records[$0]?.description }
    }
}
