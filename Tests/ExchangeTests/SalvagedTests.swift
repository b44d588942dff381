import Records
import ReplicatedLog
import Testing

@testable import Exchange
@testable import Roster

/// What a repair of a store's own log kept behind lost entries: judged as anything that waits, but never given up.
struct SalvagedTests {
    private static let laptop = TestDevice(2)

    /// A replica that holds the first `held` entries of a chain, and behind a hole everything from `kept` on, salvaged one by one.
    private static func replica(_ chain: TestChain, held: Int, kept: Int, entries: Int) throws -> Replica {
        var office = try Office()
        try office.enrol(laptop, [.north: .write])
        var before = office.replica
        if held > 0 { before.receive([try chain.run(0..<held)]) }
        let waiting = try (kept..<entries).map {
            HeldSegment(contents: try chain.run($0..<$0 + 1), reason: .gap, arrived: 0, isSalvaged: true)
        }
        return Replica(roster: before.roster, spaces: Array(before.spaces.values), held: waiting)
    }

    @Test(arguments: [0, 1, 2])
    func `it is accepted when the lost entries come back, alone or with what follows them`(held: Int) throws {
        let chain = try TestChain(entries: 6, of: Self.laptop, in: .north)
        for end in [3, 4, 6] {
            var replica = try Self.replica(chain, held: held, kept: 3, entries: 6)
            replica.receive([try chain.run(held..<end)])
            #expect(replica.count(of: chain.chain, in: .north) == 6)
            #expect(replica.held.isEmpty)
        }
    }

    @Test func `it takes no room from others and is not dropped when there is none`() throws {
        let chain = try TestChain(entries: 6, of: Self.laptop, in: .north)
        var replica = try Self.replica(chain, held: 1, kept: 3, entries: 6)
        let other = try TestChain(entries: 3, of: TestDevice(9), in: .north)
        let gap = try other.run(1..<2)
        let size = HeldSegment(contents: gap, reason: .gap, arrived: 0).byteCount
        replica.receive([gap], now: 1, heldBytesMax: size)
        #expect(replica.held.count == 4)
        #expect(replica.receive([try other.run(2..<3)], now: 2, heldBytesMax: size).outcome.droppedCount == 1)
        #expect(replica.held.values.filter(\.isSalvaged).count == 3)
    }

    @Test func `it stays when another course of the chain takes the place of what was lost`() throws {
        let chain = try TestChain(entries: 6, of: Self.laptop, in: .north)
        var other = TestChain(Self.laptop, in: .north)
        try other.save("somebody else was here")
        try other.save("and wrote on")
        var replica = try Self.replica(chain, held: 0, kept: 2, entries: 6)
        let outcome = replica.receive([try other.run(0..<2)]).outcome
        #expect(outcome.accepted.count == 1)
        #expect(outcome.released.isEmpty)
        #expect(replica.held.values.filter(\.isSalvaged).count == 4)
    }
}
