import Crypto
import Records
import ReplicatedLog
import Testing

@testable import Roster

/// A device with a key and one incarnation; everything about it follows from its number.
struct TestDevice: Sendable {
    let key: Curve25519.Signing.PrivateKey
    let incarnation: [UInt8]

    init(_ number: UInt8, incarnation: UInt8 = 0) {
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: number, count: 32)) else {
            preconditionFailure("any 32 bytes are a private key")
        }
        self.key = key
        self.incarnation = [UInt8](repeating: incarnation, count: 16)
    }

    var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    var origin: ChainOrigin {
        guard let origin = ChainOrigin(deviceKey: publicKey, incarnation: incarnation) else {
            preconditionFailure("a key is 32 bytes and an incarnation 16")
        }
        return origin
    }

    func sign(_ bytes: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: bytes)) }
}

/// A registrar and the chain of decisions that it writes.
struct Office {
    let organisation: Organisation
    let device: TestDevice
    private var writer: ChainWriter
    private(set) var segments: [Segment] = []

    init(_ organisation: Organisation, _ device: TestDevice) {
        self.organisation = organisation
        self.device = device
        writer = ChainWriter(
            space: organisation.rosterSpace, origin: device.origin, held: nil, saltSecret: [UInt8](repeating: 3, count: 32))
    }

    var chain: ChainID { writer.chain }
    /// The chain as it stands, to be named as where it ended.
    var end: CutOff { CutOff(chain: chain, count: writer.head.count, head: writer.head.hash) }

    @discardableResult
    mutating func decide(_ decisions: Decision...) throws -> Segment {
        let payload = Payload(
            person: .repeating(1), subject: OperationID(chain: writer.chain, sequence: 0, ordinal: 0),
            operations: decisions.map(\.operation))
        let segment = try writer.append(payload, time: 1_700_000_000, context: [], roster: .none, sign: device.sign)
        segments.append(segment)
        return segment
    }
}

extension Organisation {
    static func test(_ root: RootKey = .test) throws -> Organisation { try #require(Organisation(rootKey: root.publicKey)) }
}

extension RootKey {
    static let test = numbered(7)

    static func numbered(_ number: UInt8) -> RootKey {
        let half = Identifier<OrganisationKind>.repeating(number).description
        guard let root = try? RootKey(printed: half + half) else { preconditionFailure("any 32 bytes are a root key") }
        return root
    }
}

extension Roster {
    init(_ organisation: Organisation, _ segments: [Segment]) {
        self.init(organisation: organisation)
        for segment in segments { fold(segment) }
    }
}

extension Identifier {
    /// Sixteen times the same byte.
    static func repeating(_ byte: UInt8) -> Self {
        guard let identifier = Self(bytes: [UInt8](repeating: byte, count: 16)) else { preconditionFailure("16 bytes are an identifier") }
        return identifier
    }
}

extension SpaceID {
    static let north = SpaceID.repeating(0xA1)
    static let south = SpaceID.repeating(0xA2)
}

extension Decision {
    static func enrol(_ device: TestDevice, _ code: String, role: DeviceRole = .field) -> Decision {
        .enrol(
            deviceKey: device.publicKey, recipientKey: [UInt8](repeating: 5, count: Decision.recipientKeyByteCount), code: code, role: role)
    }

    static func grant(_ device: TestDevice, _ space: SpaceID, _ access: Access) -> Decision {
        .grant(deviceKey: device.publicKey, space: space, access: access)
    }

    static func withdraw(_ device: TestDevice, _ space: SpaceID, _ cutOffs: [CutOff] = []) -> Decision {
        .withdraw(deviceKey: device.publicKey, space: space, cutOffs: cutOffs)
    }

    static func revoke(_ device: TestDevice, _ cutOffs: [CutOff] = []) -> Decision {
        .revoke(deviceKey: device.publicKey, cutOffs: cutOffs)
    }
}

/// The code with which `body` was refused; `nil` when it was not.
func refusal(_ body: () throws -> Void) -> RosterErrorCode? {
    do {
        try body()
        return nil
    } catch {
        return (error as? RosterError)?.code
    }
}
