import Crypto
import Records
import Testing

@testable import Sealing

@Suite struct SecretBytesTests {
    @Test func `wiped bytes are gone`() {
        var bytes: [UInt8] = [1, 2, 3]
        wipe(&bytes)
        #expect(bytes.isEmpty)
        wipe(&bytes)
        #expect(bytes.isEmpty)
    }

    @Test func `a key's bytes are lent and the result handed on`() throws {
        #expect(withSecretBytes(of: Fixture.key(3)) { $0.reduce(0) { $0 + Int($1) } } == 96)
        struct Refused: Error {}
        #expect(throws: Refused.self) { try withSecretBytes(of: Fixture.key(3)) { _ in throw Refused() } }
    }

    @Test func `labels end in their only zero and none begins another`() {
        let labels = [
            Labels.sealedObject, Labels.wrappedKey, Labels.keyfileSlot, Labels.keyfileDirectory, Labels.keyRing, Labels.stanza,
            Labels.frames, Labels.fingerprint,
        ]
        #expect(Set(labels).count == labels.count)
        for label in labels { #expect(label.firstIndex(of: 0) == label.count - 1) }
    }

    @Test(arguments: SealingErrorCode.allCases) func `every code has a kind that a command can report`(code: SealingErrorCode) {
        #expect((code.kind == .locked) == (code == .wrongPassphrase))
    }
}
