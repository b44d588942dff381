import Records
import ReplicatedLog
import Sealing
import Testing

@testable import Exchange
@testable import Roster

/// What a device may take others to hold, and what it therefore need not say.
struct StatementLedgerTests {
    private static let own = TestDevice(1)
    private static let other = TestDevice(2)
    private static let third = TestDevice(3)

    private var office: Office
    private var chain: TestChain
    private var ledger = StatementLedger()
    private var peers = PeerStatements()
    private var time: Int64 = 0

    init() throws {
        office = try Office(Self.own)
        for device in [Self.own, Self.other, Self.third] { try office.enrol(device, [.north: .write]) }
        chain = TestChain(Self.own, in: .north)
    }

    private var vectors: [SpaceID: VersionVector] {
        var vectors = [office.space: VersionVector([office.chain.chain: position(office.chain)])]
        vectors[.north] = chain.end.count > 0 ? VersionVector([chain.chain: position(chain)]) : VersionVector()
        return vectors
    }

    private func position(_ chain: TestChain) -> VersionVector.Position { .init(count: chain.end.count, head: chain.end.head) }

    private func plan(to devices: TestDevice...) -> SendPlan {
        SendPlan(
            roster: office.roster, ownDeviceKey: Self.own.publicKey, vectors: vectors, statements: peers,
            recipients: Set(devices.map(\.publicKey)), doubtfulChains: [chain.chain, office.chain.chain],
            earlierHead: { [chain, office] in
                $1 == chain.chain ? chain.head($2)?.hash.short : office.chain.head($2)?.hash.short
            })
    }

    private func part(_ plan: SendPlan, _ space: SpaceID = .north) throws -> SendPlan.Space {
        try #require(plan.spaces.first { $0.space == space })
    }

    private mutating func statement(_ space: SpaceID = .north, incarnation: [UInt8] = own.incarnation) -> Statement {
        time += 60
        return Statement(
            space: space, vector: vectors[space] ?? VersionVector(), roster: office.roster.head, missing: [], time: time,
            incarnation: incarnation, key: Self.own.signingKey)
    }

    /// A statement leaves in a frame with own entries from a place on.
    private mutating func send(_ statement: Statement, from first: UInt64?, apart: Bool = false) {
        var travel = Travel()
        let place = Travel.FramePlace(part: 0, index: 0)
        travel.decided(.full, in: statement.space)
        travel.carries(own: statement, in: place)
        if let first, first < chain.end.count {
            travel.carries(
                ownEntries: first..<chain.end.count, of: chain.chain, in: .north,
                frame: apart ? Travel.FramePlace(part: 0, index: 1) : place)
        }
        ledger.left(travel)
    }

    /// A device says that it holds so much of the own chain.
    private mutating func hear(_ device: TestDevice, _ count: UInt64) {
        time += 60
        let held = chain.head(count).map { [chain.chain: VersionVector.Position(count: count, head: $0.hash)] } ?? [:]
        peers.take(
            Statement(
                space: .north, vector: VersionVector(held), roster: office.roster.head, missing: [], time: time,
                incarnation: device.incarnation, key: device.signingKey))
    }

    private mutating func writing(to devices: TestDevice..., incarnation: [UInt8] = own.incarnation) throws -> StatementLedger.Writing {
        let plan = devices.count == 1 ? plan(to: devices[0]) : plan(to: devices[0], devices[1])
        return ledger.writing(statement(incarnation: incarnation), to: try part(plan), in: plan)
    }

    private func isDifference(_ writing: StatementLedger.Writing) -> Bool { if case .difference = writing { true } else { false } }

    @Test mutating func `nothing is a base before the entry that came with it is stated`() throws {
        try chain.save("one")
        send(statement(), from: 0)
        try chain.save("two")
        #expect(try writing(to: Self.other) == .full)
        hear(Self.other, 1)
        #expect(try isDifference(writing(to: Self.other)))
    }

    @Test mutating func `for two recipients both must have stated it`() throws {
        try chain.save("one")
        send(statement(), from: 0)
        hear(Self.other, 1)
        try chain.save("two")
        #expect(try isDifference(writing(to: Self.other)) && writing(to: Self.other, Self.third) == .full)
        hear(Self.third, 1)
        #expect(try isDifference(writing(to: Self.other, Self.third)))
    }

