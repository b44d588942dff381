import Crypto
import Records
import ReplicatedLog

@testable import Views

struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}

extension Identifier {
    /// Sixteen times the same byte.
    static func repeating(_ byte: UInt8) -> Self {
        guard let identifier = Self(bytes: [UInt8](repeating: byte, count: 16)) else { preconditionFailure("16 bytes are an identifier") }
        return identifier
    }
}

extension SpaceID {
    static let north = SpaceID.repeating(0x51)
    static let south = SpaceID.repeating(0x52)
}

/// A device that writes one space: its key, its chain and the state it has folded.
struct TestDevice {
    let key: Curve25519.Signing.PrivateKey
    let person: PersonID
    var writer: ChainWriter
    var state: SpaceState

    init(_ number: UInt8, space: SpaceID = .north) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: number, count: 32)),
            let origin = ChainOrigin(
                deviceKey: Array(key.publicKey.rawRepresentation), incarnation: [UInt8](repeating: number, count: 16))
        else { preconditionFailure("any 32 bytes are a private key") }
        self.key = key
        person = .repeating(number)
        writer = ChainWriter(space: space, origin: origin, held: nil, saltSecret: [UInt8](repeating: number, count: 32))
        state = SpaceState(space: space)
    }

    /// Writes one entry of what this device has seen, and folds it.
    mutating func save(_ operations: [Operation], time: Int64 = 1_700_000_000) throws -> (segment: Segment, changes: [Change]) {
        let payload = Payload(person: person, subject: writer.nextOperation(0), operations: operations)
        let segment = try writer.append(
            payload, time: time, context: state.contextChange(since: writer.chain), roster: .none,
            sign: { Array(try key.signature(for: $0)) })
        return (segment, state.fold(segment))
    }

    /// Creates a record with these values; the fields of ``Value`` arrays are not sets here.
    mutating func create(
        _ kind: String, _ fields: [String: Value] = [:], sets: [String: [Value]] = [:], note: String? = nil, time: Int64 = 1_700_000_000
    ) throws -> (id: RecordID, segment: Segment, changes: [Change]) {
        let id = writer.nextOperation(0)
        var operations: [Operation] = [.create(kind: kind, schemaVersion: 1)]
        for (field, value) in fields.sorted(by: { $0.key < $1.key }) {
            operations.append(.put(record: id, field: field, value: value, over: nil))
        }
        for (field, elements) in sets.sorted(by: { $0.key < $1.key }) {
            operations += elements.map { .add(record: id, field: field, value: $0) }
        }
        if let note { operations.append(.note(record: id, field: "notes", text: note, about: nil)) }
        let saved = try save(operations, time: time)
        return (id, saved.segment, saved.changes)
    }
}

/// A device with a view of what it folds.
struct TestClinic {
    var device: TestDevice
    let view: RecordView

    init(_ number: UInt8 = 1, space: SpaceID = .north, view: RecordView? = nil) throws {
        device = TestDevice(number, space: space)
        self.view = try view ?? RecordView(catalog: TestCatalog.catalog)
    }

    @discardableResult
    mutating func create(
        _ kind: String, _ fields: [String: Value] = [:], sets: [String: [Value]] = [:], note: String? = nil, time: Int64 = 1_700_000_000
    ) throws -> RecordID {
        let created = try device.create(kind, fields, sets: sets, note: note, time: time)
        try view.apply(created.changes, in: device.state.space)
        segments.append(created.segment)
        return created.id
    }

    mutating func save(_ operations: Operation..., time: Int64 = 1_700_000_000) throws {
        let saved = try device.save(operations, time: time)
        try view.apply(saved.changes, in: device.state.space)
        segments.append(saved.segment)
    }

    /// What was written here, in order.
    private(set) var segments: [Segment] = []

    /// Takes in everything of another device that is not here yet.
    mutating func receive(_ other: TestClinic) throws {
        for segment in other.segments { try view.apply(device.state.fold(segment), in: device.state.space) }
    }
}
