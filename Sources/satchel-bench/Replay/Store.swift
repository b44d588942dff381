import Clinic
import Foundation

/// A store of the benchmark, whose records are invented: its passphrase is no secret and costs as little to derive as can be.
enum Store {
    static let passphrase = "six words that guard nothing here"

    static func options(home: String, schemas: String) -> Clinic.Options {
        var options = Clinic.Options(home: home)
        options.schemaDirectory = schemas
        options.scryptLogN = 10
        return options
    }
}

enum Files {
    static func makeFolder(_ path: String) throws {
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    /// The parcels that lie in the folder of a stick.
    static func parcels(of stick: String) throws -> [String] {
        let folder = stick + "/SATCHEL"
        return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".SPL") }.sorted().map {
            folder + "/" + $0
        }
    }

    /// Each part of a parcel that goes over a connection, as a file of a folder.
    @discardableResult
    static func writeParts(_ parts: [[UInt8]], to folder: String) throws -> [String] {
        try makeFolder(folder)
        return try parts.enumerated().map { index, part in
            let path = "\(folder)/\(index + 10_000)"
            try Data(part).write(to: URL(filePath: path))
            return path
        }
    }

    /// What ``writeParts(_:to:)`` wrote.
    static func parts(in folder: String) throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map {
            [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + $0)))
        }
    }

    /// Sizes of the regular files below a folder, by the first part of their paths.
    static func sizes(below folder: String) throws -> [String: Int] {
        var sizes = [String: Int]()
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder) {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + "/" + path)
            guard attributes[.type] as? FileAttributeType == .typeRegular, let size = attributes[.size] as? Int else { continue }
            sizes[path.split(separator: "/").first.map(String.init) ?? path, default: 0] += size
        }
        return sizes
    }
}

func talk(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

func seconds(since start: ContinuousClock.Instant) -> Double {
    let elapsed = ContinuousClock.now - start
    return Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
}

func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
}

/// Bytes that the process has used at most since it was begun: `getrusage` tells also of the one that it was begun by.
func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) * 1024
}

/// Seconds of the processor that the process has used.
func processorTime() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
    return seconds(usage.ru_utime) + seconds(usage.ru_stime)
}
