public import Crypto
public import Records

/// The public X-Wing key (ML-KEM-768 with X25519) that parcels are sealed to.
public struct RecipientKey: Hashable, Sendable {
    public static let byteCount = 1216

    /// 1,216 bytes: ML-KEM-768 key 1,184 ‖ X25519 key 32.
    public let bytes: [UInt8]
    let key: XWingMLKEM768X25519.PublicKey

    /// Reads a key and tries it once, so that sealing to it later cannot fail.
    ///
    /// - Throws: `.malformedKey` for another length or for numbers outside the field.
    public init(_ bytes: [UInt8]) throws(SealingError) {
        do {
            key = try XWingMLKEM768X25519.PublicKey(rawRepresentation: bytes)
            _ = try key.encapsulate()
        } catch {
            throw SealingError(
                .malformedKey, "The recipient's key is damaged.", hint: "Ask the recipient for its enrolment request again.", cause: error)
        }
        self.bytes = bytes
    }

    init(_ key: XWingMLKEM768X25519.PublicKey) {
        self.key = key
        bytes = Array(key.rawRepresentation)
    }

    public static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }

    public func hash(into hasher: inout Hasher) { hasher.combine(bytes) }
}

/// The private half of a ``RecipientKey``.
public struct RecipientPrivateKey: Sendable {
    let key: XWingMLKEM768X25519.PrivateKey
    /// The 32 bytes that the key is made from again.
    public let seed: SymmetricKey
    public let publicKey: RecipientKey

    /// A new random key.
    public init() { self.init(checked: SymmetricKey(size: .bits256)) }

    init(random: inout some RandomNumberGenerator) { self.init(checked: .random(using: &random)) }

    /// - Throws: `.malformedKey` when `seed` has not 32 bytes.
    public init(seed: SymmetricKey) throws(SealingError) {
        guard seed.bitCount == 256 else { throw SealingError(.malformedKey, "A recipient key's seed has 32 bytes.") }
        self.init(checked: seed)
    }

    private init(checked seed: SymmetricKey) {
        do {
            key = try withSecretBytes(of: seed) { try XWingMLKEM768X25519.PrivateKey(seedRepresentation: $0, publicKey: nil) }
        } catch {
            preconditionFailure("Every 32 bytes are the seed of an X-Wing key.")
        }
        self.seed = seed
        publicKey = RecipientKey(key.publicKey)
    }
}