    @Test mutating func `a statement apart from its entries, or without new ones, is never a base`() throws {
        try chain.save("one")
        send(statement(), from: 0, apart: true)
        hear(Self.other, 1)
        try chain.save("two")
        #expect(try writing(to: Self.other) == .full)
        send(statement(), from: nil)
        hear(Self.other, 2)
        #expect(try writing(to: Self.other) == .full)
    }

    @Test mutating func `an entry that travelled again with another statement proves neither`() throws {
        try chain.save("one")
        send(statement(), from: 0)
        send(statement(), from: 0)
        hear(Self.other, 1)
        try chain.save("two")
        #expect(try writing(to: Self.other) == .full)
        // With a new entry in it the second one is proved by that.
        send(statement(), from: 1)
        hear(Self.other, 2)
        try chain.save("three")
        #expect(try isDifference(writing(to: Self.other)))
    }

    @Test mutating func `an entry that travelled again with the same statement still proves it`() throws {
        try chain.save("one")
        let statement = statement()
        send(statement, from: 0)
        send(statement, from: 0)
        hear(Self.other, 1)
        try chain.save("two")
        #expect(try isDifference(writing(to: Self.other)))
    }

    @Test mutating func `who holds another course of the chain, or less of it again, proves nothing`() throws {
        try chain.save("one")
        send(statement(), from: 0)
        var course = TestChain(Self.own, in: .north)
        try course.save("another")
        try chain.save("two")
        peers.take(
            Statement(
                space: .north, vector: VersionVector([chain.chain: position(course)]), roster: office.roster.head, missing: [], time: 1,
                incarnation: Self.other.incarnation, key: Self.other.signingKey))
        #expect(try writing(to: Self.other) == .full)
        // Put back, and said so.
        hear(Self.third, 1)
        #expect(try isDifference(writing(to: Self.third)))
        peers.take(
            Statement(
                space: .north, vector: VersionVector(), roster: office.roster.head, missing: [], time: 2,
                incarnation: [UInt8](repeating: 77, count: 16), former: [Self.third.incarnation], key: Self.third.signingKey))
        #expect(try writing(to: Self.third) == .full)
    }

    @Test mutating func `a new incarnation says all of it anew`() throws {
        try chain.save("one")
        send(statement(), from: 0)
        hear(Self.other, 1)
        #expect(try writing(to: Self.other, incarnation: [UInt8](repeating: 9, count: 16)) == .full)
    }

    @Test mutating func `what is known and unchanged is left out, and every eighth is full`() throws {
        try chain.save("one")
        send(statement(), from: 0)
        hear(Self.other, 1)
        ledger = StatementLedger(ledger.bytes)
        var seen = [StatementLedger.Writing]()
        for _ in 0..<16 {
            let writing = try writing(to: Self.other)
            var travel = Travel()
            travel.decided(writing, in: .north)
            ledger.left(travel)
            seen.append(writing)
        }
        // The first after the store was opened is said: it might have been put back.
        #expect(isDifference(seen[0]))
        let eight = [StatementLedger.Writing](repeating: .leftOut, count: 7) + [.full]
        #expect(Array(seen.dropFirst()) == eight.dropFirst() + eight)
    }

    @Test mutating func `the roster's statement is known by an entry of a space that all recipients read`() throws {
        try chain.save("one")
        let (roster, north) = (statement(office.space), statement())
        var travel = Travel()
        let place = Travel.FramePlace(part: 0, index: 0)
        travel.carries(own: roster, in: place)
        travel.carries(own: north, in: place)
        travel.carries(ownEntries: 0..<1, of: chain.chain, in: .north, frame: place)
        ledger.left(travel)
        hear(Self.other, 1)
        let statement = statement(office.space)
        let plan = plan(to: Self.other)
        #expect(isDifference(ledger.writing(statement, to: try part(plan, office.space), in: plan)))
        var said = Travel()
        said.decided(.full, in: office.space)
        ledger.left(said)
        #expect(ledger.writing(statement, to: try part(plan, office.space), in: plan) == .leftOut)
        try office.enrol(TestDevice(5), [.south: .read])
        let wider = self.plan(to: Self.other, TestDevice(5))
        #expect(ledger.writing(statement, to: try part(wider, office.space), in: wider) == .full)
    }

