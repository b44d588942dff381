public import Crypto
public import Records

/// The one construction for sealing bytes of any length: chunked, key-committing, a fresh key per object.
///
/// ```
/// key 32 ‖ base nonce 12 ‖ commitment 32 = HKDF-SHA-512(object key, salt: 24 random bytes, info: label ‖ context)
/// object = salt 24 ‖ commitment 32 ‖ chunk 0 ‖ chunk 1 ‖ …
/// ```
///
/// Each chunk holds 16 KiB, but the last is always shorter and may be empty, so a cut at a boundary shows. The context
/// says where the object belongs: opened for another place it is refused like an object of another key. After the C2SP's
/// chunked-encryption, with HKDF-SHA-512 and AES-256-GCM. `Schemas/sealing.md` has the layout.
public enum SealedObject {
    /// The plaintext bytes of every chunk but the last.
    public static let chunkByteCount = 16_384
    /// What a chunk grows by.
    public static let tagByteCount = AEAD.tagByteCount
    /// Salt and commitment, at the start of every object.
    public static let headerByteCount = saltByteCount + commitmentByteCount
    /// The most chunks that one object may have: 64 TiB.
    public static let chunkCountMax: UInt64 = 1 << 32

    static let saltByteCount = 24
    static let commitmentByteCount = 32
    static let sealedChunkByteCount = UInt64(chunkByteCount + tagByteCount)

    /// Seals `plaintext` for the place that `context` names.
    ///
    /// - Parameter key: 256 bits, random, of this object alone or of a purpose that `context` tells apart.
    /// - Parameter random: where the salt comes from; a test passes a scripted one.
    /// - Returns: ``sealedSize(of:)`` bytes.
    public static func seal(
        _ plaintext: [UInt8], key: SymmetricKey, context: [UInt8], random: inout some RandomNumberGenerator
    ) -> [UInt8] {
        var writer = SealedObjectWriter(key: key, context: context, random: &random)
        var result = writer.update(plaintext)
        result.append(contentsOf: writer.finish())
        return result
    }

    /// Seals `plaintext` with a salt from the system's generator.
    public static func seal(_ plaintext: [UInt8], key: SymmetricKey, context: [UInt8]) -> [UInt8] {
        var system = SystemRandomNumberGenerator()
        return seal(plaintext, key: key, context: context, random: &system)
    }

    /// Opens what ``seal(_:key:context:random:)`` made; nothing is returned unless every byte of it authenticates.
    ///
    /// - Throws: `.truncated`, `.wrongKey` (another key or another context), `.damaged` with the chunk as cause.
    public static func open(_ sealed: [UInt8], key: SymmetricKey, context: [UInt8]) throws(SealingError) -> [UInt8] {
        let reader = try SealedObjectReader(
            header: Array(sealed.prefix(headerByteCount)), sealedSize: UInt64(sealed.count), key: key, context: context)
        var result = [UInt8]()
        result.reserveCapacity(Int(reader.plaintextSize))
        for index in 0..<reader.chunkCount {
            let range = reader.sealedRange(ofChunk: index)
            result.append(contentsOf: try reader.open(chunk: index, sealed[Int(range.lowerBound)..<Int(range.upperBound)]))
        }
        return result
    }

    /// How many bytes an object of `plaintextSize` bytes takes.
    public static func sealedSize(of plaintextSize: UInt64) -> UInt64 {
        UInt64(headerByteCount) + plaintextSize + (plaintextSize / UInt64(chunkByteCount) + 1) * UInt64(tagByteCount)
    }

    /// What one object key derives to.
    struct Keys {
        let key: SymmetricKey
        let baseNonce: BaseNonce
        let commitment: SymmetricKey

        init(objectKey: SymmetricKey, salt: [UInt8], context: [UInt8]) {
            objectKey.requireStandardSize()
            let derived = Derivation.key(
                SHA512.self, from: objectKey, salt: salt, info: Labels.sealedObject + context,
                byteCount: SymmetricKey.standardByteCount + AEAD.nonceByteCount + commitmentByteCount)
            key = derived.part(0..<32)
            baseNonce = BaseNonce(derived.part(32..<44))
            commitment = derived.part(44..<76)
        }
    }
}
