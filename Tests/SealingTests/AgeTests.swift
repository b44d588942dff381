import Crypto
import CryptoExtras
import Foundation
import Records
import Testing

@testable import Sealing

struct AgeTests {
    /// Made by rage, another implementation: a key of it, and a file that it wrote to that key, with a stanza of nonsense besides.
    private static let identity = "AGE-SECRET-KEY-1JZNREVWD83ZMKUMS95SV8G0HC7GQPQALHZ7Q9QFACVZMGHM63YRQ3ZUDJD"
    private static let recipient = "age1sfrhljcr25vwd0kws0yxvyeyg9g97g3nn6zv6vg6lfnv9exjm3csajqx5y"
    private static let file = """
        6167652d656e6372797074696f6e2e6f72672f76310a2d3e20583235353139204437426765624d376467455069507071664e676e6134746f455549794d7a\
        78634d4469647142434f5945300a3432735963786444775434476d6d6d353153736c66307a6b567472515261326a54587842483761447338410a2d3e2021\
        252d67726561736520762d6e3039202e6868597435203b4a20260a4e4f594937764239562b7657434f504770373632465467733764625431644b564e362b\
        566462324a5137304370326b623963626c0a2d2d2d202b64667a4972794e42387a326436625936446868777541372b4269547a2f68346534556134417278\
        5a666f0a110b2d887d840325a62a9acb462c30a490f2881c8750263bae03af43e3d7843fae1f126f83a1b037df890e905adb85d8db1afc5a396fb0a2831b\
        ead2c41c2a70
        """

    @Test func `the key that another implementation made is read`() throws {
        let key = try AgeReader.key(Self.identity)
        #expect(Bech32.encode("age", Array(key.publicKey.rawRepresentation)) == Self.recipient)
        #expect(throws: Never.self) { try AgeRecipient(Self.recipient) }
        #expect(throws: Never.self) { try AgeRecipient(Self.recipient.uppercased()) }
    }

    @Test func `the reader of these tests opens a file that another implementation wrote`() throws {
        let bytes = [UInt8](hex: Self.file)
        #expect(try AgeReader.open(bytes, with: .key(try AgeReader.key(Self.identity))) == Array("vector of another implementation".utf8))
    }

    @Test(arguments: [0, 1, 31, 64 * 1024 - 1, 64 * 1024, 64 * 1024 + 1, 128 * 1024])
    func `what is sealed to a key opens with it, at every edge of a piece`(count: Int) throws {
        let key = Curve25519.KeyAgreement.PrivateKey()
        let other = Curve25519.KeyAgreement.PrivateKey()
        let content = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let recipients = try [key, other].map { try AgeRecipient(Bech32.encode("age", Array($0.publicKey.rawRepresentation))) }
        let file = try AgeFile.seal(content, to: recipients)
        #expect(try AgeReader.open(file, with: .key(key)) == content)
        #expect(try AgeReader.open(file, with: .key(other)) == content)
        #expect(throws: AgeReader.Fault.self) { try AgeReader.open(file, with: .key(Curve25519.KeyAgreement.PrivateKey())) }
        #expect(throws: AgeReader.Fault.self) { try AgeReader.open(Array(file.dropLast()), with: .key(key)) }
        #expect(throws: AgeReader.Fault.self) { try AgeReader.open(file.flipped(at: file.count - 20), with: .key(key)) }
    }

    @Test func `what is sealed with a passphrase opens with it, byte for byte`() throws {
        let file = try AgeFile.seal(Array("content".utf8), to: [try AgeRecipient(passphrase: " Ünïcode  words ", logN: 10)])
        #expect(try AgeReader.open(file, with: .passphrase(" Ünïcode  words ")) == Array("content".utf8))
        #expect(throws: AgeReader.Fault.self) { try AgeReader.open(file, with: .passphrase("Ünïcode words")) }
    }

    @Test(arguments: [
        "", "age1", "age1sfrhljcr25vwd0kws0yxvyeyg9g97g3nn6zv6vg6lfnv9exjm3csajqx5z",
        "age1sfrhljcr25vwd0kws0yxvyeyg9g97g3nn6zv6vg6lfnv9exjm3csajqx5", "AGE1sfrhljcr25vwd0kws0yxvyeyg9g97g3nn6zv6vg6lfnv9exjm3csajqx5y",
        "AGE-SECRET-KEY-1JZNREVWD83ZMKUMS95SV8G0HC7GQPQALHZ7Q9QFACVZMGHM63YRQ3ZUDJD", "ssh-ed25519 AAAA",
        String(repeating: "age1q", count: 1000),
    ])
    func `what is no recipient is refused`(text: String) {
        let error = #expect(throws: SealingError.self) { try AgeRecipient(text) }
        #expect(error?.code == .malformedKey)
    }

    @Test func `keys of small order, and no key at all, are refused`() throws {
        for bytes in [[UInt8](repeating: 0, count: 32), [1] + [UInt8](repeating: 0, count: 31)] {
            let text = Bech32.encode("age", bytes)
            #expect(throws: SealingError.self) { try AgeFile.seal([1], to: [try AgeRecipient(text)]) }
        }
        #expect(throws: SealingError.self) { try AgeFile.seal([1], to: []) }
        let passphrase = try AgeRecipient(passphrase: "x", logN: 10)
        #expect(throws: SealingError.self) { try AgeFile.seal([1], to: [passphrase, try AgeRecipient(Self.recipient)]) }
        for text in ["", " \n", String(repeating: "x", count: 1025)] {
            #expect(throws: SealingError.self) { try AgeRecipient(passphrase: text) }
        }
        let many = [AgeRecipient](repeating: try AgeRecipient(Self.recipient), count: AgeFile.recipientCountMax + 1)
        #expect(throws: SealingError.self) { try AgeFile.seal([1], to: many) }
    }

    @Test(arguments: ["a12uel5l", "A12UEL5L"])
    func `the valid strings of BIP 173 are read`(text: String) { #expect(Bech32.decode(text)?.bytes == []) }

    @Test(arguments: ["1qzzfhee", "de1lg7wt\u{FF}", "A1G7SGD8", "10a06t8", "a12UEL5L", "pzry9x0s0muk", "li1dgmt3"])
    func `the invalid strings of BIP 173 are refused`(text: String) { #expect(Bech32.decode(text) == nil) }
}
