import Records
import ReplicatedLog
import Testing

@testable import Roster

/// Who may write what, by the newest roster held.
struct AuthorityTests {
    private static let device = TestDevice(20)
    private static let chain = device.origin.chain(in: .north)
    private static let cut = CutOff(chain: chain, count: 12, head: EntryHash(hashing: [12]))
    private static let higher = CutOff(chain: chain, count: 15, head: EntryHash(hashing: [15]))
    private static let none = CutOff(chain: chain, count: 0, head: .zero)

    struct Case: CustomTestStringConvertible {
        let testDescription: String
        let decisions: [Decision]
        let expected: Authority
        var readable = false
    }

    static let cases = [
        Case(testDescription: "nobody knows the device", decisions: [], expected: .unknownDevice),
        Case(testDescription: "enrolled", decisions: [.enrol(device, "K7Q")], expected: .notGranted),
        Case(
            testDescription: "granted to write", decisions: [.enrol(device, "K7Q"), .grant(device, .north, .write)], expected: .accepted,
            readable: true),
        Case(
            testDescription: "granted to read", decisions: [.enrol(device, "K7Q"), .grant(device, .north, .read)], expected: .notGranted,
            readable: true),
        Case(
            testDescription: "granted another space", decisions: [.enrol(device, "K7Q"), .grant(device, .south, .write)],
            expected: .notGranted),
        Case(
            testDescription: "granted before it was enrolled", decisions: [.grant(device, .north, .write), .enrol(device, "K7Q")],
            expected: .notGranted),
        Case(
            testDescription: "raised from read to write",
            decisions: [.enrol(device, "K7Q"), .grant(device, .north, .read), .grant(device, .north, .write)], expected: .accepted,
            readable: true),
        Case(
            testDescription: "a lower grant alone takes nothing away",
            decisions: [.enrol(device, "K7Q"), .grant(device, .north, .write), .grant(device, .north, .read)], expected: .accepted,
            readable: true),
        Case(
            testDescription: "withdrawn",
            decisions: [.enrol(device, "K7Q"), .grant(device, .north, .write), .withdraw(device, .north, [cut])], expected: .cutOff(cut)),
        Case(
            testDescription: "withdrawn without a word on the chain",
            decisions: [.enrol(device, "K7Q"), .grant(device, .north, .write), .withdraw(device, .north)], expected: .cutOff(none)),
        Case(
            testDescription: "withdrawn from another space",
            decisions: [.enrol(device, "K7Q"), .grant(device, .north, .write), .withdraw(device, .south)], expected: .accepted,
            readable: true),
        Case(
            testDescription: "withdrawn, then granted to read",
            decisions: [
                .enrol(device, "K7Q"), .grant(device, .north, .write), .withdraw(device, .north, [cut]), .grant(device, .north, .read),
            ],
            expected: .cutOff(cut), readable: true),
        Case(
            testDescription: "withdrawn, then granted to write",
            decisions: [
                .enrol(device, "K7Q"), .grant(device, .north, .write), .withdraw(device, .north, [cut]), .grant(device, .north, .write),
            ],
            expected: .accepted, readable: true),
        Case(
            testDescription: "the cut-off raised",
            decisions: [
                .enrol(device, "K7Q"), .grant(device, .north, .write), .withdraw(device, .north, [cut]),
                .withdraw(device, .north, [higher]),
            ], expected: .cutOff(higher)),
        Case(
            testDescription: "revoked",
            decisions: [.enrol(device, "K7Q"), .grant(device, .north, .write), .revoke(device, [cut])], expected: .cutOff(cut)),
        Case(
            testDescription: "revoked wins over withdrawn",
            decisions: [
                .enrol(device, "K7Q"), .grant(device, .north, .write), .withdraw(device, .north, [cut]), .revoke(device, [higher]),
            ], expected: .cutOff(higher)),
        Case(
            testDescription: "a grant does not bring a revoked device back",
            decisions: [.enrol(device, "K7Q"), .revoke(device, [cut]), .grant(device, .north, .write), .enrol(device, "K7Q")],
            expected: .cutOff(cut)),
    ]

    @Test(arguments: cases) func `decisions come to this`(sample: Case) throws {
        let organisation = try Organisation.test()
        var office = Office(organisation, TestDevice(1))
        try office.decide(.epoch(try Epoch(number: 1, registrarKey: office.device.publicKey, predecessor: nil, root: .test)))
        for decision in sample.decisions { try office.decide(decision) }
        let roster = Roster(organisation, office.segments)
        #expect(roster.authority(over: Self.device.origin, chain: Self.chain, in: .north) == sample.expected)
        #expect(roster.readers(of: .north).contains { $0.key == Self.device.publicKey } == sample.readable)
        #expect(roster.head == RosterHead(count: office.end.count, head: office.end.head.short))
        #expect(roster.authority(over: Self.device.origin, chain: .repeating(8), in: organisation.rosterSpace) == .notGranted)
    }

