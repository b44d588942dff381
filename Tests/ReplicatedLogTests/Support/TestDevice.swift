import Crypto
import Records

@testable import ReplicatedLog

/// A device with a key and one incarnation; everything about it follows from its number.
struct TestDevice: Sendable {
    let key: Curve25519.Signing.PrivateKey
    let incarnation: [UInt8]
    let saltSecret: [UInt8]

    init(_ number: UInt8, incarnation: UInt8 = 0) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: number, count: 32)) else {
            preconditionFailure("any 32 bytes are a private key")
        }
        self.key = key
        self.incarnation = [UInt8](repeating: incarnation, count: 15) + [number]
        saltSecret = [UInt8](repeating: number ^ 0xA5, count: 31) + [incarnation]
    }

    var origin: ChainOrigin {
        guard let origin = ChainOrigin(deviceKey: Array(key.publicKey.rawRepresentation), incarnation: incarnation) else {
            preconditionFailure("a key is 32 bytes and an incarnation 16")
        }
        return origin
    }

    func writer(in space: SpaceID = .test) -> ChainWriter {
        ChainWriter(space: space, origin: origin, held: nil, saltSecret: saltSecret)
    }

    func chain(in space: SpaceID = .test) -> ChainID { origin.chain(in: space) }

    func sign(_ bytes: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: bytes)) }

    var salts: SaltTree { SaltTree(secret: saltSecret, chain: chain()) }
}

extension Identifier {
    /// Sixteen times the same byte.
    static func repeating(_ byte: UInt8) -> Self {
        guard let identifier = Self(bytes: [UInt8](repeating: byte, count: 16)) else { preconditionFailure("16 bytes are an identifier") }
        return identifier
    }
}

extension SpaceID {
    static let test = SpaceID.repeating(0x51)
}

extension PersonID {
    static let test = PersonID.repeating(0x9E)
}

extension ChainWriter {
    /// One save by `device` with everything that a test does not care about filled in.
    mutating func save(
        _ operations: [Operation], about subject: RecordID? = nil, by device: TestDevice, time: Int64 = 1_700_000_000,
        person: PersonID = .test, context: [ContextItem] = [], roster: RosterHead = .none
    ) throws -> Segment {
        let payload = Payload(person: person, subject: subject ?? nextOperation(0), operations: operations)
        return try append(payload, time: time, context: context, roster: roster, sign: device.sign)
    }
}

/// A chain of one device as it was written: every entry as a segment of its own.
struct TestChain {
    let device: TestDevice
    private(set) var writer: ChainWriter
    private(set) var segments: [Segment] = []

    init(_ device: TestDevice = TestDevice(1), space: SpaceID = .test) {
        self.device = device
        writer = device.writer(in: space)
    }

    /// A chain of `count` entries: a record, then one field written over and over.
    init(entries count: Int, _ device: TestDevice = TestDevice(1)) throws {
        self.init(device)
        let record = writer.nextOperation(0)
        for index in 0..<count {
            if index == 0 {
                try save([.create(kind: "client", schemaVersion: 1)])
            } else {
                try save([.put(record: record, field: "name", value: .text("value \(index)"), over: nil)], about: record)
            }
        }
    }

    @discardableResult
    mutating func save(
        _ operations: [Operation], about subject: RecordID? = nil, time: Int64 = 1_700_000_000, person: PersonID = .test,
        context: [ContextItem] = [], roster: RosterHead = .none
    ) throws -> Segment {
        let segment = try writer.save(
            operations, about: subject, by: device, time: time, person: person, context: context, roster: roster)
        segments.append(segment)
        return segment
    }

    /// The chain up to and without entry `sequence`.
    func head(before sequence: Int) -> ChainHead? { sequence == 0 ? nil : segments[sequence - 1].head }

    /// Entries `range` as one segment.
    func run(_ range: Range<Int>) throws -> UnverifiedSegment {
        var joined = segments[range.lowerBound].contents
        for segment in segments[range].dropFirst() {
            guard let next = joined.joined(with: segment.contents) else { throw TestFailure("segments do not join") }
            joined = next
        }
        return joined
    }
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
