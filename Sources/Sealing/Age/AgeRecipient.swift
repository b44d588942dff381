import Crypto
import Foundation
public import Records

/// Who can open a file in the format of `age` (age-encryption.org/v1): the holder of a key, or whoever knows a passphrase.
public struct AgeRecipient: Sendable {
    enum Kind {
        case x25519(Curve25519.KeyAgreement.PublicKey)
        case scrypt(passphrase: [UInt8], logN: Int)
    }

    let kind: Kind

    /// - Parameter text: `age1…`, as `age-keygen` prints it.
    /// - Throws: `.malformedKey`.
    public init(_ text: String) throws(SealingError) {
        guard let (prefix, bytes) = Bech32.decode(text), prefix == "age", bytes.count == 32,
            let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: bytes), bytes != [UInt8](repeating: 0, count: 32)
        else {
            throw SealingError(
                .malformedKey, "This is no recipient of age.", hint: "It begins with age1 and has 62 characters; copy the whole of it.")
        }
        kind = .x25519(key)
    }

    /// What `age` itself uses.
    static let logN = 18

    /// - Parameter passphrase: typed at the other end byte for byte, so it is taken as it is.
    /// - Throws: `.emptyPassphrase`, `.passphraseTooLong`.
    public init(passphrase: String) throws(SealingError) { try self.init(passphrase: passphrase, logN: Self.logN) }

    package init(passphrase: String, logN: Int) throws(SealingError) {
        guard passphrase.utf8.count <= Passphrase.byteCountMax else {
            throw SealingError(
                .passphraseTooLong, "The passphrase is longer than \(Passphrase.byteCountMax) bytes.", hint: "Use a shorter one.")
        }
        guard !passphrase.allSatisfy(\.isWhitespace) else {
            throw SealingError(.emptyPassphrase, "The passphrase is empty.", hint: "Type a passphrase, or let six words be chosen.")
        }
        kind = .scrypt(passphrase: Array(passphrase.utf8), logN: logN)
    }
}

extension AgeRecipient {
    /// The stanza that tells this recipient the key of the file.
    func stanza(_ fileKey: [UInt8], random: inout some RandomNumberGenerator) throws(SealingError) -> String {
        switch kind {
        case .x25519(let recipient):
            let ephemeral = Curve25519.KeyAgreement.PrivateKey()
            let share = Array(ephemeral.publicKey.rawRepresentation)
            let secret: SharedSecret
            do { secret = try ephemeral.sharedSecretFromKeyAgreement(with: recipient) } catch {
                throw SealingError(
                    .malformedKey, "This key of age keeps no secret.", hint: "Ask the recipient for another one.", cause: error)
            }
            // A key of small order, which makes everybody's secret zero (RFC 7748, 6.1); the library does not refuse it.
            guard !secret.withUnsafeBytes({ $0.allSatisfy { $0 == 0 } }) else {
                throw SealingError(.malformedKey, "This key of age keeps no secret.", hint: "Ask the recipient for another one.")
            }
            let key = secret.hkdfDerivedSymmetricKey(
                using: SHA256.self, salt: share + Array(recipient.rawRepresentation),
                sharedInfo: Array("age-encryption.org/v1/X25519".utf8),
                outputByteCount: 32)
            return Self.text("X25519", [share], AgeFile.wrapped(fileKey, key))
        case .scrypt(let passphrase, let logN):
            let salt = random.bytes(16)
            let key = try Scrypt.derive(
                passphrase, salt: Array("age-encryption.org/v1/scrypt".utf8) + salt, rounds: 1 << logN, blockSize: 8, parallelism: 1,
                byteCount: 32)
            return Self.text("scrypt", [salt], more: " \(logN)", AgeFile.wrapped(fileKey, key))
        }
    }

    /// A body of 32 bytes is 43 characters, which is one line.
    private static func text(_ type: String, _ arguments: [[UInt8]], more: String = "", _ body: [UInt8]) -> String {
        "-> \(type) \(arguments.map(AgeFile.base64).joined(separator: " "))\(more)\n\(AgeFile.base64(body))\n"
    }
}
