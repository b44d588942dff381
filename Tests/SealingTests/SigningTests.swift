import Crypto
import Records
import Testing

@testable import Sealing

@Suite struct SigningTests {
    private let key = SigningKey()

    @Test func `a signature holds for its label, message and key only`() throws {
        let signature = key.sign(label: "satchel/v1/a", message: [1, 2])
        let publicKey = key.publicKey
        #expect(signature.count == 64)
        #expect(Signature.verify(signature, label: "satchel/v1/a", message: [1, 2], publicKey: publicKey))
        #expect(!Signature.verify(signature, label: "satchel/v1/b", message: [1, 2], publicKey: publicKey))
        #expect(!Signature.verify(signature, label: "satchel/v1/a", message: [1, 3], publicKey: publicKey))
        #expect(!Signature.verify(signature, label: "satchel/v1/a", message: [1, 2], publicKey: SigningKey().publicKey))
        for index in signature.indices {
            let altered = signature.flipped(at: index)
            #expect(!Signature.verify(altered, label: "satchel/v1/a", message: [1, 2], publicKey: publicKey))
        }
    }

    @Test func `a label's closing zero may be written or left out`() {
        let signature = key.sign(label: "satchel/v1/a", message: [1])
        #expect(Signature.verify(signature, label: "satchel/v1/a\0", message: [1], publicKey: key.publicKey))
        #expect(Signature.verify(signature, over: Array("satchel/v1/a\0\u{1}".utf8), publicKey: key.publicKey))
    }

    @Test func `malformed signatures and keys verify nothing`() {
        let signature = key.sign(label: "a", message: [])
        for wrong in [[], Array(signature.dropLast()), signature + [0]] {
            #expect(!Signature.verify(wrong, label: "a", message: [], publicKey: key.publicKey))
        }
        for wrong in [[], Array(key.publicKey.dropLast()), key.publicKey + [0]] {
            #expect(!Signature.verify(signature, label: "a", message: [], publicKey: wrong))
        }
    }

    @Test func `a key comes back from its seed`() throws {
        #expect(try SigningKey(seed: key.seed).publicKey == key.publicKey)
        #expect(code { _ = try SigningKey(seed: SymmetricKey(size: .bits128)) } == .malformedKey)
    }

    /// RFC 5869 with SHA-512, computed by Python's `hmac`.
    @Test func `a secret comes back from key, label and message`() throws {
        let key = try SigningKey(seed: SymmetricKey(data: [UInt8](repeating: 5, count: 32)))
        let secret = key.secret(label: "satchel/v1/a", message: [1, 2])
        #expect(
            secret.copiedBytes
                == ([0x52, 0x89, 0x50, 0xF8, 0xCC, 0x57, 0x82, 0x67, 0xE9, 0x0E, 0xD0, 0x03, 0x18, 0x5A, 0xBA, 0x66]
                    + [0x44, 0x51, 0xFB, 0xB4, 0xDF, 0x9F, 0xC7, 0xDB, 0x40, 0x9E, 0xF5, 0x78, 0x73, 0xDD, 0x1F, 0x56]))
        #expect(secret != key.secret(label: "satchel/v1/b", message: [1, 2]))
        #expect(secret != key.secret(label: "satchel/v1/a", message: [1, 3]))
        #expect(secret != SigningKey().secret(label: "satchel/v1/a", message: [1, 2]))
    }

    @Test func `keys as they are generated may be enrolled`() {
        for _ in 0..<50 { #expect(SigningKey.isAcceptablePublicKey(SigningKey().publicKey)) }
    }

    @Test(arguments: [0, 31, 33]) func `a key of another length may not be enrolled`(count: Int) {
        #expect(!SigningKey.isAcceptablePublicKey([UInt8](repeating: 9, count: count)))
    }

    @Test(arguments: 0..<19) func `no y at or above the prime may be enrolled`(excess: UInt8) {
        for sign in [0x7F, 0xFF] as [UInt8] {
            let key = [0xED + excess] + [UInt8](repeating: 0xFF, count: 30) + [sign]
            #expect(!SigningKey.isAcceptablePublicKey(key))
        }
    }

    @Test func `a small-order key would accept one signature for many messages`() {
        // The neutral element, under which R = neutral, S = 0 holds for everything: why such keys are refused.
        let neutral = [1] + [UInt8](repeating: 0, count: 31)
        let signature = neutral + [UInt8](repeating: 0, count: 32)
        #expect(Signature.verify(signature, label: "a", message: [1], publicKey: neutral))
        #expect(Signature.verify(signature, label: "a", message: [2], publicKey: neutral))
        #expect(!SigningKey.isAcceptablePublicKey(neutral))
    }
}
