import ArgumentParser
import Crypto
import Foundation
import Records
import ReplicatedLog

/// Sizes and speeds of the segment codec alone on reference event files: no store, no sealing.
struct Codec: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Encodes and decodes the segments of reference event files.")

    @Argument(help: "The folder that the generator wrote: d01.jsonl and so on, and tiny_LANGUAGE.jsonl.")
    var directory: String

    @Flag(help: "One JSON object instead of a table.")
    var json = false

    func run() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        let files = try names.filter { $0.hasPrefix("d") && $0.hasSuffix(".jsonl") }.map { (String($0.dropLast(6)), try lines($0)) }
        let readers = SegmentReaders(
            dictionaryCount: SegmentReaders.dictionaryCountHere, schema: SchemaWords(EventFile.catalog(files.flatMap(\.1))))
        var writers = [String: Writer]()
        for (device, _) in files { writers[device] = try Writer(device) }
        func chain(_ device: String) -> ChainID { writers[device]!.chain }
        let (records, cases) = EventFile.index(files, chain: chain)
        var figures = [Figure]()

        var segments = [(bytes: [UInt8], space: SpaceID)]()
        var increment = 0
        var incrementSegments = 0
        let newest = files.flatMap { $0.1.map(Self.time) }.sorted()
        let cut = newest[newest.count - newest.count / 100]
        var encoding = 0.0
        for (device, lines) in files {
            var writer = writers[device]!
            let saves = try EventFile(lines: lines, chain: chain, records: records, cases: cases).saves
            for save in saves { try writer.write(save) }
            let start = ContinuousClock.now
            segments += try writer.packed(0..<writer.parts.count).map { ($0.encoded(), $0.space) }
            encoding += seconds(since: start)
            if let first = writer.parts.firstIndex(where: { $0.entries[0].time >= cut / 1000 }) {
                for segment in try writer.packed(first..<writer.parts.count) {
                    increment += segment.encoded(for: readers).count
                    incrementSegments += 1
                }
            }
            writers[device] = writer
        }
        figures.append(Figure("everything", Double(segments.reduce(0) { $0 + $1.bytes.count }), "bytes"))
        figures.append(Figure("everything, segments", Double(segments.count), ""))
        figures.append(Figure("daily increment", Double(increment), "bytes"))
        figures.append(Figure("daily increment, segments", Double(incrementSegments), ""))
        for name in names where name.hasPrefix("tiny_") {
            let lines = try lines(name)
            guard let device = lines.first?["device"]?.textValue, var writer = writers[device] else { continue }
            let start = writer.parts.count
            var records = records
            if let id = lines[0]["record_id"]?.textValue {
                records[id] = RecordID(chain: writer.chain, sequence: UInt64(start), ordinal: 0)
            }
            for save in try EventFile(lines: lines, chain: chain, records: records, cases: cases).saves { try writer.write(save) }
            let bytes = try writer.packed(start..<writer.parts.count).map { $0.encoded(for: readers).count }
            figures.append(Figure(name, Double(bytes.reduce(0, +)), "bytes"))
        }

        // Decoding alone, the best of several rounds: what is left is this machine's noise.
        var operations = 0
        var decoding = Double.infinity
        var verifying = Double.infinity
        for _ in 0..<5 {
            operations = 0
            let start = ContinuousClock.now
            let decoded = try segments.map { try UnverifiedSegment(decoding: $0.bytes, in: $0.space) }
            decoding = min(decoding, seconds(since: start))
            let verification = ContinuousClock.now
            var heads = [ChainID: ChainHead]()
            for segment in decoded {
                operations += segment.operationCount
                heads[segment.chain] = try segment.verified(after: heads[segment.chain]).head
            }
            verifying = min(verifying, seconds(since: verification))
        }
        figures.append(Figure("operations", Double(operations), ""))
        figures.append(Figure("packing and encoding", encoding, "s"))
        figures.append(Figure("decoding", decoding, "s"))
        figures.append(Figure("decoding, speed", Double(operations) / decoding, "operations/s"))
        figures.append(Figure("verifying", verifying, "s"))
        Figure.render(figures, json: json)
    }

    private func lines(_ name: String) throws -> [[String: JSONValue]] {
        var lines = try EventLines(path: directory + "/" + name)
        var events = [[String: JSONValue]]()
        while let json = try lines.next() {
            guard let event = json.objectValue else { throw lines.fault("it is not a JSON object") }
            events.append(event)
        }
        // What several people do at one time lies mixed; here one save follows another.
        var places = [JSONValue: Int]()
        for event in events {
            let batch = event["batch"] ?? .null
            if places[batch] == nil { places[batch] = places.count }
        }
        return events.enumerated()
            .sorted { (places[$0.element["batch"] ?? .null] ?? 0, $0.offset) < (places[$1.element["batch"] ?? .null] ?? 0, $1.offset) }
            .map(\.element)
    }

    private static func time(_ event: [String: JSONValue]) -> Int64 {
        if case .integer(let time)? = event["wall_time_ms"] { time } else { 0 }
    }
}

/// A device that writes a chain and keeps every save as a segment of its own.
private struct Writer {
    let key = Curve25519.Signing.PrivateKey()
    private(set) var parts: [UnverifiedSegment] = []
    private var writer: ChainWriter
    private let salts: SaltTree

    var chain: ChainID { writer.chain }

    init(_ device: String) throws {
        let bytes = Array(SHA256.hash(data: Array(device.utf8)))
        guard let space = SpaceID(bytes: bytes.suffix(16)),
            let origin = ChainOrigin(deviceKey: Array(key.publicKey.rawRepresentation), incarnation: Array(bytes.prefix(16)))
        else { throw EventFault.unreadable }
        writer = ChainWriter(space: space, origin: origin, held: nil, saltSecret: bytes)
        salts = SaltTree(secret: bytes, chain: writer.chain)
    }

    mutating func write(_ save: EventFile.Save) throws {
        let payload = Payload(person: save.person, subject: save.subject, operations: save.operations)
        let segment = try writer.append(
            payload, time: save.time, context: [], roster: RosterHead(count: 9, head: 0x1234_5678_9ABC_DEF0),
            sign: { Array(try key.signature(for: $0)) })
        parts.append(segment.contents)
    }

    /// These entries in as few segments as the size that writers aim at allows.
    func packed(_ range: Range<Int>) throws -> [UnverifiedSegment] {
        var result = [UnverifiedSegment]()
        var start = range.lowerBound
        while start < range.upperBound {
            // Between what is known to fit and what is known not to, until they are close.
            var fits: UnverifiedSegment?
            var tooMany = range.upperBound - start + 1
            var count = min(result.last?.entries.count ?? 512, tooMany - 1)
            while count > 0 {
                let joined = UnverifiedSegment.joining(Array(parts[start..<start + count]))?.fewestSalts(from: salts)
                if let joined, joined.encoded().count <= UnverifiedSegment.encodedBytesTarget {
                    fits = joined
                } else {
                    tooMany = count
                }
                let known = fits?.entries.count ?? 0
                if tooMany - known <= 1 + known / 64 { break }
                count = tooMany > range.upperBound - start ? min(known * 5 / 4 + 1, tooMany - 1) : (known + tooMany) / 2
            }
            guard let fits else { throw EventFault.unreadable }
            result.append(fits)
            start += fits.entries.count
        }
        return result
    }
}
