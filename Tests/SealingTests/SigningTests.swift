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