    @Test mutating func `of a base that a reader may have forgotten no difference is told`() throws {
        try chain.save("one")
        send(statement(), from: 0)
        hear(Self.other, 1)
        try chain.save("two")
        for _ in 0..<7 {
            #expect(try isDifference(writing(to: Self.other)))
            send(statement(), from: nil)
        }
        // Seven later ones and the base are eight.
        #expect(try isDifference(writing(to: Self.other)))
        send(statement(), from: nil)
        #expect(try writing(to: Self.other) == .full)
    }

    // MARK: Statements of others

    private func isHeld(_ statement: Statement, by devices: TestDevice...) throws -> Bool {
        let plan = devices.count == 1 ? plan(to: devices[0]) : plan(to: devices[0], devices[1])
        return ledger.isHeld(statement, by: try part(plan), in: plan, statements: peers, incarnation: Self.own.incarnation)
    }

    private func said(_ device: TestDevice, _ time: Int64, roster: UInt64 = 1) -> Statement {
        Statement(
            space: .north, vector: VersionVector(), roster: RosterHead(count: roster, head: 1), missing: [], time: time,
            incarnation: device.incarnation, key: device.signingKey)
    }

    @Test mutating func `what somebody brought need not be brought to them`() throws {
        let statement = said(Self.third, 5)
        #expect(try !isHeld(statement, by: Self.other))
        ledger.brought([statement], by: Self.other.publicKey)
        #expect(try isHeld(statement, by: Self.other))
        #expect(try !isHeld(said(Self.third, 6), by: Self.other))
        #expect(try !isHeld(statement, by: Self.other, TestDevice(1)) || plan(to: Self.other, TestDevice(1)).recipients.count == 1)
        ledger.forgetHolders(except: [])
        #expect(try !isHeld(statement, by: Self.other))
    }

    @Test mutating func `what a device says itself is shown to it only when something else came from it since`() throws {
        let (older, newer) = (said(Self.other, 5, roster: 1), said(Self.other, 6, roster: 2))
        peers.keep(newer)
        peers.take(newer)
        #expect(try isHeld(newer, by: Self.other))
        // Put back, it says less than it did; or an older stick came late. Its own words tell it which.
        peers.keep(older)
        peers.take(older)
        #expect(try !isHeld(newer, by: Self.other))
        let latest = said(Self.other, 7, roster: 3)
        peers.keep(latest)
        peers.take(latest)
        #expect(try isHeld(latest, by: Self.other))
    }

    @Test mutating func `what was passed on beside an own entry is held by who states the entry`() throws {
        try chain.save("one")
        let foreign = said(Self.third, 5)
        var travel = Travel()
        let place = Travel.FramePlace(part: 0, index: 0)
        travel.carries(own: statement(), in: place)
        travel.carries(passedOn: foreign, in: place)
        travel.carries(ownEntries: 0..<1, of: chain.chain, in: .north, frame: place)
        ledger.left(travel)
        #expect(try !isHeld(foreign, by: Self.other))
        hear(Self.other, 1)
        #expect(try isHeld(foreign, by: Self.other))
    }

    // MARK: Keeping

    @Test mutating func `what is known survives being stored, and damage makes everything be said again`() throws {
        for number in 0..<10 {
            try chain.save("\(number)")
            send(statement(), from: chain.end.count - 1)
            hear(Self.other, chain.end.count)
        }
        ledger.brought([said(Self.third, 5)], by: Self.other.publicKey)
        let bytes = ledger.bytes
        let read = StatementLedger(bytes)
        #expect(read.bytes == bytes && read.sent == ledger.sent && read.sent[.north]?.count == StatementLedger.sentCountMax)
        try chain.save("next")
        let full = ledger
        ledger = read
        #expect(try isDifference(writing(to: Self.other)))
        for damaged in [[], [9], Array(bytes.dropLast()), bytes + [0], Array(full.bytes.prefix(60))] {
            ledger = StatementLedger(damaged)
            #expect(ledger.sent.isEmpty)
            #expect(try writing(to: Self.other) == .full)
        }
        #expect(StatementLedger(nil).bytes == StatementLedger().bytes)
    }

    @Test mutating func `of holders the oldest are forgotten first`() {
        for time in 0..<(StatementLedger.holdersCountMax + 5) {
            ledger.holders.append(StatementLedger.Holder(statement: UInt64(time), device: Self.other.publicKey))
        }
        let statement = said(Self.third, 5)
        ledger.brought([statement], by: Self.other.publicKey)
        #expect(ledger.holders.count == StatementLedger.holdersCountMax && ledger.holders.last?.statement == statement.short)
    }
}
