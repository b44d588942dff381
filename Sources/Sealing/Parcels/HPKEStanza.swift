import Crypto
import Foundation
public import Records

/// A few bytes, in practice content keys, sealed to one recipient: HPKE (RFC 9180) in base mode with
/// X-Wing, HKDF-SHA-256 and AES-256-GCM.
///
/// It says nothing about who sealed it, nor to whom. The recipient tries its keys.
public struct HPKEStanza: Hashable, Sendable {
    public static let encapsulatedByteCount = 1120
    /// By how much the ciphertext is longer than the plaintext.
    public static let tagByteCount = 16
    /// The most that one stanza carries.
    public static let plaintextByteCountMax = 1 << 20

    /// 1,120 bytes.
    public let encapsulated: [UInt8]
    public let ciphertext: [UInt8]

    /// A stanza that was read; ``open(with:info:)`` judges it.
    public init(encapsulated: [UInt8], ciphertext: [UInt8]) {
        self.encapsulated = encapsulated
        self.ciphertext = ciphertext
    }

    /// Seals `plaintext` so that only the holder of the private key, told the same `info`, can open it.
    ///
    /// - Complexity: about 0.2 ms.
    /// - Throws: `.tooLarge`.
    public static func seal(_ plaintext: [UInt8], to recipient: RecipientKey, info: [UInt8]) throws(SealingError) -> HPKEStanza {
        guard plaintext.count <= plaintextByteCountMax else {
            throw SealingError(.tooLarge, "A stanza holds at most \(plaintextByteCountMax) bytes.")
        }
        do {
            var sender = try HPKE.Sender(recipientKey: recipient.key, ciphersuite: suite, info: Data(Labels.stanza + info))
            let ciphertext = try sender.seal(plaintext)
            return HPKEStanza(encapsulated: Array(sender.encapsulatedKey), ciphertext: Array(ciphertext))
        } catch {
            throw SealingError(.malformedKey, "Nothing can be sealed to the recipient's key.", cause: error)
        }
    }

    /// Opens the stanza.
    ///
    /// - Complexity: about 0.15 ms.
    /// - Throws: `.truncated`, `.tooLarge`; `.wrongKey` when it is meant for another recipient or another `info`, or was altered.
    public func open(with key: RecipientPrivateKey, info: [UInt8]) throws(SealingError) -> [UInt8] {
        guard encapsulated.count == Self.encapsulatedByteCount, ciphertext.count >= Self.tagByteCount else {
            throw SealingError(.truncated, "A recipient stanza is cut short.", hint: "Ask for the parcel again.")
        }
        guard ciphertext.count <= Self.plaintextByteCountMax + Self.tagByteCount else {
            throw SealingError(.tooLarge, "A recipient stanza is larger than any that is written.")
        }
        do {
            var recipient = try HPKE.Recipient(
                privateKey: key.key, ciphersuite: Self.suite, info: Data(Labels.stanza + info), encapsulatedKey: Data(encapsulated))
            return Array(try recipient.open(ciphertext))
        } catch {
            throw SealingError(.wrongKey, "The stanza is not for this recipient, or is damaged.", cause: error)
        }
    }

    private static var suite: HPKE.Ciphersuite { .XWingMLKEM768X25519_SHA256_AES_GCM_256 }
}
