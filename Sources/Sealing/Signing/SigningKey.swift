public import Crypto
public import Records

/// A device's Ed25519 key (RFC 8032), which signs under a label so that no signature can stand for something else.
public struct SigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// A new random key.
    public init() { key = Curve25519.Signing.PrivateKey() }

    init(random: inout some RandomNumberGenerator) {
        do throws(SealingError) { try self.init(seed: .random(using: &random)) } catch {
            preconditionFailure("Every 32 bytes are an Ed25519 key.")
        }
    }

    /// - Parameter seed: the 32 bytes of ``seed``.
    /// - Throws: `.malformedKey` for another length.
    public init(seed: SymmetricKey) throws(SealingError) {
        do {
            key = try seed.withUnsafeBytes { try Curve25519.Signing.PrivateKey(rawRepresentation: $0) }
        } catch {
            throw SealingError(.malformedKey, "A signing key's seed has 32 bytes.", cause: error)
        }
    }

    /// What the key is made from again.
    public var seed: SymmetricKey { SymmetricKey(data: key.rawRepresentation) }

    /// 32 bytes, for everybody.
    public var publicKey: [UInt8] { Array(key.publicKey.rawRepresentation) }

    /// Signs `label`, closed by one zero byte, followed by `message`.
    ///
    /// - Parameter label: a constant of the product such as `satchel/v1/entry-signature`; a closing zero may be part of it.
    /// - Returns: 64 bytes. Where swift-crypto uses BoringSSL, that is on Linux, the same input gives the same signature.
    public func sign(label: String, message: [UInt8]) -> [UInt8] {
        signature(over: Labels.bytes(label) + message)
    }

    /// Ed25519 itself.
    func signature(over bytes: [UInt8]) -> [UInt8] {
        do {
            return Array(try key.signature(for: bytes))
        } catch {
            preconditionFailure("Ed25519 signs every message.")
        }
    }
}

/// Signatures of ``SigningKey``.
public enum Signature {
    public static let byteCount = 64

    /// Whether `signature` is that of `publicKey` over the label and the message. Anything malformed is simply no signature.
    ///
    /// Small-order keys are not refused here, since a store must judge old signatures always alike: refuse the key when it is
    /// enrolled, with ``SigningKey/isAcceptablePublicKey(_:)``.
    public static func verify(_ signature: [UInt8], label: String, message: [UInt8], publicKey: [UInt8]) -> Bool {
        verify(signature, over: Labels.bytes(label) + message, publicKey: publicKey)
    }

    /// Ed25519 itself.
    static func verify(_ signature: [UInt8], over bytes: [UInt8], publicKey: [UInt8]) -> Bool {
        guard signature.count == byteCount, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: publicKey) else { return false }
        return key.isValidSignature(signature, for: bytes)
    }
}
