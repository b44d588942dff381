import Crypto

/// AES-256-GCM (NIST SP 800-38D) with the nonce outside the output: ciphertext ‖ 16-byte tag.
enum AEAD {
    static let nonceByteCount = 12
    static let tagByteCount = 16

    static func seal(
        _ plaintext: ArraySlice<UInt8>, key: SymmetricKey, nonce: [UInt8], authenticating authenticated: [UInt8] = []
    ) -> [UInt8] {
        do {
            let box = try AES.GCM.seal(plaintext, using: key, nonce: AES.GCM.Nonce(data: nonce), authenticating: authenticated)
            var result = [UInt8]()
            result.reserveCapacity(plaintext.count + tagByteCount)
            result.append(contentsOf: box.ciphertext)
            result.append(contentsOf: box.tag)
            return result
        } catch {
            preconditionFailure("AES-256-GCM takes a 12-byte nonce and a 32-byte key.")
        }
    }

    /// - Returns: The plaintext, or `nil` when the bytes do not authenticate.
    static func open(
        _ sealed: ArraySlice<UInt8>, key: SymmetricKey, nonce: [UInt8], authenticating authenticated: [UInt8] = []
    ) -> [UInt8]? {
        guard sealed.count >= tagByteCount else { return nil }
        guard
            let box = try? AES.GCM.SealedBox(
                nonce: AES.GCM.Nonce(data: nonce), ciphertext: sealed.dropLast(tagByteCount), tag: sealed.suffix(tagByteCount)),
            let plaintext = try? AES.GCM.open(box, using: key, authenticating: authenticated)
        else { return nil }
        return Array(plaintext)
    }
}

/// A nonce that is combined with a running number by exclusive or, as in TLS 1.3 and HPKE.
struct BaseNonce: Sendable {
    private let bytes: [UInt8]

    init(_ key: SymmetricKey) {
        precondition(key.bitCount == AEAD.nonceByteCount * 8)
        bytes = key.copiedBytes
    }

    /// The number stands big-endian in the last eight bytes.
    func combined(with index: UInt64) -> [UInt8] {
        var nonce = bytes
        for position in 0..<8 { nonce[AEAD.nonceByteCount - 1 - position] ^= UInt8(truncatingIfNeeded: index >> UInt64(8 * position)) }
        return nonce
    }
}
