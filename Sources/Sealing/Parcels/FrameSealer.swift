public import Crypto
public import Records

/// Seals and opens the frames of one space of one parcel.
///
/// Key and base nonce come from the content key once; each frame is AES-256-GCM under base nonce ⊕ index. A frame opens by
/// itself, so a damaged parcel still gives up every whole frame.
public struct FrameSealer: Sendable {
    /// By how much a sealed frame is longer.
    public static let tagByteCount = AEAD.tagByteCount

    private let key: SymmetricKey
    private let baseNonce: BaseNonce

    /// - Parameter contentKey: 256 random bits made for this space of this parcel and never used again: the indices start from 0.
    /// - Parameter context: what the frames belong to, such as the hash of the parcel's header.
    public init(contentKey: SymmetricKey, context: [UInt8]) {
        contentKey.requireStandardSize()
        let derived = Derivation.key(
            SHA512.self, from: contentKey, salt: [], info: Labels.frames + context,
            byteCount: SymmetricKey.standardByteCount + AEAD.nonceByteCount)
        key = derived.part(0..<32)
        baseNonce = BaseNonce(derived.part(32..<44))
    }

    /// Seals a frame. An index must not be used for two different frames.
    ///
    /// - Parameter authenticated: bytes that stand beside the frame in clear and must arrive unchanged.
    public func seal(_ frame: [UInt8], index: UInt32, authenticating authenticated: [UInt8]) -> [UInt8] {
        AEAD.seal(frame[...], key: key, nonce: baseNonce.combined(with: UInt64(index)), authenticating: authenticated)
    }

    /// Opens a frame.
    ///
    /// - Throws: `.truncated` when shorter than a tag, `.damaged` when altered, moved, or of another parcel.
    public func open(_ sealed: [UInt8], index: UInt32, authenticating authenticated: [UInt8]) throws(SealingError) -> [UInt8] {
        guard sealed.count >= Self.tagByteCount else { throw SealingError(.truncated, "Frame \(index) is cut short.") }
        let nonce = baseNonce.combined(with: UInt64(index))
        guard let frame = AEAD.open(sealed[...], key: key, nonce: nonce, authenticating: authenticated) else {
            throw SealingError(.damaged, "Frame \(index) is damaged or stands in the wrong place.")
        }
        return frame
    }
}
