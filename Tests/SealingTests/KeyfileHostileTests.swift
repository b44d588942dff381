import Crypto
import Records
import Testing
import Trials

@testable import Sealing

@Suite struct KeyfileHostileTests {
    /// With the checksum that a stranger would compute.
    private func rehashed(_ bytes: [UInt8]) -> [UInt8] {
        let content = bytes.dropLast(32)
        return content + Array(SHA256.hash(data: content))
    }

    @Test func `damage to any byte shows before a passphrase is blamed`() throws {
        let bytes = try Fixture.keyfile().encoded
        for index in bytes.indices {
            #expect(code { _ = try Keyfile(decoding: bytes.flipped(at: index)) } == .damaged, "byte \(index)")
        }
    }

    @Test func `every truncation is refused, and so is everything longer`() throws {
        let bytes = try Fixture.keyfile().encoded
        for length in bytes.indices {
            let found = code { _ = try Keyfile(decoding: Array(bytes.prefix(length))) }
            #expect(found == (length <= 40 ? .truncated : .damaged), "\(length) bytes")
        }
        #expect(code { _ = try Keyfile(decoding: bytes + [0]) } == .damaged)
        #expect(code { _ = try Keyfile(decoding: rehashed(bytes + [0])) } == .damaged)
        #expect(code { _ = try Keyfile(decoding: [UInt8](repeating: 0, count: 8193)) } == .tooLarge)
    }

    @Test func `what a stranger altered does not unlock`() throws {
        let keyfile = try Fixture.keyfile()
        let bytes = keyfile.encoded
        let own = try keyfile.unlock(Passphrase("first")).slotIndex
        let ownSlot = Keyfile.slotsOffset + own * 120..<Keyfile.slotsOffset + (own + 1) * 120
        // Each field of the head, then a byte here and there.
        let places = Array(8..<Keyfile.slotsOffset) + Array(stride(from: Keyfile.slotsOffset, to: bytes.count - 32, by: 31))
        for index in places {
            let altered = rehashed(bytes.flipped(at: index, by: 2))
            let found = code { _ = try Keyfile(decoding: altered).unlock(Passphrase("first")) }
            let expected: SealingErrorCode =
                switch index {
                case 8: .unsupportedVersion
                // 2^10 becomes 2^8.
                case 9: .parametersRefused
                // The generation is only in what the directory authenticates.
                case 10..<18: .damaged
                case 18..<Keyfile.slotsOffset: .wrongPassphrase
                case let index where ownSlot.contains(index): .wrongPassphrase
                default: .damaged
                }
            #expect(found == expected, "byte \(index)")
        }
    }

    @Test(arguments: [0, 9, 21, 63, 64, 255] as [UInt8])
    func `an absurd work factor is refused before anything is derived`(logN: UInt8) throws {
        var bytes = try Fixture.keyfile().encoded
        bytes[9] = logN
        #expect(code { _ = try Keyfile(decoding: rehashed(bytes)) } == .parametersRefused)
    }

    @Test func `a removed person's slot put back does not unlock`() throws {
        var random = SeededGenerator(seed: 4)
        let first = try Fixture.keyfile()
        let owner = try first.unlock(Passphrase("first"))
        let two = try first.adding(Fixture.person(2), passphrase: Passphrase("second"), unlocked: owner, random: &random)
        let place = try two.unlock(Passphrase("second")).slotIndex
        let removed = try two.removing(Fixture.person(2), unlocked: owner, random: &random)
        var bytes = removed.encoded
        let range = Keyfile.slotsOffset + place * 120..<Keyfile.slotsOffset + (place + 1) * 120
        bytes.replaceSubrange(range, with: two.slots[place])
        let found = code { _ = try Keyfile(decoding: rehashed(bytes)).unlock(Passphrase("second")) }
        #expect(found == .damaged)
    }

    @Test func `a slot does not open in another place or another store`() throws {
        let keyfile = try Fixture.keyfile()
        let key = try Scrypt.key(Passphrase("first"), salt: keyfile.salt, parameters: keyfile.parameters)
        let index = try keyfile.unlock(Passphrase("first")).slotIndex
        let slot = keyfile.slots[index]
        #expect(KeyfileSlot.open(slot, key: key, storeID: Fixture.storeID, index: index) != nil)
        #expect(KeyfileSlot.open(slot, key: key, storeID: Fixture.storeID, index: (index + 1) % 16) == nil)
        let other = try #require(StoreID(bytes: [UInt8](repeating: 1, count: 16)))
        #expect(KeyfileSlot.open(slot, key: key, storeID: other, index: index) == nil)
    }
}
