import Foundation
import Fuzzing

/// One parser in a process of its own.
final class FuzzProcess {
    struct Outcome {
        let isGood: Bool
        let text: String
    }

    private let name: String
    private let seed: UInt64
    private let vectors: String
    private let process = Process()
    private let folder: URL
    private let start = ContinuousClock.now
    private var last = (number: "", since: ContinuousClock.now)

    init(_ name: String, inputs: Int, seed: UInt64, vectors: String, keep: String?) throws {
        self.name = name
        self.seed = seed
        self.vectors = vectors
        folder = FileManager.default.temporaryDirectory.appending(path: "satchel-fuzz-\(getpid())-\(name)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            [
                "fuzz", name, "--inputs", "\(inputs)", "--seed", "\(seed)", "--vectors", vectors, "--progress", path("progress"),
            ] + (keep.map { ["--keep", $0] } ?? [])
        for (file, descriptor) in [("output", true), ("errors", false)] {
            try Data().write(to: URL(filePath: path(file)))
            let handle = try FileHandle(forWritingTo: URL(filePath: path(file)))
            if descriptor { process.standardOutput = handle } else { process.standardError = handle }
        }
        try process.run()
    }

    private func path(_ file: String) -> String { folder.appending(path: file).path }

    private func content(_ file: String) -> Data { (try? Data(contentsOf: URL(filePath: path(file)))) ?? Data() }

    /// - Returns: `nil` while it works.
    func outcome(secondsMax: Double) throws -> Outcome? {
        let number = String(decoding: content("progress"), as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
        if process.isRunning {
            if number != last.number { last = (number, .now) }
            guard ContinuousClock.now - last.since > .seconds(secondsMax) else { return nil }
            process.terminate()
            return try failure(number, "it hangs for more than \(Int(secondsMax)) s")
        }
        guard process.terminationStatus == 0, let tally = try? JSONDecoder().decode(FuzzRun.Tally.self, from: content("output")) else {
            let said = String(decoding: content("errors").suffix(2000), as: UTF8.self)
            return try failure(number, "it ended with \(process.terminationStatus)\n\(said)")
        }
        try? FileManager.default.removeItem(at: folder)
        let elapsed = seconds(since: start)
        func list(_ counts: [String: Int]) -> String {
            counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
        }
        let accepted = tally.accepted.values.reduce(0, +)
        return Outcome(
            isGood: true,
            text: """
                \(name): \(tally.inputCount) inputs in \(Int(elapsed)) s, \(accepted) accepted (\(list(tally.accepted))), \
                \(tally.inputCount - accepted) refused (\(list(tally.refused)))
                """)
    }

    private func failure(_ number: String, _ what: String) throws -> Outcome {
        guard let number = Int(number), let target = try FuzzTargets.target(name, FuzzVectors(folder: vectors)) else {
            return Outcome(isGood: false, text: "\(name): FAILED before the first input: \(what)")
        }
        let input = FuzzRun(target, corpus: try FuzzVectors(folder: vectors).corpus(name), seed: seed).input(number)
        try Data(input).write(to: URL(filePath: path("input-\(number)")))
        return Outcome(
            isGood: false,
            text: "\(name): FAILED at input \(number) of seed \(seed), kept as \(path("input-\(number)")): \(what)")
    }
}
