import Crypto
import Records
import ReplicatedLog
import Sealing
import Testing

@testable import Roster

/// What an organisation and a device are known by: the root key, the join request, the ids made from keys.
struct IdentityTests {
    // MARK: Root key

    @Test func `a root key is printed as 13 groups of 4 and read back however it is typed`() throws {
        let root = RootKey()
        let groups = root.printed.split(separator: "-")
        #expect(groups.count == 13 && groups.allSatisfy { $0.count == 4 })
        for typed in [
            root.printed, root.printed.uppercased(), groups.joined(), groups.joined(separator: " "), " \(root.printed)\n",
            groups.joined(separator: " – "),
        ] {
            #expect(try RootKey(printed: typed).publicKey == root.publicKey)
        }
    }

    /// There is no check character: a typo that is not refused gives the key of no organisation, and what it signs counts nowhere.
    @Test func `every single typo is refused or gives another key`() throws {
        let root = RootKey.test
        let organisation = try Organisation.test()
        let printed = Array(root.printed.filter { $0 != "-" })
        var refused = 0
        for place in printed.indices {
            for typed in "0123456789abcdefghijklmnopqrstuvwxyz" where typed != printed[place] {
                var text = printed
                text[place] = typed
                guard let other = try? RootKey(printed: String(text)) else {
                    refused += 1
                    #expect("ilou".contains(typed) || place % 26 == 0, "character \(place)")
                    continue
                }
                #expect(other.publicKey != root.publicKey)
                #expect(Organisation(rootKey: other.publicKey)?.id != organisation.id)
            }
        }
        // Four letters of the alphabet everywhere, and 24 digits where each half begins.
        #expect(refused == 52 * 4 + 2 * 24)
    }

    @Test func `a root key with a character too few or too many is refused`() {
        let printed = RootKey.test.printed
        for typed in ["", String(printed.dropLast()), printed + "0", printed + "-é", String(printed.dropFirst(5)), "not a key"] {
            #expect(refusal { _ = try RootKey(printed: typed) } == .malformed)
        }
    }

    // MARK: Organisation

    @Test func `an organisation's ids follow from its root key and from nothing else`() throws {
        let one = try Organisation.test()
        let other = try Organisation.test(.numbered(8))
        #expect(Organisation(rootKey: one.rootKey) == one)
        #expect(one.id != other.id && one.rosterSpace != other.rosterSpace)
        #expect(one.id.bytes != one.rosterSpace.bytes)
        for count in [0, 31, 33] { #expect(Organisation(rootKey: [UInt8](repeating: 1, count: count)) == nil) }
    }

    // MARK: Join request

    private static let recipient = Result {
        try RecipientPrivateKey(seed: SymmetricKey(data: [UInt8](repeating: 4, count: 32))).publicKey.bytes
    }

    private static func request() throws -> JoinRequest {
        let device = TestDevice(20)
        return try JoinRequest(deviceKey: device.publicKey, recipientKey: recipient.get(), sign: device.sign)
    }

    @Test func `a join request is read back as it was written`() throws {
        let request = try Self.request()
        #expect(request.encoded.count == JoinRequest.encodedByteCount)
        let read = try JoinRequest(decoding: request.encoded)
        #expect(read == request && read.comparedBytes == request.comparedBytes)
    }

    @Test func `a join request changed in any byte is refused`() throws {
        let bytes = try Self.request().encoded
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= UInt8(1) << UInt8(place % 8)
            #expect(refusal { _ = try JoinRequest(decoding: changed) } == (place < 8 ? .malformed : .untrustworthyKey), "byte \(place)")
        }
    }

    @Test func `a join request cut short or with bytes left over is refused`() throws {
        let bytes = try Self.request().encoded
        for count in 0..<bytes.count { #expect(refusal { _ = try JoinRequest(decoding: Array(bytes.prefix(count))) } == .malformed) }
        #expect(refusal { _ = try JoinRequest(decoding: bytes + [0]) } == .malformed)
    }

    /// Under the neutral element this one signature holds for every message.
    @Test func `a device key that nobody owns alone is refused`() throws {
        let neutral = [UInt8(1)] + [UInt8](repeating: 0, count: 31)
        let request = try JoinRequest(deviceKey: neutral, recipientKey: Self.recipient.get()) { _ in
            neutral + [UInt8](repeating: 0, count: 32)
        }
        #expect(refusal { _ = try JoinRequest(decoding: request.encoded) } == .untrustworthyKey)
    }

    @Test func `a recipient key that nothing can be sealed to is refused`() throws {
        let device = TestDevice(20)
        let recipient = [UInt8](repeating: 0xFF, count: Decision.recipientKeyByteCount)
        let request = try JoinRequest(deviceKey: device.publicKey, recipientKey: recipient, sign: device.sign)
        #expect(refusal { _ = try JoinRequest(decoding: request.encoded) } == .untrustworthyKey)
    }

    @Test func `the words of an acceptance are those of this organisation and this device`() throws {
        let organisation = try Organisation.test()
        let other = try Organisation.test(.numbered(8))
        let key = TestDevice(20).publicKey
        let bytes = [
            JoinRequest.acceptanceBytes(organisation, deviceKey: key), JoinRequest.acceptanceBytes(other, deviceKey: key),
            JoinRequest.acceptanceBytes(organisation, deviceKey: TestDevice(21).publicKey), try Self.request().comparedBytes,
        ]
        #expect(Set(bytes.map { Words.fingerprint(of: $0) }).count == 4)
    }
}
