import Crypto
import Records
import Testing
import Trials

@testable import Sealing

@Suite struct KeyRingTests {
    private let space = SpaceID(bytes: [UInt8](repeating: 1, count: 16))!
    private let other = SpaceID(bytes: [UInt8](repeating: 2, count: 16))!

    private func ring() throws -> KeyRing {
        var ring = KeyRing.generate()
        try ring.addSpace(other)
        try ring.addSpace(space)
        try ring.rotateSpaceKey(space)
        ring.rotateRecipientKey(retireAfter: 1_790_000_000)
        ring.rotateRecipientKey(retireAfter: -1)
        return ring
    }

    @Test func `a ring comes out of its sealed form with every key`() throws {
        let ring = try ring()
        let opened = try KeyRing(opening: ring.sealed(storeKey: Fixture.key(1)), storeKey: Fixture.key(1))
        #expect(opened.encoded == ring.encoded)
        #expect(opened.signingKey.publicKey == ring.signingKey.publicKey)
        #expect(opened.recipientKeys.map(\.publicKey) == ring.recipientKeys.map(\.publicKey))
        #expect(opened.formerRecipientKeys.map(\.retireAfter) == [-1, 1_790_000_000])
        #expect(opened.spaceIDs == [space, other])
        #expect(opened.spaceKey(space) == ring.spaceKey(space))
        #expect(opened.saltSecret == ring.saltSecret)
        #expect(opened.incarnation == ring.incarnation)
    }

    @Test func `generated rings have nothing in common`() {
        let one = KeyRing.generate()
        let two = KeyRing.generate()
        #expect(one.signingKey.publicKey != two.signingKey.publicKey)
        #expect(one.recipientKey.publicKey != two.recipientKey.publicKey)
        #expect(one.saltSecret != two.saltSecret)
        #expect(one.incarnation != two.incarnation)
        #expect(one.incarnation.count == 16)
    }

    @Test func `the sealed size does not count the spaces`() throws {
        var ring = KeyRing.generate()
        let before = ring.sealed(storeKey: Fixture.key(1)).count
        for number in 0..<50 {
            try ring.addSpace(#require(SpaceID(bytes: [UInt8](repeating: UInt8(number), count: 16))))
        }
        #expect(ring.sealed(storeKey: Fixture.key(1)).count == before)
    }

    @Test func `a ring opens only under its store key and only as a ring`() throws {
        let sealed = try ring().sealed(storeKey: Fixture.key(1))
        #expect(code { _ = try KeyRing(opening: sealed, storeKey: Fixture.key(2)) } == .wrongKey)
        let object = SealedObject.seal(try ring().encoded, key: Fixture.key(1), context: [])
        #expect(code { _ = try KeyRing(opening: object, storeKey: Fixture.key(1)) } == .wrongKey)
    }

    @Test func `every truncation of an encoded ring and anything after it is refused`() throws {
        let encoded = try ring().encoded
        for length in encoded.indices {
            #expect(throws: SealingError.self, "\(length) bytes") { try KeyRing(decoding: Array(encoded.prefix(length))) }
        }
        #expect(code { _ = try KeyRing(decoding: encoded + [0]) } == .damaged)
        #expect(code { _ = try KeyRing(decoding: [2] + encoded.dropFirst()) } == .unsupportedVersion)
        #expect(code { _ = try KeyRing(decoding: [0] + encoded.dropFirst()) } == .damaged)
    }

    @Test func `a changed byte never crashes the reader, and what it accepts is written the same`() throws {
        let encoded = try ring().encoded
        for index in encoded.indices {
            let flipped = encoded.flipped(at: index, by: 0x41)
            if let read = try? KeyRing(decoding: flipped) { #expect(read.encoded == flipped, "byte \(index)") }
        }
    }

    @Test func `spaces out of order are refused`() throws {
        var ring = KeyRing.generate()
        try ring.addSpace(space)
        try ring.addSpace(other)
        let encoded = ring.encoded
        // The last two entries: 16 bytes id, 32 key, 1 count.
        let swapped = encoded.dropLast(98) + encoded.suffix(49) + encoded.suffix(98).prefix(49)
        #expect(code { _ = try KeyRing(decoding: Array(swapped)) } == .damaged)
    }

    @Test func `objects wrapped before a key change unwrap until the old key is forgotten`() throws {
        var ring = KeyRing.generate()
        try ring.addSpace(space)
        let wrapped = try ring.wrap(Fixture.key(5), in: space, context: [1])
        try ring.rotateSpaceKey(space)
        #expect(ring.hasFormerKeys(of: space))
        #expect(try ring.unwrap(wrapped, in: space, context: [1]) == Fixture.key(5))
        let again = try ring.wrap(Fixture.key(5), in: space, context: [1])
        ring.forgetFormerKeys(of: space)
        #expect(!ring.hasFormerKeys(of: space))
        #expect(try ring.unwrap(again, in: space, context: [1]) == Fixture.key(5))
        #expect(code { _ = try ring.unwrap(wrapped, in: space, context: [1]) } == .wrongKey)
        ring.removeSpace(space)
        #expect(code { _ = try ring.unwrap(again, in: space, context: [1]) } == .missing)
    }

    @Test func `unfinished key changes of a space are bounded`() throws {
        var ring = KeyRing.generate()
        #expect(code { try ring.rotateSpaceKey(space) } == .missing)
        try ring.addSpace(space)
        for _ in 0..<KeyRing.formerSpaceKeyCountMax { try ring.rotateSpaceKey(space) }
        #expect(code { try ring.rotateSpaceKey(space) } == .tooLarge)
    }

    @Test func `a store holds so many spaces, and refuses one more`() throws {
        func numbered(_ number: Int) throws -> SpaceID {
            try #require(SpaceID(bytes: [UInt8(number >> 8), UInt8(number & 0xFF)] + [UInt8](repeating: 9, count: 14)))
        }
        var ring = KeyRing.generate()
        for number in 0..<KeyRing.spaceCountMax { try ring.addSpace(numbered(number)) }
        let one = try numbered(KeyRing.spaceCountMax)
        #expect(code { try ring.addSpace(one) } == .tooLarge)
        // One that is there is no more.
        try ring.addSpace(numbered(0))
    }

    @Test func `adding a space that is there keeps its key`() throws {
        var ring = KeyRing.generate()
        try ring.addSpace(space)
        let key = ring.spaceKey(space)
        try ring.addSpace(space)
        #expect(ring.spaceKey(space) == key)
    }

    @Test func `former recipient keys are destroyed when their time comes, and beyond the maximum at once`() {
        var ring = KeyRing.generate()
        for number in 0..<KeyRing.formerRecipientKeyCountMax + 2 { ring.rotateRecipientKey(retireAfter: Int64(number)) }
        #expect(ring.formerRecipientKeys.count == KeyRing.formerRecipientKeyCountMax)
        #expect(ring.formerRecipientKeys.first?.retireAfter == 17)
        let nothing = ring.retireRecipientKeys(now: 1)
        #expect(!nothing)
        let some = ring.retireRecipientKeys(now: 16)
        #expect(some)
        #expect(ring.formerRecipientKeys.map(\.retireAfter) == [17])
    }

    @Test func `a new incarnation takes new salts and keeps the device's key`() {
        var ring = KeyRing.generate()
        let before = ring
        var random = SeededGenerator(seed: 1)
        ring.beginIncarnation(random: &random)
        #expect(ring.incarnation != before.incarnation)
        #expect(ring.saltSecret != before.saltSecret)
        #expect(ring.signingKey.publicKey == before.signingKey.publicKey)
    }
}
