import Crypto
import Foundation
public import Records

/// Files that the standard `age` tool opens: age-encryption.org/v1. For whoever has no Satchel; everything of ours is sealed otherwise.
///
/// A header of one stanza for each recipient and a MAC over it, then the content in pieces of 64 KiB under ChaCha20-Poly1305 (STREAM). The
/// format is not post-quantum and hides no lengths. Written here, read only by tests: nothing sealed like that is taken in.
public enum AgeFile {
    static let chunkByteCount = 64 * 1024
    static let fileKeyByteCount = 16
    /// The most that is sealed at once.
    public static let bytesMax = 256 << 20
    public static let recipientCountMax = 20

    /// - Parameter recipients: 1 to 20 keys, or one passphrase alone, as the format has it.
    /// - Throws: `.tooLarge`, `.malformedKey`, `.notEnoughMemory`.
    public static func seal(_ content: [UInt8], to recipients: [AgeRecipient]) throws(SealingError) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return try seal(content, to: recipients, random: &random)
    }

    static func seal(
        _ content: [UInt8], to recipients: [AgeRecipient], random: inout some RandomNumberGenerator
    ) throws(SealingError) -> [UInt8] {
        guard content.count <= bytesMax else {
            throw SealingError(.tooLarge, "More than \(bytesMax >> 20) MiB are not sealed for age at once.", hint: "Split it.")
        }
        let hasPassphrase = recipients.contains { if case .scrypt = $0.kind { true } else { false } }
        guard (1...recipientCountMax).contains(recipients.count), !hasPassphrase || recipients.count == 1 else {
            throw SealingError(
                .malformedKey, "A file is sealed to 1 to \(recipientCountMax) keys, or to one passphrase alone.",
                hint: "Make a file of its own for the passphrase.")
        }
        var fileKey = random.bytes(fileKeyByteCount)
        defer { wipe(&fileKey) }
        var header = "age-encryption.org/v1\n"
        for recipient in recipients { header += try recipient.stanza(fileKey, random: &random) }
        header += "---"
        let code = HMAC<SHA256>.authenticationCode(for: Array(header.utf8), using: derived(fileKey, salt: [], info: "header"))
        let nonce = random.bytes(16)
        var result = Array((header + " " + base64(Array(code)) + "\n").utf8) + nonce
        let key = derived(fileKey, salt: nonce, info: "payload")
        var start = 0
        var counter: UInt64 = 0
        repeat {
            let end = min(content.count, start + chunkByteCount)
            result += sealed(content[start..<end], key, chunkNonce(counter, isLast: end == content.count))
            counter += 1
            start = end
        } while start < content.count
        return result
    }

    static func derived(_ fileKey: [UInt8], salt: [UInt8], info: String) -> SymmetricKey {
        Derivation.key(SHA256.self, from: SymmetricKey(data: fileKey), salt: salt, info: Array(info.utf8), byteCount: 32)
    }

    static func wrapped(_ fileKey: [UInt8], _ key: SymmetricKey) -> [UInt8] { sealed(fileKey[...], key, [UInt8](repeating: 0, count: 12)) }

    static func chunkNonce(_ counter: UInt64, isLast: Bool) -> [UInt8] {
        [0, 0, 0] + (0..<8).map { UInt8(truncatingIfNeeded: counter >> UInt64(56 - 8 * $0)) } + [isLast ? 1 : 0]
    }

    static func base64(_ bytes: [UInt8]) -> String {
        var text = Data(bytes).base64EncodedString()
        while text.last == "=" { text.removeLast() }
        return text
    }

    private static func sealed(_ content: ArraySlice<UInt8>, _ key: SymmetricKey, _ nonce: [UInt8]) -> [UInt8] {
        do {
            let box = try ChaChaPoly.seal(content, using: key, nonce: ChaChaPoly.Nonce(data: nonce))
            return Array(box.ciphertext) + Array(box.tag)
        } catch {
            preconditionFailure("ChaCha20-Poly1305 takes a 12-byte nonce and a 32-byte key.")
        }
    }
}
