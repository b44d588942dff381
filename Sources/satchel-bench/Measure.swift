import ArgumentParser
import Clinic
import Foundation
import Records
import Roster
import Vault

/// One headquarters and one laptop: the laptop saves, headquarters reads its stick, both stores are opened again.
struct Measure: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Saves, stick, folding and opening on a store of so many entries.")

    @Option(help: "Entries to write on the laptop.")
    var entries = 100_000

    @Flag(help: "One JSON object instead of a table.")
    var json = false

    func run() async throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent("satchel-bench-\(getpid())").path
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let stick = directory + "/stick"
        try FileManager.default.createDirectory(atPath: stick, withIntermediateDirectories: true)

        var figures = [Figure]()
        let passphrase = Clinic.generatedPassphrase()
        func options(_ name: String) -> Clinic.Options {
            var options = Clinic.Options(home: directory + "/" + name)
            options.scryptLogN = 14
            return options
        }
        let (headquarters, _) = try await Clinic.found(options("hq"), deviceCode: "HQ1", personName: "Bench", passphrase: passphrase)
        let space = try await headquarters.createSpace(name: "Bench").id
        let laptop = try await Clinic.createDevice(options("laptop"), personName: "Bench", passphrase: passphrase)
        let approval = try await headquarters.approve(request: try await laptop.joinRequest().bytes, code: "LAP", spaces: [(space, .write)])
        _ = try await laptop.accept(approval.parcel)

        // Saves, each durable on return.
        var generator = Workload(seed: 1)
        var latencies = [Double]()
        var operations = 0
        let savingStart = ContinuousClock.now
        for index in 0..<entries {
            let fields = generator.consultation(index)
            let start = ContinuousClock.now
            let saved = try await laptop.add(kind: "consultation", in: space, fields: fields)
            latencies.append(seconds(since: start))
            operations += saved.operationCount
            if !json, index % 10_000 == 9_999 { FileHandle.standardError.write(Data("\(index + 1) saves\n".utf8)) }
        }
        figures.append(Figure("saves", Double(entries) / seconds(since: savingStart), "entries/s"))
        latencies.sort()
        let reference = try BareCommit(path: directory + "/reference.sqlite").latencies(count: min(2000, entries)).sorted()
        for (name, share) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99)] {
            let ours = percentile(latencies, share)
            let bare = percentile(reference, share)
            figures.append(Figure("save \(name)", ours * 1000, "ms", ratio: ours / bare, reference: "one bare SQLite commit"))
            figures.append(Figure("bare SQLite commit \(name)", bare * 1000, "ms"))
        }

        let written = try await laptop.writeStick(stick, to: nil, resend: false)
        figures.append(Figure("stick, whole parcel", Double(written.byteCount), "bytes"))
        figures.append(Figure("stick, per operation", Double(written.byteCount) / Double(operations), "bytes/operation"))
        figures.append(Figure("stick, written and read back", written.seconds, "s"))
        let read = try await headquarters.readStick(stick)
        figures.append(Figure("import: verify, fold, persist, view", Double(read.operationCount) / read.seconds, "operations/s"))
        figures.append(Figure("import", Double(read.entries.values.reduce(0, +)) / read.seconds, "entries/s"))
        figures.append(Figure("folding alone", try await headquarters.foldingSpeed(of: space), "operations/s"))

        let searchStart = ContinuousClock.now
        let found = try await headquarters.search("kes", kind: nil, space: nil, limit: 50)
        figures.append(Figure("search of three letters, \(found.count) hits", seconds(since: searchStart) * 1000, "ms"))
        try await laptop.close()
        try await headquarters.close()

        // Opening: the passphrase's scrypt is measured apart and taken off.
        for (name, home) in [("laptop", directory + "/laptop")] {
            let withImage = try await open(options(name), passphrase)
            figures.append(Figure("open, image and tail, with scrypt 2^14", withImage, "s"))
            try? FileManager.default.removeItem(atPath: home + "/view.sealed")
            let rebuilt = try await open(options(name), passphrase)
            figures.append(Figure("open, rebuilt from the log, with scrypt 2^14", rebuilt, "s"))
        }
        figures.append(Figure("peak memory", Double(peakMemory()) / 1e6, "MB"))
        figures.append(Figure("entries", Double(entries), ""))
        figures.append(Figure("operations", Double(operations), ""))
        Figure.render(figures, json: json)
    }

    private func open(_ options: Clinic.Options, _ passphrase: String) async throws -> Double {
        let start = ContinuousClock.now
        let clinic = try await Clinic.open(options, passphrase: passphrase)
        let elapsed = seconds(since: start)
        try await clinic.close()
        return elapsed
    }
}

struct Figure {
    let name: String
    let value: Double
    let unit: String
    var ratio: Double?
    var reference = ""

    init(_ name: String, _ value: Double, _ unit: String, ratio: Double? = nil, reference: String = "") {
        self.name = name
        self.value = value
        self.unit = unit
        self.ratio = ratio
        self.reference = reference
    }

    static func render(_ figures: [Figure], json: Bool) {
        if json {
            let object = JSONValue.object(
                Dictionary(
                    figures.map { ($0.name, JSONValue.object(["value": .number($0.value), "unit": .text($0.unit)])) },
                    uniquingKeysWith: { $1 }))
            print(String(decoding: object.serialized(pretty: true), as: UTF8.self))
            return
        }
        let width = figures.map(\.name.count).max() ?? 0
        for figure in figures {
            let name = figure.name + String(repeating: " ", count: width - figure.name.count)
            let ratio = figure.ratio.map { String(format: "   %.2f × ", $0) + figure.reference } ?? ""
            print(name, String(format: "%14.3f", figure.value), figure.unit + ratio)
        }
    }
}

func seconds(since start: ContinuousClock.Instant) -> Double {
    let elapsed = ContinuousClock.now - start
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
}

func percentile(_ sorted: [Double], _ share: Double) -> Double {
    sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]
}

/// Bytes that the process has used at most.
func peakMemory() -> Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
}
