import ArgumentParser
import Crypto
import Foundation
import Records
import ReplicatedLog

/// The folded state of a space alone: no store, no sealing, no view.
struct Fold: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Folds invented segments of several chains, and writes and reads the state.")

    private static let chainCount = 8
    private static let entriesPerSegment = 100

    @Option(help: "Records to create, of 20 fields each; then a fifth as many saves edit four fields of one.")
    var records = 20_000

    @Flag(help: "One JSON object instead of a table.")
    var json = false

    func run() throws {
        guard let space = SpaceID(bytes: [UInt8](repeating: 0x51, count: 16)) else { throw EventFault.unreadable }
        var run = Run(state: SpaceState(space: space))
        var writers = try (0..<Self.chainCount).map { try FoldWriter(UInt8($0 + 1), space) }
        let each = max(records / Self.chainCount, 1)
        var figures = [Figure]()

        // The names of the fields and what is in them follow from their numbers.
        func put(_ record: RecordID, _ field: Int, _ number: Int) -> ReplicatedLog.Operation {
            let value: Value =
                switch field % 5 {
                case 0: .text("Name \(number &* 7919 % 5000)")
                case 1: .text("Surname of \(number)")
                case 2: .integer(Int64(number))
                case 3: .code(["asylum", "detention", "family"][number % 3])
                default: .flag(number % 2 == 0)
                }
            return .put(record: record, field: "field_\(field)", value: value, over: nil)
        }
        let empty = try residentMemory()
        for index in writers.indices {
            for number in 0..<each {
                let record = writers[index].nextOperation
                try writers[index].save(
                    [.create(kind: "client", schemaVersion: 1)] + (0..<20).map { put(record, $0, number) }, about: record, context: [])
                if (number + 1) % Self.entriesPerSegment == 0 || number + 1 == each { try run.fold(&writers[index]) }
            }
        }
        let created = run.state.operationCount
        figures.append(Figure("creating, speed", Double(created) / run.seconds, "operations/s"))
        figures.append(Figure("memory", Double(try residentMemory() - empty) / Double(created), "bytes/operation"))

        run.seconds = 0
        for number in 0..<each * Self.chainCount / 5 {
            let index = number % Self.chainCount
            let chain = writers[(number &* 40_503 >> 3) % Self.chainCount].chain
            let record = RecordID(chain: chain, sequence: UInt64(number &* 7_919 % each), ordinal: 0)
            let context = number < Self.chainCount ? run.state.contextChange(since: writers[index].chain) : []
            try writers[index].save((0..<4).map { put(record, (number + $0) % 20, number) }, about: record, context: context)
            if writers[index].count == Self.entriesPerSegment { try run.fold(&writers[index]) }
        }
        for index in writers.indices { try run.fold(&writers[index]) }
        figures.append(Figure("editing, speed", Double(run.state.operationCount - created) / run.seconds, "operations/s"))
        writers = []

        var start = ContinuousClock.now
        let hash = run.state.stateHash()
        figures.append(Figure("state hash, first", seconds(since: start), "s"))
        start = ContinuousClock.now
        _ = run.state.stateHash()
        figures.append(Figure("state hash, again", seconds(since: start), "s"))

        // As an image is written and read: in ranges, so that only they are held beside the state.
        start = ContinuousClock.now
        let snapshot = run.state.stateSnapshot
        var ranges = [[UInt8]]()
        for offset in stride(from: 0, to: snapshot.byteCount, by: 1 << 20) {
            ranges.append(snapshot.bytes(offset..<min(offset + 1 << 20, snapshot.byteCount)))
        }
        figures.append(Figure("snapshot, written", seconds(since: start), "s"))
        figures.append(Figure("snapshot, size", Double(snapshot.byteCount) / Double(run.state.operationCount), "bytes/operation"))
        let bytes = Array(ranges.joined())
        ranges = []
        start = ContinuousClock.now
        var read = try SpaceState(snapshot: bytes)
        figures.append(Figure("snapshot, opened", seconds(since: start), "s"))
        guard read.stateHash() == hash else { throw EventFault.unreadable }
        figures.append(Figure("records", Double(run.state.recordCount), ""))
        figures.append(Figure("operations", Double(run.state.operationCount), ""))
        Figure.render(figures, json: json)
    }

    private struct Run {
        var state: SpaceState
        /// Spent folding alone.
        var seconds = 0.0

        mutating func fold(_ writer: inout FoldWriter) throws {
            guard let segment = try writer.finished() else { return }
            let start = ContinuousClock.now
            _ = state.fold(segment)
            seconds += satchel_bench.seconds(since: start)
        }
    }

    /// Bytes of the process that lie in memory now.
    private func residentMemory() throws -> Int {
        let text = String(decoding: try Data(contentsOf: URL(filePath: "/proc/self/status")), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return (line.flatMap { Int($0.filter(\.isNumber)) } ?? 0) * 1024
    }
}

/// Writes one chain and hands it out in segments as a reader meets them: decoded and verified.
private struct FoldWriter {
    private let key: Curve25519.Signing.PrivateKey
    private let person: PersonID
    private var writer: ChainWriter
    private var parts: [UnverifiedSegment] = []
    private var head: ChainHead?

    var chain: ChainID { writer.chain }
    var count: Int { parts.count }
    var nextOperation: OperationID { writer.nextOperation(0) }

    init(_ number: UInt8, _ space: SpaceID) throws {
        key = try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: number, count: 32))
        let bytes = [UInt8](repeating: number, count: 16)
        guard let person = PersonID(bytes: bytes),
            let origin = ChainOrigin(deviceKey: Array(key.publicKey.rawRepresentation), incarnation: bytes)
        else { throw EventFault.unreadable }
        self.person = person
        writer = ChainWriter(space: space, origin: origin, held: nil, saltSecret: bytes + bytes)
    }

    mutating func save(_ operations: [ReplicatedLog.Operation], about subject: RecordID, context: [ContextItem]) throws {
        let payload = Payload(person: person, subject: subject, operations: operations)
        let roster = RosterHead(count: 9, head: 0x1234_5678_9ABC_DEF0)
        let time = 1_700_000_000 + Int64(writer.head.count)
        let segment = try writer.append(payload, time: time, context: context, roster: roster) { Array(try key.signature(for: $0)) }
        parts.append(segment.contents)
    }

    mutating func finished() throws -> Segment? {
        guard !parts.isEmpty else { return nil }
        guard let joined = UnverifiedSegment.joining(parts) else { throw EventFault.unreadable }
        let segment = try UnverifiedSegment(decoding: joined.encoded(), in: joined.space).verified(after: head)
        parts = []
        head = segment.head
        return segment
    }
}
