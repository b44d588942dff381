import Crypto
public import Records
import ReplicatedLog
import Sealing

/// The root key's word on who the registrar is: the highest epoch wins, so that a headquarters that was lost
/// or restored from a backup does not freeze the organisation.
public struct Epoch: Hashable, Sendable {
    /// Counted from 1.
    public let number: UInt64
    /// The device whose chain carries the roster from here on.
    public let registrarKey: [UInt8]
    /// Where the roster of the epoch before ends; `nil` in the first.
    public let predecessor: CutOff?
    public let rootKey: [UInt8]
    /// Ed25519 by the root key.
    public let signature: [UInt8]

    private static let label = Array("satchel/v1/epoch\0".utf8)

    /// Signed offline, with the root key that was printed when the organisation was founded.
    public init(number: UInt64, registrarKey: [UInt8], predecessor: CutOff?, root: RootKey) throws {
        self.number = number
        self.registrarKey = registrarKey
        self.predecessor = predecessor
        rootKey = root.publicKey
        signature = try root.sign(Self.signedBytes(number, registrarKey, predecessor, root.publicKey))
    }

    /// Whether this organisation's root key signed it.
    public func isSigned(by organisation: Organisation) -> Bool {
        guard rootKey == organisation.rootKey, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: rootKey) else { return false }
        return key.isValidSignature(signature, for: Self.signedBytes(number, registrarKey, predecessor, rootKey))
    }

    private static func signedBytes(_ number: UInt64, _ registrarKey: [UInt8], _ predecessor: CutOff?, _ rootKey: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(label)
        body(number, registrarKey, predecessor, rootKey, to: &writer)
        return writer.bytes
    }

    private static func body(
        _ number: UInt64, _ registrarKey: [UInt8], _ predecessor: CutOff?, _ rootKey: [UInt8], to writer: inout ByteWriter
    ) {
        writer.varint(number)
        writer.raw(registrarKey)
        writer.byte(predecessor == nil ? 0 : 1)
        if let predecessor {
            writer.identifier(predecessor.chain)
            writer.varint(predecessor.count)
            writer.raw(predecessor.head.bytes)
        }
        writer.raw(rootKey)
    }

    func write(to writer: inout ByteWriter) {
        Self.body(number, registrarKey, predecessor, rootKey, to: &writer)
        writer.raw(signature)
    }

    init(from reader: inout ByteReader) throws(ByteFault) {
        number = try reader.varint()
        registrarKey = try reader.raw(32)
        let marker = try reader.byte()
        guard number >= 1, marker <= 1 else { throw .outOfRange }
        if marker == 1 {
            let chain = try reader.identifier(ChainID.self)
            let count = try reader.varint()
            guard let head = EntryHash(bytes: try reader.raw(EntryHash.byteCount)) else { throw .outOfRange }
            predecessor = CutOff(chain: chain, count: count, head: head)
        } else {
            predecessor = nil
        }
        rootKey = try reader.raw(32)
        signature = try reader.raw(64)
    }
}

/// The organisation's offline key, alive only while an epoch is signed and while it is printed.
public struct RootKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    public init() { key = Curve25519.Signing.PrivateKey() }

    /// A new key from a given generator, which must be a cryptographic one where the key is to keep anything secret.
    public init(random: inout some RandomNumberGenerator) {
        do {
            key = try withSecretBytes(of: SymmetricKey.random(using: &random)) { try Curve25519.Signing.PrivateKey(rawRepresentation: $0) }
        } catch {
            preconditionFailure("Every 32 bytes are an Ed25519 key.")
        }
    }

    /// From the printed form: groups of base 32, hyphens and case do not matter.
    public init(printed: String) throws(RosterError) {
        let characters = String(printed.lowercased().filter { $0.isLetter || $0.isNumber })
        guard characters.utf8.count == 52, let high = Identifier<OrganisationKind>(String(characters.prefix(26))),
            let low = Identifier<OrganisationKind>(String(characters.suffix(26))),
            let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: high.bytes + low.bytes)
        else {
            throw RosterError(
                .malformed, "This is not a printed root key.", hint: "It has 13 groups of 4 letters and digits; check each group.")
        }
        self.key = key
    }

    public var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    /// 13 groups of four, to be written on paper and kept away from every computer.
    public var printed: String {
        let bytes = Array(key.rawRepresentation)
        let halves = [bytes.prefix(16), bytes.suffix(16)].compactMap { Identifier<OrganisationKind>(bytes: $0)?.description }
        let text = Array(halves.joined())
        return stride(from: 0, to: text.count, by: 4).map { String(text[$0..<min($0 + 4, text.count)]) }.joined(separator: "-")
    }

    func sign(_ bytes: [UInt8]) throws -> [UInt8] { Array(try key.signature(for: bytes)) }
}
