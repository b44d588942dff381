import ArgumentParser
import Clinic
import Foundation
import Records
import Roster

/// New consultations on a laptop's store, one bare commit for each, and the pieces of a save by themselves.
struct Save: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Saves consultations, beside bare SQLite commits, and what the pieces of a save cost by themselves.")

    @Option(help: "Consultations to save.")
    var entries = 5_000

    @Flag(help: "One JSON object instead of a table.")
    var json = false

    func run() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("satchel-bench-\(getpid())").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        func options(_ name: String) -> Clinic.Options {
            var options = Clinic.Options(home: directory + "/" + name)
            options.scryptLogN = 10
            return options
        }
        let (headquarters, _) = try await Clinic.found(
            options("hq"), deviceCode: "HQ1", personName: "Bench", passphrase: Store.passphrase)
        let space = try await headquarters.createSpace(name: "Bench").id
        let laptop = try await Clinic.createDevice(options("laptop"), personName: "Bench", passphrase: Store.passphrase)
        let approval = try await headquarters.approve(request: try await laptop.joinRequest().bytes, code: "LAP", spaces: [(space, .write)])
        _ = try await laptop.accept(approval.parcel)
        try await headquarters.close()

        var workload = Workload(seed: 1)
        let bare = try BareCommit(path: directory + "/bare.sqlite")
        var saves = Latencies()
        var commits = Latencies()
        for index in 0..<entries {
            let fields = workload.consultation(index)
            let start = ContinuousClock.now
            _ = try await laptop.add(kind: "consultation", in: space, fields: fields)
            saves.record(seconds: seconds(since: start))
            // One for one, because a disk has its moods; and as in life, the lists are looked at in between.
            commits.record(seconds: try bare.commit(byteCount: 700))
            try await laptop.showSaved()
        }
        try await laptop.close()
        let pieces = try SavePieces(in: directory)

        var figures = [Figure]()
        for (name, percentile) in [("p50", 50.0), ("p95", 95.0), ("p99", 99.0)] {
            let (ours, theirs) = (saves.milliseconds(at: percentile), commits.milliseconds(at: percentile))
            figures.append(Figure("save \(name)", ours, "ms", ratio: ours / theirs, reference: "one bare SQLite commit"))
            figures.append(Figure("bare SQLite commit \(name)", theirs, "ms"))
        }
        for piece in SavePieces.Piece.allCases { figures.append(Figure("\(piece.rawValue) p50", pieces.milliseconds(piece), "ms")) }
        figures.append(
            Figure(
                "sum of the pieces, with two pages", pieces.sum, "ms", ratio: pieces.sum / pieces.milliseconds(.commit),
                reference: "the commit of one page"))
        Figure.render(figures, json: json)
    }
}
