public import Crypto
import Records

/// Every secret of a store, in one sealed object under the store key.
public struct KeyRing: Sendable {
    /// Signs this device's entries and statements.
    public let signingKey: SigningKey
    /// The key that parcels for this device are sealed to now.
    public internal(set) var recipientKey: RecipientPrivateKey
    /// Earlier recipient keys, newest first, for parcels that are still on their way.
    public internal(set) var formerRecipientKeys: [FormerRecipientKey]
    /// What the salts of payloads are derived from; 256 bits.
    public internal(set) var saltSecret: SymmetricKey
    /// Sixteen random bytes that name this life of the store: a restored or cloned store takes new ones.
    public internal(set) var incarnation: [UInt8]
    var spaces: [SpaceID: SpaceKeys]

    public static let incarnationByteCount = 16
    public static let spaceCountMax = 4096
    public static let formerRecipientKeyCountMax = 16
    public static let formerSpaceKeyCountMax = 16

    /// A recipient key that is no longer given out.
    public struct FormerRecipientKey: Sendable {
        public let key: RecipientPrivateKey
        /// Seconds since 1970 from when on it is destroyed.
        public let retireAfter: Int64
    }

    struct SpaceKeys: Sendable {
        var current: SymmetricKey
        /// Newest first.
        var former: [SymmetricKey] = []
    }

    /// A ring of a new store: new keys, a new incarnation, no space.
    ///
    /// - Parameter random: where the incarnation and the keys come from that others ever see something of: a cryptographic generator.
    public static func generate(random: inout some RandomNumberGenerator) -> KeyRing {
        KeyRing(
            signingKey: SigningKey(random: &random), recipientKey: RecipientPrivateKey(random: &random), formerRecipientKeys: [],
            saltSecret: .random(using: &random), incarnation: random.bytes(incarnationByteCount), spaces: [:])
    }

    /// A ring of a new store.
    public static func generate() -> KeyRing {
        var system = SystemRandomNumberGenerator()
        return generate(random: &system)
    }

    /// Begins a new life of the store: another incarnation and, since sequences start again, another salt secret.
    public mutating func beginIncarnation(random: inout some RandomNumberGenerator) {
        incarnation = random.bytes(Self.incarnationByteCount)
        saltSecret = .random(using: &random)
    }
}
