import ArgumentParser
import Clinic
import Foundation
import Records

/// What headquarters does in a process of its own, so that memory and times are its own and nothing is warm.
struct HeadquartersJob: Codable {
    var home: String
    var schemas: String
    /// Seconds since 1970.
    var time: Int64
    /// Parcels to weigh, before they are read.
    var weigh: [String] = []
    /// Parcels that only laptops know by stick, to weigh beside the others.
    var weighBeside: [String] = []
    /// Sticks to read, in this order.
    var read: [String] = []
    /// Files that hold what came over a connection, to read in this order.
    var receive: [String] = []
    /// Kinds of which a list is asked for after reading: only then has everything arrived.
    var list: [String] = []
    /// Sticks to write: the folder, and for whom; `nil` for everybody.
    var write: [Answer] = []
    /// Answers over a connection: the folder for their parts, and for whom.
    var answer: [Answer] = []
    var measuresStages = false
    var words: [String] = []
    /// Where all records go, as JSON Lines.
    var export: String?

    struct Answer: Codable {
        let folder: String
        let codes: [String]?
    }
}

struct HeadquartersResult: Codable {
    /// Without what the passphrase costs.
    var openSeconds = 0.0
    var weights: [ParcelWeight] = []
    var weightsBeside: [ParcelWeight] = []
    var readSeconds = 0.0
    var listSeconds = 0.0
    /// Of the processor, for reading and listing: means something also on a machine that does other things.
    var processorSeconds = 0.0
    var entryCount = 0
    var operationCount = 0
    /// What was refused, held or damaged, in words; empty when all is well.
    var troubles: [String] = []
    /// After reading and listing.
    var peakBytes = 0
    var stages: StageSpeeds?
    var search = Latencies.Summary()
    var hitCount = 0
    var conflictCount = 0

    mutating func take(_ report: ReadReport) {
        entryCount += report.entries.values.reduce(0, +)
        operationCount += report.operationCount
        for parcel in report.parcels where parcel.state != .read || !parcel.held.isEmpty || !parcel.refused.isEmpty {
            troubles.append("\(parcel.file): \(parcel.state) held \(parcel.held) refused \(parcel.refused)")
        }
    }
}

/// Runs a job read from standard input; not for people.
struct Headquarters: AsyncParsableCommand {
    static let configuration = CommandConfiguration(shouldDisplay: false)

    func run() async throws {
        let job = try JSONDecoder().decode(HeadquartersJob.self, from: FileHandle.standardInput.readDataToEndOfFile())
        FileHandle.standardOutput.write(try JSONEncoder().encode(try await Self.run(job)))
    }

    /// Runs a job in a new process of this executable.
    static func inOwnProcess(_ job: HeadquartersJob) throws -> HeadquartersResult {
        let process = Process()
        process.executableURL = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments = ["headquarters"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: try JSONEncoder().encode(job))
        try input.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw BenchFault("Headquarters' process failed; what it said stands above.") }
        return try JSONDecoder().decode(HeadquartersResult.self, from: data)
    }

    static func run(_ job: HeadquartersJob) async throws -> HeadquartersResult {
        var options = Store.options(home: job.home, schemas: job.schemas)
        options.clock = { job.time }
        var result = HeadquartersResult()
        let scrypt = ContinuousClock.now
        _ = try Clinic.person(at: job.home, passphrase: Store.passphrase)
        let scryptSeconds = seconds(since: scrypt)
        let opening = ContinuousClock.now
        let clinic = try await Clinic.open(options, passphrase: Store.passphrase)
        result.openSeconds = max(0, seconds(since: opening) - scryptSeconds)
        for path in job.weigh { result.weights.append(try await clinic.weigh(parcel: path)) }
        for path in job.weighBeside { result.weightsBeside.append(try await clinic.weigh(parcel: path)) }

        let processor = processorTime()
        let reading = ContinuousClock.now
        for stick in job.read { result.take(try await clinic.readStick(stick)) }
        for path in job.receive { result.take(try await clinic.readParcel([UInt8](Data(contentsOf: URL(filePath: path))))) }
        result.readSeconds = seconds(since: reading)
        let listing = ContinuousClock.now
        for kind in job.list { _ = try await clinic.list(ListQuery(kind: kind)) }
        result.listSeconds = seconds(since: listing)
        result.processorSeconds = processorTime() - processor
        result.peakBytes = peakMemory()

        for stick in job.write {
            try Files.makeFolder(stick.folder)
            _ = try await clinic.writeStick(stick.folder, to: stick.codes, resend: false)
        }
        for answer in job.answer {
            try Files.writeParts(try await clinic.writeParcel(to: answer.codes).parts, to: answer.folder)
        }
        var latencies = Latencies()
        for word in job.words {
            let start = ContinuousClock.now
            result.hitCount += try await clinic.search(word, kind: nil, space: nil, limit: 50).count
            latencies.record(seconds: seconds(since: start))
        }
        result.search = latencies.summary
        guard job.export != nil || job.measuresStages else {
            try await clinic.close()
            return result
        }
        result.conflictCount = try await clinic.status().spaces.reduce(0) { $0 + $1.conflictCount }
        if job.measuresStages { result.stages = try await clinic.stageSpeeds(of: try await clinic.space(nil)) }
        if let path = job.export {
            try Data().write(to: URL(filePath: path))
            let file = try FileHandle(forWritingTo: URL(filePath: path))
            _ = try await clinic.export(space: nil, kind: nil) { try file.write(contentsOf: Data($0)) }
            try file.close()
        }
        try await clinic.close()
        return result
    }
}

/// What went wrong with the benchmark itself.
struct BenchFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
