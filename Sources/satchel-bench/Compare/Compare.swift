import ArgumentParser
import Foundation
import Records

/// Satchel beside what anybody can install, on the same files, the same machine, in the same run.
struct Compare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Replays event files and runs gzip, zstd, xz, Loro, Yrs and SQLite sessions on them beside it.")

    @Argument(help: "A folder that the generator wrote.")
    var directory: String

    @Flag(help: "JSON instead of a table.")
    var json = false

    @Option(help: "How often the merge and the opening are measured; the median counts.")
    var rounds = 3

    @Option(help: "Where the others are installed, once, as a Python environment.")
    var environment = FileManager.default.homeDirectoryForCurrentUser.appending(path: ".cache/satchel-bench/python").path

    func run() async throws {
        let ours = try await Replay.figures(of: directory, rounds: rounds)
        let script = FileManager.default.temporaryDirectory.appending(path: "satchel-bench-\(getpid())-compare.py")
        try Data(PackageResources.compare_py).write(to: script)
        defer { try? FileManager.default.removeItem(at: script) }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", script.path, directory, "--environment", environment]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchFault("The comparison failed; what it said stands above.") }
        let others = try JSONValue(parsing: Array(data))
        if json {
            let value: JSONValue = ["satchel": ours.json, "others": others, "ratios": Self.ratios(ours.json, others)]
            print(String(decoding: value.serialized(pretty: true), as: UTF8.self))
        } else {
            print(ReplayFigures.table([ours]))
            print(Self.table(ours.json, others))
        }
        guard ours.differences.isEmpty else { throw ExitCode.failure }
    }

    static let columns = ["bytes_initial", "bytes_incr", "tiny.en", "tiny.fr", "tiny.ar", "tiny.uk", "merge_s", "stored", "rss_mb"]

    static func figure(_ json: JSONValue, _ column: String) -> Double? {
        var value: JSONValue? = json
        for part in column.split(separator: ".") { value = value?[String(part)] }
        switch value {
        case .integer(let number)?: return Double(number)
        case .number(let number)?: return number
        default: return nil
        }
    }

    /// Ours over theirs: below one is better.
    static func ratios(_ ours: JSONValue, _ others: JSONValue) -> JSONValue {
        .object(
            (others.objectValue ?? [:]).mapValues { other in
                .object(
                    columns.reduce(into: [:]) { ratios, column in
                        guard let our = figure(ours, column), let their = figure(other, column), their > 0 else { return }
                        ratios[column] = .number(our / their)
                    })
            })
    }

    /// Of each other its figure, and in brackets ours over theirs.
    static func table(_ ours: JSONValue, _ others: JSONValue) -> String {
        var lines = [[""] + columns]
        func text(_ value: Double?) -> String { value.map(ReplayFigures.number) ?? "–" }
        lines.append(["satchel, signed and sealed"] + columns.map { text(figure(ours, $0)) })
        for (name, other) in (others.objectValue ?? [:]).sorted(by: { $0.key < $1.key }) {
            lines.append(
                [name]
                    + columns.map { column in
                        guard let our = figure(ours, column), let their = figure(other, column), their > 0 else { return "–" }
                        return text(their) + String(format: " (%.2f)", our / their)
                    })
        }
        return TextTable.aligned(lines)
    }
}
