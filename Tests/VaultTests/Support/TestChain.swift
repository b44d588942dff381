import Crypto
import Records
import ReplicatedLog

/// A chain of one invented device; everything about it follows from its number and its space.
struct TestChain {
    private let key: Curve25519.Signing.PrivateKey
    private(set) var writer: ChainWriter
    /// Every entry as a segment of its own.
    private(set) var segments: [Segment] = []

    init(_ number: UInt8, in space: SpaceID) throws {
        key = try Curve25519.Signing.PrivateKey(rawRepresentation: [UInt8](repeating: number, count: 32))
        guard
            let origin = ChainOrigin(
                deviceKey: Array(key.publicKey.rawRepresentation), incarnation: [UInt8](repeating: number, count: 16))
        else { throw TestFailure("a key has 32 bytes") }
        writer = ChainWriter(space: space, origin: origin, held: nil, saltSecret: [UInt8](repeating: number, count: 32))
    }

    var id: ChainID { writer.chain }
    var head: ChainHead { writer.head }

    /// `count` more saves, each with `text` in it.
    @discardableResult
    mutating func save(_ count: Int, text: String = "text") throws -> [Segment] {
        let start = segments.count
        for _ in 0..<count {
            let record = writer.nextOperation(0)
            let payload = Payload(
                person: .filled(0x9E), subject: record,
                operations: [
                    .create(kind: "client", schemaVersion: 1),
                    .put(record: record, field: "name", value: .text("\(text) \(segments.count)"), over: nil),
                ])
            segments.append(
                try writer.append(payload, time: 1_700_000_000 + Int64(segments.count), context: [], roster: .none) {
                    Array(try key.signature(for: $0))
                })
        }
        return Array(segments[start...])
    }
}

extension Identifier {
    static func filled(_ byte: UInt8) -> Self {
        guard let identifier = Self(bytes: [UInt8](repeating: byte, count: 16)) else { preconditionFailure("16 bytes are an identifier") }
        return identifier
    }
}

extension SpaceID {
    static let north = SpaceID.filled(0x11)
    static let south = SpaceID.filled(0x22)
}

struct TestFailure: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
