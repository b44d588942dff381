import Crypto
public import Records
import Sealing

/// What a new device hands to headquarters: its public keys, signed by itself. It names nobody.
public struct JoinRequest: Hashable, Sendable {
    public let deviceKey: [UInt8]
    public let recipientKey: [UInt8]
    public let signature: [UInt8]

    public static let encodedByteCount = 8 + 32 + Decision.recipientKeyByteCount + 64
    private static let magic = Array("SPLJOIN1".utf8)
    private static let label = Array("satchel/v1/join-request\0".utf8)

    public init(deviceKey: [UInt8], recipientKey: [UInt8], sign: ([UInt8]) throws -> [UInt8]) throws {
        self.deviceKey = deviceKey
        self.recipientKey = recipientKey
        signature = try sign(Self.label + deviceKey + recipientKey)
    }

    /// - Throws: `.malformed`; `.untrustworthyKey` when the signature does not verify, or when a key is one that nobody
    ///   can own alone or that nothing can be sealed to.
    public init(decoding bytes: [UInt8]) throws(RosterError) {
        guard bytes.count == Self.encodedByteCount, bytes.starts(with: Self.magic) else {
            throw RosterError(
                .malformed, "This file is not a join request.", hint: "Make one on the new device with `satchel device request`.")
        }
        deviceKey = Array(bytes[8..<40])
        recipientKey = Array(bytes[40..<40 + Decision.recipientKeyByteCount])
        signature = Array(bytes.suffix(64))
        guard SigningKey.isAcceptablePublicKey(deviceKey), (try? RecipientKey(recipientKey)) != nil else {
            throw RosterError(
                .untrustworthyKey, "The join request contains a key that cannot be trusted.", hint: "Make a new one on the new device.")
        }
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: deviceKey),
            key.isValidSignature(signature, for: Self.label + deviceKey + recipientKey)
        else {
            throw RosterError(
                .untrustworthyKey, "The join request is not signed by the device it names: it was altered or damaged.",
                hint: "Ask for a new one and compare the six words by voice.")
        }
    }

    public var encoded: [UInt8] { Self.magic + deviceKey + recipientKey + signature }

    /// What both sides make six words of: the request as headquarters received it.
    public var comparedBytes: [UInt8] { Self.label + deviceKey + recipientKey }

    /// What both sides make six words of when the device accepts: the organisation and the device together.
    public static func acceptanceBytes(_ organisation: Organisation, deviceKey: [UInt8]) -> [UInt8] {
        Array("satchel/v1/acceptance\0".utf8) + organisation.rootKey + deviceKey
    }
}
