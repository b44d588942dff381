import ArgumentParser
import Foundation
import Fuzzing
import Records

/// Gives parsers inputs that nobody would write, in a process of its own for each, so that what ends the process is kept too.
struct Fuzz: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Gives parsers bad inputs, and keeps one that they do not withstand.",
        discussion: """
            Good inputs come from the published vectors and the kept corpus; they are altered as they are, or behind their checksums, \
            seals, signatures and deflate, which are then made right again. The same seed makes the same inputs.
            """)

    @Argument(help: "A parser, or all: \(FuzzTargets.names.joined(separator: ", ")).")
    var parser: String

    @Option(help: "Inputs for each.")
    var inputs = 10_000

    @Option var seed: UInt64 = 1

    @Option(help: "Parsers at a time.")
    var jobs = 2

    @Option(help: "The folder of the published vectors.")
    var vectors = "Samples/vectors"

    @Option(help: "One input in a file instead.")
    var input: String?

    @Option(help: "Adds the first input of each outcome to a corpus in this folder, where there is none yet.")
    var keep: String?

    @Option(help: ArgumentHelp("Where a process of the fuzzer says which input it is at.", visibility: .private))
    var progress: String?

    /// An input that takes longer hangs.
    private static let inputSecondsMax = 20.0
    /// What a parser of inputs of at most 96 KiB may need, all limits of the formats exhausted.
    static let memoryBytesMax = 512 << 20

    func validate() throws {
        guard parser == "all" || FuzzTargets.names.contains(parser) else { throw ValidationError("There is no such parser.") }
    }

    func run() throws {
        if progress != nil { return try work() }
        if let input {
            guard let target = try FuzzTargets.target(parser, FuzzVectors(folder: vectors)) else {
                throw ValidationError("Name one parser.")
            }
            print(try target.run([UInt8](Data(contentsOf: URL(filePath: input)))))
            return
        }
        var waiting = parser == "all" ? FuzzTargets.names : [parser]
        var working = [FuzzProcess]()
        var failed = false
        while !waiting.isEmpty || !working.isEmpty {
            while working.count < max(1, jobs), !waiting.isEmpty {
                working.append(try FuzzProcess(waiting.removeFirst(), inputs: inputs, seed: seed, vectors: vectors, keep: keep))
            }
            Thread.sleep(forTimeInterval: 0.05)
            for process in working {
                guard let outcome = try process.outcome(secondsMax: Self.inputSecondsMax) else { continue }
                working.removeAll { $0 === process }
                failed = failed || !outcome.isGood
                print(outcome.text)
            }
        }
        if failed { throw ExitCode(1) }
    }

    /// What a process of the fuzzer does.
    private func work() throws {
        guard let progress, let target = try FuzzTargets.target(parser, FuzzVectors(folder: vectors)) else { return }
        let run = FuzzRun(target, corpus: try FuzzVectors(folder: vectors).corpus(parser), seed: seed)
        try Data().write(to: URL(filePath: progress))
        let place = try FileHandle(forWritingTo: URL(filePath: progress))
        let begin = { (number: Int) in
            try? place.seek(toOffset: 0)
            place.write(Data("\(number)\n".utf8))
        }
        let tally = try run.run(0..<inputs, begin: begin) { outcome, input in
            guard let keep else { return }
            try Files.makeFolder(keep + "/" + parser)
            let file = URL(filePath: "\(keep)/\(parser)/\(outcome.name)")
            if !FileManager.default.fileExists(atPath: file.path) { try Data(input).write(to: file) }
        }
        guard peakMemory() <= Self.memoryBytesMax else { throw FuzzFinding("it needed \(peakMemory() >> 20) MiB") }
        FileHandle.standardOutput.write(try JSONEncoder().encode(tally))
    }
}