    @Test func `a device has the recipient key of the last decision and the code of the first`() throws {
        let organisation = try Organisation.test()
        var office = Office(organisation, TestDevice(1))
        try office.decide(
            .epoch(try Epoch(number: 1, registrarKey: office.device.publicKey, predecessor: nil, root: .test)),
            .enrol(Self.device, "K7Q"), .enrol(Self.device, "M4T", role: .headquarters),
            .rekey(deviceKey: Self.device.publicKey, recipientKey: [UInt8](repeating: 8, count: Decision.recipientKeyByteCount)))
        let device = try #require(Roster(organisation, office.segments).device(code: "k7q"))
        #expect(device.role == .field && device.recipientKey == [UInt8](repeating: 8, count: Decision.recipientKeyByteCount))
    }

    @Test func `spaces and erasures are remembered, and an unreadable decision changes nothing`() throws {
        let organisation = try Organisation.test()
        var office = Office(organisation, TestDevice(1))
        try office.decide(.epoch(try Epoch(number: 1, registrarKey: office.device.publicKey, predecessor: nil, root: .test)))
        try office.decide(
            .space(.north), .space(.south), .space(.north), .erase(space: .north, chain: Self.chain, sequence: 4),
            .other(code: 5, bytes: [1]),
            .other(code: 77, bytes: [1, 2]))
        let roster = Roster(organisation, office.segments)
        #expect(roster.spaces == [.north, .south])
        #expect(roster.isErased(space: .north, chain: Self.chain, sequence: 4))
        #expect(!roster.isErased(space: .north, chain: Self.chain, sequence: 5))
        #expect(!roster.isErased(space: .south, chain: Self.chain, sequence: 4))
        #expect(roster.devices.isEmpty)
    }

    @Test func `the last word on where courses part is remembered`() throws {
        let organisation = try Organisation.test()
        var office = Office(organisation, TestDevice(1))
        try office.decide(.epoch(try Epoch(number: 1, registrarKey: office.device.publicKey, predecessor: nil, root: .test)))
        for byte in [UInt8(1), 2] {
            let hash = try #require(EntryHash(bytes: [UInt8](repeating: byte, count: 32)))
            try office.decide(.settleFork(space: .north, chain: Self.chain, sequence: 4, hash: hash))
            let roster = Roster(organisation, office.segments)
            #expect(roster.settlements(of: Self.chain, in: .north) == [4: hash] && roster.settlements(of: Self.chain, in: .south).isEmpty)
        }
    }

    @Test func `folding a segment again or a longer one over it changes nothing twice`() throws {
        let organisation = try Organisation.test()
        var office = Office(organisation, TestDevice(1))
        try office.decide(.epoch(try Epoch(number: 1, registrarKey: office.device.publicKey, predecessor: nil, root: .test)))
        try office.decide(.enrol(Self.device, "K7Q"))
        let roster = Roster(organisation, office.segments + office.segments)
        #expect(roster.head.count == 2)
        #expect(roster.activeDevices.map(\.code) == ["K7Q"])
    }

    @Test(arguments: [("K7Q", "K7Q"), ("k7q", "K7Q"), ("AB", "AB"), ("A123", "A123")])
    func `a device code is written in capitals`(typed: String, code: String) throws {
        #expect(try DeviceCode.validated(typed, in: Roster(organisation: .test())) == code)
    }

    @Test(arguments: ["", "A", "ABCDE", "7AB", "A-B", "A B", "ÄB", "K7Ω", "ß", "A\u{301}B", "ﬁ"])
    func `a device code of another form is refused`(typed: String) throws {
        let roster = try Roster(organisation: .test())
        #expect(refusal { _ = try DeviceCode.validated(typed, in: roster) } == .badDeviceCode)
    }

    @Test func `a device code that is taken is refused, also that of a revoked device`() throws {
        let organisation = try Organisation.test()
        var office = Office(organisation, TestDevice(1))
        try office.decide(
            .epoch(try Epoch(number: 1, registrarKey: office.device.publicKey, predecessor: nil, root: .test)), .enrol(Self.device, "K7Q"),
            .revoke(Self.device))
        let roster = Roster(organisation, office.segments)
        #expect(refusal { _ = try DeviceCode.validated("k7q", in: roster) } == .badDeviceCode)
        #expect(roster.activeDevices.isEmpty)
    }
}
