import Crypto
import CryptoExtras
import Foundation

@testable import Sealing

/// Opens files of `age`, for tests alone, written from the specification and not from the writer.
enum AgeReader {
    enum Identity {
        case key(Curve25519.KeyAgreement.PrivateKey)
        case passphrase(String)
    }

    struct Fault: Error {}

    static func key(_ text: String) throws -> Curve25519.KeyAgreement.PrivateKey {
        guard let (prefix, bytes) = Bech32.decode(text), prefix == "age-secret-key-" else { throw Fault() }
        return try Curve25519.KeyAgreement.PrivateKey(rawRepresentation: bytes)
    }

    static func open(_ file: [UInt8], with identity: Identity) throws -> [UInt8] {
        guard let mark = file.firstRange(of: Array("\n--- ".utf8)), let end = file[mark.upperBound...].firstIndex(of: 0x0A) else {
            throw Fault()
        }
        let header = Array(file[..<mark.lowerBound]) + Array("\n---".utf8)
        let lines = String(decoding: file[..<mark.lowerBound], as: UTF8.self).split(separator: "\n").map(String.init)
        guard lines.first == "age-encryption.org/v1", let fileKey = try key(of: Array(lines.dropFirst()), identity) else { throw Fault() }
        let material = SymmetricKey(data: fileKey)
        let mac = HKDF<SHA256>.deriveKey(inputKeyMaterial: material, salt: [UInt8](), info: Array("header".utf8), outputByteCount: 32)
        let code = try base64(String(decoding: file[mark.upperBound..<end], as: UTF8.self))
        guard HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: header, using: mac) else { throw Fault() }
        let body = Array(file[(end + 1)...])
        guard body.count >= 32 else { throw Fault() }
        let key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: material, salt: Array(body.prefix(16)), info: Array("payload".utf8), outputByteCount: 32)
        return try content(Array(body.dropFirst(16)), key)
    }

    private static func content(_ body: [UInt8], _ key: SymmetricKey) throws -> [UInt8] {
        var result = [UInt8]()
        var rest = body[...]
        var counter: UInt8 = 0
        while true {
            let chunk = rest.prefix(64 * 1024 + 16)
            rest = rest.dropFirst(chunk.count)
            let nonce = [UInt8](repeating: 0, count: 10) + [counter, rest.isEmpty ? 1 : 0]
            let plain = try opened(Array(chunk), key, nonce)
            guard !plain.isEmpty || counter == 0 else { throw Fault() }
            result += plain
            if rest.isEmpty { return result }
            counter += 1
        }
    }

    private static func key(of lines: [String], _ identity: Identity) throws -> [UInt8]? {
        for (index, line) in lines.enumerated() where line.hasPrefix("-> ") && index + 1 < lines.count {
            let words = line.split(separator: " ").map(String.init)
            let key: SymmetricKey
            switch identity {
            case .key(let secret):
                guard words.count == 3, words[1] == "X25519" else { continue }
                let share = try base64(words[2])
                let shared = try secret.sharedSecretFromKeyAgreement(with: Curve25519.KeyAgreement.PublicKey(rawRepresentation: share))
                key = shared.hkdfDerivedSymmetricKey(
                    using: SHA256.self, salt: share + Array(secret.publicKey.rawRepresentation),
                    sharedInfo: Array("age-encryption.org/v1/X25519".utf8), outputByteCount: 32)
            case .passphrase(let text):
                guard words.count == 4, words[1] == "scrypt", let logN = Int(words[3]), logN <= 18 else { continue }
                key = try KDF.Scrypt.deriveKey(
                    from: Array(text.utf8), salt: Array("age-encryption.org/v1/scrypt".utf8) + (try base64(words[2])), outputByteCount: 32,
                    rounds: 1 << logN, blockSize: 8, parallelism: 1)
            }
            if let opened = try? opened(try base64(lines[index + 1]), key, [UInt8](repeating: 0, count: 12)) { return opened }
        }
        return nil
    }

    private static func opened(_ bytes: [UInt8], _ key: SymmetricKey, _ nonce: [UInt8]) throws -> [UInt8] {
        guard bytes.count >= 16,
            let box = try? ChaChaPoly.SealedBox(
                nonce: ChaChaPoly.Nonce(data: nonce), ciphertext: bytes.dropLast(16), tag: bytes.suffix(16)),
            let plain = try? ChaChaPoly.open(box, using: key)
        else { throw Fault() }
        return Array(plain)
    }

    private static func base64(_ text: String) throws -> [UInt8] {
        guard let data = Data(base64Encoded: text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)) else { throw Fault() }
        return Array(data)
    }
}
