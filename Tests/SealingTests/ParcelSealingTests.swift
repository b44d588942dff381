import Crypto
import Records
import Testing

@testable import Sealing

@Suite struct HPKEStanzaTests {
    private let recipient = RecipientPrivateKey()

    @Test(arguments: [0, 1, 512]) func `the recipient opens what was sealed to it`(size: Int) throws {
        let plaintext = Fixture.pattern(size)
        let stanza = try HPKEStanza.seal(plaintext, to: recipient.publicKey, info: [1])
        #expect(stanza.encapsulated.count == 1120)
        #expect(stanza.ciphertext.count == size + 16)
        #expect(try stanza.open(with: recipient, info: [1]) == plaintext)
    }

    @Test func `nobody else opens it, and not under other info`() throws {
        let stanza = try HPKEStanza.seal([1, 2, 3], to: recipient.publicKey, info: [1])
        #expect(code { _ = try stanza.open(with: RecipientPrivateKey(), info: [1]) } == .wrongKey)
        #expect(code { _ = try stanza.open(with: recipient, info: [2]) } == .wrongKey)
    }

    @Test func `an altered or truncated stanza is refused`() throws {
        let stanza = try HPKEStanza.seal([1, 2, 3], to: recipient.publicKey, info: [])
        for index in Array(stride(from: 0, to: 1120, by: 37)) + [1087, 1088, 1119] {
            let altered = HPKEStanza(encapsulated: stanza.encapsulated.flipped(at: index), ciphertext: stanza.ciphertext)
            #expect(code { _ = try altered.open(with: recipient, info: []) } == .wrongKey, "byte \(index)")
        }
        for index in stanza.ciphertext.indices {
            let altered = HPKEStanza(encapsulated: stanza.encapsulated, ciphertext: stanza.ciphertext.flipped(at: index))
            #expect(code { _ = try altered.open(with: recipient, info: []) } == .wrongKey)
        }
        for length in [0, 1, 1119] {
            let cut = HPKEStanza(encapsulated: Array(stanza.encapsulated.prefix(length)), ciphertext: stanza.ciphertext)
            #expect(code { _ = try cut.open(with: recipient, info: []) } == .truncated)
        }
        let short = HPKEStanza(encapsulated: stanza.encapsulated, ciphertext: Array(stanza.ciphertext.prefix(15)))
        #expect(code { _ = try short.open(with: recipient, info: []) } == .truncated)
    }

    @Test func `more than a stanza holds is refused on both sides`() throws {
        let large = [UInt8](repeating: 0, count: HPKEStanza.plaintextByteCountMax + 1)
        #expect(code { _ = try HPKEStanza.seal(large, to: recipient.publicKey, info: []) } == .tooLarge)
        let stanza = HPKEStanza(encapsulated: [UInt8](repeating: 0, count: 1120), ciphertext: large + [UInt8](repeating: 0, count: 16))
        #expect(code { _ = try stanza.open(with: recipient, info: []) } == .tooLarge)
    }

    @Test func `a recipient key is read back, and nonsense is refused when it is read`() throws {
        let bytes = recipient.publicKey.bytes
        #expect(bytes.count == 1216)
        #expect(try RecipientKey(bytes) == recipient.publicKey)
        for wrong in [[], Array(bytes.dropLast()), bytes + [0], [UInt8](repeating: 0xFF, count: 1216)] {
            #expect(code { _ = try RecipientKey(wrong) } == .malformedKey)
        }
    }

    @Test func `a private key comes back from its seed`() throws {
        #expect(try RecipientPrivateKey(seed: recipient.seed).publicKey == recipient.publicKey)
        #expect(code { _ = try RecipientPrivateKey(seed: SymmetricKey(size: .bits128)) } == .malformedKey)
    }
}

@Suite struct FrameSealerTests {
    private let sealer = FrameSealer(contentKey: Fixture.key(1), context: [1])

    @Test(arguments: [0, 1, 255, 256, UInt32.max]) func `a frame opens in its place`(index: UInt32) throws {
        let frame = Fixture.pattern(300)
        let sealed = sealer.seal(frame, index: index, authenticating: [9])
        #expect(sealed.count == 316)
        #expect(try sealer.open(sealed, index: index, authenticating: [9]) == frame)
    }

    @Test func `a frame opens in no other place, parcel or company`() {
        let sealed = sealer.seal([1, 2, 3], index: 5, authenticating: [9])
        let others = [FrameSealer(contentKey: Fixture.key(2), context: [1]), FrameSealer(contentKey: Fixture.key(1), context: [2])]
        for other in others {
            #expect(code { _ = try other.open(sealed, index: 5, authenticating: [9]) } == .damaged)
        }
        #expect(code { _ = try sealer.open(sealed, index: 4, authenticating: [9]) } == .damaged)
        #expect(code { _ = try sealer.open(sealed, index: 5, authenticating: []) } == .damaged)
    }

    @Test func `no bit can be changed and no end cut off`() {
        let sealed = sealer.seal([1, 2, 3], index: 0, authenticating: [])
        for index in sealed.indices {
            for bit in 0..<8 {
                let altered = sealed.flipped(at: index, by: 1 << bit)
                #expect(code { _ = try sealer.open(altered, index: 0, authenticating: []) } == .damaged)
            }
            let cut = Array(sealed.prefix(index))
            #expect(
                code { _ = try sealer.open(cut, index: 0, authenticating: []) }
                    == (index < 16 ? .truncated : .damaged))
        }
    }
}
