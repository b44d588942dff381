import Crypto
import Records
import ReplicatedLog
import Sealing
import Testing

@testable import Exchange
@testable import Roster

/// A device with a key and one incarnation; everything about it follows from its number.
struct TestDevice: Sendable {
    let number: UInt8
    let key: Curve25519.Signing.PrivateKey
    let incarnation: [UInt8]

    init(_ number: UInt8, incarnation: UInt8 = 0) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: number, count: 32)) else {
            preconditionFailure("any 32 bytes are a private key")
        }
        self.number = number
        self.key = key
        self.incarnation = [UInt8](repeating: incarnation, count: 15) + [number]
    }

    var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    var origin: ChainOrigin {
        guard let origin = ChainOrigin(deviceKey: publicKey, incarnation: incarnation) else {
            preconditionFailure("a key is 32 bytes and an incarnation 16")
        }
        return origin
    }

    var signingKey: SigningKey {
        guard let key = try? SigningKey(seed: SymmetricKey(data: [UInt8](repeating: number, count: 32))) else {
            preconditionFailure("any 32 bytes are a seed")
        }
        return key
    }

    /// Slow to make, so that devices share a few.
    var recipientKey: RecipientPrivateKey { Keys.recipients[Int(number) % Keys.recipients.count] }

    func chain(in space: SpaceID) -> ChainID { origin.chain(in: space) }

    func sign(_ bytes: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: bytes)) }
}

/// A chain of one device, every entry as a segment of its own.
struct TestChain {
    let device: TestDevice
    private(set) var writer: ChainWriter
    private(set) var segments: [Segment] = []

    init(_ device: TestDevice, in space: SpaceID, held: ChainHead? = nil) {
        self.device = device
        writer = ChainWriter(space: space, origin: device.origin, held: held, saltSecret: [UInt8](repeating: device.number, count: 32))
    }

    /// `count` entries that say nothing much.
    init(entries count: Int, of device: TestDevice, in space: SpaceID) throws {
        self.init(device, in: space)
        for index in 0..<count { try save("entry \(index)") }
    }

    @discardableResult
    mutating func save(_ text: String) throws -> Segment {
        let first = OperationID(chain: writer.chain, sequence: 0, ordinal: 0)
        return try save(
            writer.head.count == 0
                ? [.create(kind: "client", schemaVersion: 1), .put(record: first, field: "name", value: .text(text), over: nil)]
                : [.put(record: first, field: "name", value: .text(text), over: nil)])
    }

    @discardableResult
    mutating func save(_ operations: [Operation], context: [ContextItem] = []) throws -> Segment {
        let payload = Payload(
            person: .repeating(device.number), subject: OperationID(chain: writer.chain, sequence: 0, ordinal: 0), operations: operations)
        let segment = try writer.append(payload, time: 1_700_000_000, context: context, roster: .none, sign: device.sign)
        segments.append(segment)
        return segment
    }

    @discardableResult
    mutating func decide(_ decisions: Decision...) throws -> Segment { try save(decisions.map(\.operation)) }

    var chain: ChainID { writer.chain }
    var end: CutOff { CutOff(chain: writer.chain, count: writer.head.count, head: writer.head.hash) }

    func cutOff(_ count: Int) -> CutOff { CutOff(chain: chain, count: UInt64(count), head: segments[count - 1].head.hash) }

    /// Entries `range` as one segment.
    func run(_ range: Range<Int>) throws -> UnverifiedSegment {
        var joined = segments[range.lowerBound].contents
        for segment in segments[range].dropFirst() { joined = try #require(joined.joined(with: segment.contents)) }
        return joined
    }

    /// The chain as it stood, as a store would tell.
    func head(_ count: UInt64) -> ChainHead? {
        count == 0 ? nil : Int(count) <= segments.count ? segments[Int(count) - 1].head : nil
    }
}

/// An organisation with one registrar.
struct Office {
    static let root: RootKey = {
        let half = Identifier<OrganisationKind>.repeating(7).description
        guard let root = try? RootKey(printed: half + half) else { preconditionFailure("any 32 bytes are a root key") }
        return root
    }()

    let organisation: Organisation
    var chain: TestChain

    init(_ registrar: TestDevice = TestDevice(1), root: RootKey = Office.root) throws {
        organisation = try #require(Organisation(rootKey: root.publicKey))
        chain = TestChain(registrar, in: organisation.rosterSpace)
        try chain.decide(.epoch(try Epoch(number: 1, registrarKey: registrar.publicKey, predecessor: nil, root: root)))
    }

    var space: SpaceID { organisation.rosterSpace }

    var roster: Roster {
        var roster = Roster(organisation: organisation)
        for segment in chain.segments { roster.fold(segment) }
        return roster
    }

    /// A replica that holds the roster and nothing else.
    var replica: Replica {
        var replica = Replica(organisation: organisation)
        replica.receive(chain.segments.map(\.contents))
        return replica
    }

    mutating func enrol(_ device: TestDevice, _ grants: [SpaceID: Access] = [:]) throws {
        var decisions = [
            Decision.enrol(
                deviceKey: device.publicKey, recipientKey: device.recipientKey.publicKey.bytes, code: "D\(device.number)", role: .field)
        ]
        decisions += grants.sorted { $0.key < $1.key }.map { .grant(deviceKey: device.publicKey, space: $0.key, access: $0.value) }
        try chain.save(decisions.map(\.operation))
    }
}

extension Replica {
    /// Judges segments in this order and folds what was accepted.
    @discardableResult
    mutating func receive(
        _ segments: [UnverifiedSegment], as device: TestDevice? = nil, now: Int64 = 0, heldBytesMax: Int = HeldSegment.bytesMax,
        earlierHead: Intake.EarlierHead = { _, _, _ in nil }
    ) -> (verdicts: [Verdict], outcome: IntakeOutcome) {
        var intake = intake(ownDeviceKey: device?.publicKey, now: now, heldBytesMax: heldBytesMax)
        let verdicts = segments.map { intake.receive($0, earlierHead: earlierHead) }
        _ = take(intake.outcome)
        return (verdicts, intake.outcome)
    }

    func count(of chain: ChainID, in space: SpaceID) -> UInt64 { vector(of: space).count(of: chain) }

    /// Why segments are held, sorted.
    var reasons: [HoldReason] { held.values.map(\.reason).sorted { $0.rawValue < $1.rawValue } }
}
