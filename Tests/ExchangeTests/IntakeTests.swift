import Records
import ReplicatedLog
import Testing

@testable import Exchange
@testable import Roster

/// What becomes of a segment that arrives: accepted, held for a reason, or refused.
struct IntakeTests {
    private static let laptop = TestDevice(2)
    private static let stranger = TestDevice(3)
    private static let reader = TestDevice(4)

    private static func office() throws -> Office {
        var office = try Office()
        try office.enrol(laptop, [.north: .write])
        try office.enrol(reader, [.north: .read])
        return office
    }

    // MARK: Order

    @Test func `entries in order are accepted, and again they are known`() throws {
        var replica = try Self.office().replica
        let chain = try TestChain(entries: 5, of: Self.laptop, in: .north)
        #expect(
            replica.receive([try chain.run(0..<2), try chain.run(2..<5)]).verdicts == [.accepted(entryCount: 2), .accepted(entryCount: 3)])
        #expect(
            replica.receive([try chain.run(0..<2), try chain.run(0..<5), try chain.run(3..<5)]).verdicts == [
                .alreadyHeld, .alreadyHeld, .alreadyHeld,
            ])
        #expect(replica.count(of: chain.chain, in: .north) == 5)
    }

    @Test func `of a segment that overlaps only what is new is accepted`() throws {
        var replica = try Self.office().replica
        let chain = try TestChain(entries: 5, of: Self.laptop, in: .north)
        #expect(
            replica.receive([try chain.run(0..<3), try chain.run(1..<5)]).verdicts == [.accepted(entryCount: 3), .accepted(entryCount: 2)])
    }

    @Test func `a segment beyond a gap waits and is released when the gap is filled`() throws {
        let chain = try TestChain(entries: 6, of: Self.laptop, in: .north)
        let pieces = try [0..<1, 1..<3, 3..<4, 4..<6].map { try chain.run($0) }
        for order in [[3, 2, 1, 0], [1, 3, 0, 2], [2, 3, 1, 0]] {
            for together in [true, false] {
                var replica = try Self.office().replica
                if together {
                    let (verdicts, outcome) = replica.receive(order.map { pieces[$0] })
                    #expect(verdicts[0] == .held(.gap))
                    #expect(outcome.held.isEmpty && outcome.released.isEmpty && outcome.accepted.count == 4)
                } else {
                    for place in order { replica.receive([pieces[place]]) }
                }
                #expect(replica.count(of: chain.chain, in: .north) == 6)
                #expect(replica.held.isEmpty)
            }
        }
    }

    @Test func `what waits beyond a gap is believed only when the gap shows it to be true`() throws {
        var replica = try Self.office().replica
        let chain = try TestChain(entries: 3, of: Self.laptop, in: .north)
        let clone = try TestChain(entries: 1, of: Self.stranger, in: .north)
        var other = TestChain(Self.laptop, in: .north)
        for _ in 0..<3 { try other.save("another life") }
        let (verdicts, outcome) = replica.receive([try other.run(2..<3), clone.segments[0].contents, try chain.run(0..<2)])
        #expect(verdicts == [.held(.gap), .held(.unknownDevice), .accepted(entryCount: 2)])
        #expect(outcome.accepted.count == 1)
        #expect(replica.count(of: chain.chain, in: .north) == 2)
        #expect(replica.reasons == [.unknownDevice])
    }

    // MARK: Authority

    @Test func `entries of an unknown device wait and are released when the roster arrives`() throws {
        var office = try Self.office()
        var replica = office.replica
        let chain = try TestChain(entries: 4, of: Self.stranger, in: .north)
        #expect(
            replica.receive([try chain.run(0..<2), try chain.run(2..<4)]).verdicts == [.held(.unknownDevice), .held(.gap)])
        #expect(replica.count(of: chain.chain, in: .north) == 0)
        try office.enrol(Self.stranger, [.north: .write])
        let (_, outcome) = replica.receive([office.chain.segments[office.chain.segments.count - 1].contents])
        #expect(outcome.accepted.map(\.end) == [office.chain.end.count, 2, 4])
        #expect(outcome.released.count == 2 && replica.held.isEmpty)
        #expect(replica.count(of: chain.chain, in: .north) == 4)
    }

    @Test func `entries of a device without the grant are quarantined and released on the grant`() throws {
        var office = try Self.office()
        var replica = office.replica
        let south = try TestChain(entries: 2, of: Self.laptop, in: .south)
        #expect(replica.receive([try south.run(0..<2)]).verdicts == [.held(.notGranted)])
        #expect(replica.spaces[.south] == nil)
        let grant = try office.chain.decide(.grant(deviceKey: Self.laptop.publicKey, space: .south, access: .write))
        replica.receive([grant.contents])
        #expect(replica.count(of: south.chain, in: .south) == 2 && replica.held.isEmpty)
    }

    @Test func `entries of a device that may only read are quarantined`() throws {
        var replica = try Self.office().replica
        let chain = try TestChain(entries: 1, of: Self.reader, in: .north)
        #expect(replica.receive([try chain.run(0..<1)]).verdicts == [.held(.notGranted)])
        #expect(replica.spaces[.north] == nil)
    }

    @Test func `entries of a revoked device are accepted up to the cut-off and quarantined beyond`() throws {
        var office = try Self.office()
        let chain = try TestChain(entries: 6, of: Self.laptop, in: .north)
        try office.chain.decide(.revoke(deviceKey: Self.laptop.publicKey, cutOffs: [chain.cutOff(3)]))
        var replica = office.replica
        #expect(
            replica.receive([try chain.run(0..<2), try chain.run(2..<3), try chain.run(3..<6)]).verdicts
                == [.accepted(entryCount: 2), .accepted(entryCount: 1), .held(.cutOff)])
        let raised = try office.chain.decide(.revoke(deviceKey: Self.laptop.publicKey, cutOffs: [chain.cutOff(6)]))
        replica.receive([raised.contents])
        #expect(replica.count(of: chain.chain, in: .north) == 6 && replica.held.isEmpty)
    }

    @Test func `a chain that reaches the cut-off with another history is a fork`() throws {
        var office = try Self.office()
        let chain = try TestChain(entries: 3, of: Self.laptop, in: .north)
        var other = TestChain(Self.laptop, in: .north)
        for _ in 0..<3 { try other.save("another life") }
        try office.chain.decide(.revoke(deviceKey: Self.laptop.publicKey, cutOffs: [chain.cutOff(3)]))
        var replica = office.replica
        #expect(replica.receive([try other.run(0..<3)]).verdicts == [.held(.fork)])
        #expect(replica.receive([try chain.run(0..<3)]).verdicts == [.accepted(entryCount: 3)])
    }

    @Test func `the roster is read in any order, from whoever brings it`() throws {
        let office = try Self.office()
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
            var replica = Replica(organisation: office.organisation)
            for place in order { replica.receive([office.chain.segments[place].contents]) }
            #expect(replica.roster.head == office.roster.head)
            #expect(replica.roster.activeDevices == office.roster.activeDevices && replica.held.isEmpty)
        }
    }

    @Test func `a roster by somebody whom the root key does not name decides nothing`() throws {
        let office = try Self.office()
        var replica = office.replica
        var impostor = TestChain(Self.laptop, in: office.space)
        try impostor.decide(
            .enrol(deviceKey: Self.stranger.publicKey, recipientKey: [UInt8](repeating: 1, count: 1216), code: "X1", role: .headquarters))
        #expect(replica.receive(impostor.segments.map(\.contents)).verdicts == [.held(.notGranted)])
        #expect(replica.roster.device(code: "X1") == nil)
    }

    @Test func `a late joiner learns the roster of three registrars in any order`() throws {
        let office = try Self.office()
        var chains = [office.chain]
        for number in 2...3 {
            let registrar = TestDevice(UInt8(10 + number))
            let epoch = try Epoch(
                number: UInt64(number), registrarKey: registrar.publicKey, predecessor: chains.last?.end, root: Office.root)
            var next = TestChain(registrar, in: office.space)
            try next.decide(.epoch(epoch), .grant(deviceKey: Self.laptop.publicKey, space: .repeating(UInt8(number)), access: .write))
            // What the one before wrote later counts nowhere.
            try chains[number - 2].decide(.revoke(deviceKey: Self.laptop.publicKey, cutOffs: []))
            chains.append(next)
        }
        let segments = chains.map { $0.segments.map(\.contents) }
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1], [0, 2, 1], [1, 0, 2]] {
            var replica = Replica(organisation: office.organisation)
            for chain in order { replica.receive(segments[chain]) }
            #expect(replica.roster.devices[Self.laptop.publicKey]?.grants.count == 3)
            #expect(replica.roster.devices[Self.laptop.publicKey]?.revoked == nil)
            #expect(replica.roster.epoch?.number == 3)
            #expect(replica.roster.head.count == 5)
        }
    }

    // MARK: Own entries

    @Test func `own entries that this store does not have are accepted and said`() throws {
        var replica = try Self.office().replica
        let chain = try TestChain(entries: 4, of: Self.laptop, in: .north)
        #expect(!replica.receive([try chain.run(0..<2)], as: Self.reader).outcome.broughtBackOwnEntries)
        #expect(!replica.receive([try chain.run(0..<2)], as: Self.laptop).outcome.broughtBackOwnEntries)
        #expect(replica.receive([try chain.run(2..<4)], as: Self.laptop).outcome.broughtBackOwnEntries)
    }
}
