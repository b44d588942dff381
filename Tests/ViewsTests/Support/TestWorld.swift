import Records
import ReplicatedLog
import Trials

@testable import Views

/// Some devices that write one space, meet at random, and each project what they fold.
struct TestWorld {
    struct Replica {
        var device: TestDevice
        let view: RecordView
        /// Per device, how many of its segments are folded.
        var counts: [Int]
    }

    var generator: SeededGenerator
    var replicas: [Replica] = []
    /// Per device, what it wrote.
    var segments: [[Segment]]
    private(set) var operations: [OperationID: Operation] = [:]
    private(set) var times: [OperationID: Int64] = [:]
    private var records: [(id: RecordID, kind: String)] = []
    private static let words = ["Amina", "أمينة", "Юсуф", "lease", "Éviction", "deed", "0700"]

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        let count = 2 + Int(generator.next() % 2)
        segments = Array(repeating: [], count: count)
        for number in 0..<count {
            replicas.append(
                Replica(
                    device: TestDevice(UInt8(number + 1)), view: try RecordView(catalog: TestCatalog.catalog),
                    counts: Array(repeating: 0, count: count)))
        }
    }

    mutating func run(steps: Int) throws {
        for _ in 0..<steps {
            let index = below(replicas.count)
            if below(3) > 0 { try write(by: index) } else { try deliver(from: below(replicas.count), to: index, upTo: nil) }
        }
    }

    mutating func deliverAll() throws {
        for index in replicas.indices {
            for other in replicas.indices.shuffled(using: &generator) { try deliver(from: other, to: index, upTo: segments[other].count) }
        }
    }

    /// All segments in an order of its own choosing, chain by chain or mixed.
    mutating func shuffledSegments() -> [Segment] {
        var next = Array(repeating: 0, count: segments.count)
        var result = [Segment]()
        while let chain = segments.indices.filter({ next[$0] < segments[$0].count }).randomElement(using: &generator) {
            let end = min(segments[chain].count, next[chain] + 1 + below(5))
            result += segments[chain][next[chain]..<end]
            next[chain] = end
        }
        return result
    }

    mutating func below(_ limit: Int) -> Int { Int(generator.next() % UInt64(limit)) }

    private mutating func deliver(from other: Int, to index: Int, upTo end: Int?) throws {
        guard other != index else { return }
        let held = replicas[index].counts[other]
        let end = end ?? min(segments[other].count, held + 1 + below(4))
        guard held < end else { return }
        var changes = [Change]()
        for segment in segments[other][held..<end] { changes += replicas[index].device.state.fold(segment) }
        try replicas[index].view.apply(changes, in: .north)
        replicas[index].counts[other] = end
    }

    private mutating func write(by index: Int) throws {
        let writer = replicas[index].device.writer
        var new = [Operation]()
        for ordinal in 0..<1 + below(4) {
            if records.isEmpty || below(4) == 0 {
                let kind = ["client", "case", "task", "later"][below(4)]
                records.append((writer.nextOperation(ordinal), kind))
                new.append(.create(kind: kind, schemaVersion: 1))
            } else {
                new.append(try edit(by: index))
            }
        }
        let time = Int64(below(50))
        for (ordinal, operation) in new.enumerated() {
            operations[writer.nextOperation(ordinal)] = operation
            times[writer.nextOperation(ordinal)] = time
        }
        let saved = try replicas[index].device.save(new, time: time)
        try replicas[index].view.apply(saved.changes, in: .north)
        segments[index].append(saved.segment)
        replicas[index].counts[index] += 1
    }

    private mutating func edit(by index: Int) throws -> Operation {
        // Also records whose creation this device has not seen yet.
        let (record, kind) = records[below(records.count)]
        let known = TestCatalog.catalog[kind]?.fields.map(\.name) ?? []
        let field = (known + ["unknown"])[below(known.count + 1)]
        let value = value(of: TestCatalog.catalog[kind]?[field]?.type.element ?? .text)
        let isSet = TestCatalog.catalog[kind]?[field]?.merge == .set
        switch below(isSet ? 12 : 24) {
        // A schema may have changed: the same field as a register here, a set there.
        case 0: return isSet ? put(value, record, field, by: index) : .add(record: record, field: field, value: value)
        case 1: return .note(record: record, field: "notes", text: Self.words[below(Self.words.count)], about: nil)
        case 2..<6 where isSet: return .remove(record: record, field: field, value: value, over: nil)
        default: return isSet ? .add(record: record, field: field, value: value) : put(value, record, field, by: index)
        }
    }

    private mutating func put(_ value: Value, _ record: RecordID, _ field: String, by index: Int) -> Operation {
        let survivors = replicas[index].device.state.survivors(of: record, field: field).map(\.operation)
        let over: [OperationID]? = below(4) == 0 ? survivors.filter { _ in below(2) == 0 } : nil
        return .put(record: record, field: field, value: value, over: over)
    }

    private mutating func value(of type: FieldType) -> Value {
        switch type {
        case .date: CalendarDate(year: 2026, month: 1 + below(3), estimated: below(3) == 0).map(Value.date) ?? .nothing
        case .flag: .flag(below(2) == 0)
        case .integer: .integer(Int64(below(3)))
        case .code: .code(["open", "closed", "fr"][below(3)])
        case .reference: .reference(records[below(records.count)].id)
        default: below(5) == 0 ? .nothing : .text(Self.words[below(Self.words.count)])
        }
    }
}
