public import Crypto
public import Records

/// An object's key, sealed under the key of the space that the object belongs to.
///
/// Leaving a space or erasing in it makes a new space key and wraps again, 60 bytes an object, without touching the
/// objects. Layout: nonce 12 ‖ AES-256-GCM(object key 32) with label ‖ context authenticated.
public enum WrappedKey {
    /// The bytes of a wrapped key.
    public static let byteCount = AEAD.nonceByteCount + SymmetricKey.standardByteCount + AEAD.tagByteCount

    /// Wraps `objectKey` for the place that `context` names.
    ///
    /// Nonces are random: one space key wraps at most 2³² keys.
    public static func wrap(
        _ objectKey: SymmetricKey, under spaceKey: SymmetricKey, context: [UInt8], random: inout some RandomNumberGenerator
    ) -> [UInt8] {
        objectKey.requireStandardSize()
        spaceKey.requireStandardSize()
        let nonce = random.bytes(AEAD.nonceByteCount)
        return withSecretBytes(of: objectKey) {
            nonce + AEAD.seal($0[...], key: spaceKey, nonce: nonce, authenticating: Labels.wrappedKey + context)
        }
    }

    /// Wraps `objectKey` with a nonce from the system's generator.
    public static func wrap(_ objectKey: SymmetricKey, under spaceKey: SymmetricKey, context: [UInt8]) -> [UInt8] {
        var system = SystemRandomNumberGenerator()
        return wrap(objectKey, under: spaceKey, context: context, random: &system)
    }

    /// - Throws: `.truncated` for another length, `.wrongKey` for another space key, another context or altered bytes.
    public static func unwrap(_ wrapped: [UInt8], under spaceKey: SymmetricKey, context: [UInt8]) throws(SealingError) -> SymmetricKey {
        spaceKey.requireStandardSize()
        guard wrapped.count == byteCount else {
            throw SealingError(.truncated, "A wrapped key has the wrong length.", hint: "Run `satchel check`.")
        }
        let nonce = Array(wrapped.prefix(AEAD.nonceByteCount))
        guard
            var bytes = AEAD.open(
                wrapped.dropFirst(AEAD.nonceByteCount), key: spaceKey, nonce: nonce, authenticating: Labels.wrappedKey + context)
        else {
            throw SealingError(
                .wrongKey, "A wrapped key belongs to another space key or another object, or is damaged.", hint: "Run `satchel check`.")
        }
        defer { wipe(&bytes) }
        return SymmetricKey(data: bytes)
    }
}
