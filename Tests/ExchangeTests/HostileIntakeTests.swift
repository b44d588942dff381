import Records
import Testing

@testable import Exchange
@testable import ReplicatedLog
@testable import Roster

/// What an enrolled device that lies, a copied store, or a flood can do to a replica.
struct HostileIntakeTests {
    private static let laptop = TestDevice(2)
    private static let liar = TestDevice(3)

    private static func office() throws -> Office {
        var office = try Office()
        try office.enrol(laptop, [.north: .write, .south: .write])
        try office.enrol(liar, [.north: .write, .south: .write])
        return office
    }

    /// The segment with one thing about it changed, as somebody would who knows no key.
    private static func bent(
        _ segment: UnverifiedSegment, space: SpaceID? = nil, chain: ChainID? = nil, first: UInt64? = nil, origin: ChainOrigin? = nil,
        entries: [EntryBody]? = nil, signature: [UInt8]? = nil
    ) -> UnverifiedSegment {
        UnverifiedSegment(
            space: space ?? segment.space, chain: chain ?? segment.chain, first: first ?? segment.first, origin: origin ?? segment.origin,
            entries: entries ?? segment.entries, salts: segment.salts, signature: signature ?? segment.signature)
    }

    @Test func `forged segments are refused and change nothing`() throws {
        var replica = try Self.office().replica
        let chain = try TestChain(entries: 4, of: Self.laptop, in: .north)
        let liars = try TestChain(entries: 4, of: Self.liar, in: .north)
        replica.receive([try chain.run(0..<2)])
        let start = try chain.run(0..<2)
        let next = try chain.run(2..<4)
        let before = replica.vector(of: .north)
        var signature = next.signature
        signature[10] ^= 4
        let late = next.entries.map { EntryBody(time: $0.time + 1, context: $0.context, roster: $0.roster, content: $0.content) }
        let forgeries: [(String, UnverifiedSegment, LogErrorCode)] = [
            ("a signature changed", Self.bent(next, signature: signature), .brokenChain),
            ("signed by another device", Self.bent(next, signature: try liars.run(2..<4).signature), .brokenChain),
            ("another's entries on this chain", Self.bent(try liars.run(2..<4), chain: chain.chain), .brokenChain),
            ("a time changed", Self.bent(next, entries: late), .brokenChain),
            ("entries in another order", Self.bent(next, entries: next.entries.reversed()), .brokenChain),
            ("another place of the chain", Self.bent(next, first: 1), .brokenChain),
            ("a chain claimed by another device", Self.bent(try liars.run(0..<2), chain: .repeating(9)), .wrongOrigin),
            ("another's chain under this name", Self.bent(try liars.run(0..<4), chain: chain.chain), .brokenChain),
            ("another space", Self.bent(start, space: .south), .wrongOrigin),
            ("a payload left out", next.erasing([2]), .missingPayload),
        ]
        for (name, segment, code) in forgeries {
            let (verdicts, outcome) = replica.receive([segment], earlierHead: { _, _, count in chain.head(count) })
            #expect(verdicts == [.refused(code)], "\(name)")
            #expect(outcome.accepted.isEmpty && outcome.held.isEmpty, "\(name)")
        }
        #expect(replica.vector(of: .north) == before && replica.held.isEmpty)
        #expect(replica.receive([next]).verdicts == [.accepted(entryCount: 2)])
    }

    @Test func `a payload that the roster erased may be missing`() throws {
        var office = try Self.office()
        let chain = try TestChain(entries: 3, of: Self.laptop, in: .north)
        try office.chain.decide(.erase(space: .north, chain: chain.chain, sequence: 1))
        var replica = office.replica
        #expect(replica.receive([try chain.run(0..<3).erasing([1, 2])]).verdicts == [.refused(.missingPayload)])
        #expect(replica.receive([try chain.run(0..<3).erasing([1])]).verdicts == [.accepted(entryCount: 3)])
    }

    // MARK: Forks

    /// A chain and that of a copied store, alike up to entry `common`.
    private static func fork(common: Int, _ count: Int, _ otherCount: Int) throws -> (TestChain, TestChain) {
        var one = TestChain(laptop, in: .north)
        var other = TestChain(laptop, in: .north)
        for index in 0..<max(count, otherCount) {
            if index < count { try one.save(index < common ? "common" : "one") }
            if index < otherCount { try other.save(index < common ? "common" : "other") }
        }
        return (one, other)
    }

    @Test(arguments: [(0, 3, 5), (0, 3, 3), (0, 5, 3), (2, 3, 5), (2, 4, 4), (2, 6, 4), (3, 4, 4), (1, 2, 2)])
    func `another branch of a chain is held as proof and never folded`(common: Int, count: Int, otherCount: Int) throws {
        let (one, other) = try Self.fork(common: common, count, otherCount)
        for start in 0...common {
            var replica = try Self.office().replica
            replica.receive([try one.run(0..<count)])
            let hash = replica.stateHash(of: .north)
            let branch = try other.run(start..<otherCount)
            for _ in 0..<2 {
                let (verdicts, _) = replica.receive([branch], earlierHead: { _, _, count in one.head(count) })
                #expect(verdicts == [.held(.fork)], "from \(start)")
            }
            #expect(replica.reasons == [.fork])
            #expect(replica.stateHash(of: .north) == hash)
            #expect(replica.vector(of: .north)[one.chain] == VersionVector.Position(count: UInt64(count), head: one.end.head))
            // The chain that came first goes on.
            var longer = one
            try longer.save("goes on")
            #expect(replica.receive([try longer.run(count..<count + 1)]).verdicts == [.accepted(entryCount: 1)])
            #expect(replica.reasons == [.fork])
        }
    }

    @Test func `a branch from the first entry is proof by itself`() throws {
        let (one, other) = try Self.fork(common: 0, 2, 4)
        var replica = try Self.office().replica
        #expect(replica.receive([try one.run(0..<2), try other.run(0..<4)]).verdicts == [.accepted(entryCount: 2), .held(.fork)])
    }

    @Test func `a forged branch is no fork`() throws {
        let (one, other) = try Self.fork(common: 2, 4, 6)
        var replica = try Self.office().replica
        replica.receive([try one.run(0..<4)])
        for range in [1..<6, 1..<4, 0..<3] {
            let branch = Self.bent(try other.run(range), signature: [UInt8](repeating: 8, count: 64))
            #expect(replica.receive([branch], earlierHead: { _, _, count in one.head(count) }).verdicts == [.refused(.brokenChain)])
        }
        #expect(replica.held.isEmpty)
    }

    // MARK: Bounded memory

    @Test func `when room runs out unknown devices go first, then the oldest, forks last`() throws {
        let (one, other) = try Self.fork(common: 0, 1, 2)
        var replica = try Self.office().replica
        replica.receive([try one.run(0..<1)])
        let unknown = try TestChain(entries: 1, of: TestDevice(9), in: .north).run(0..<1)
        let chain = try TestChain(entries: 8, of: Self.liar, in: .north)
        let gaps = try (1..<8).map { try chain.run($0..<$0 + 1) }
        let each = HeldSegment(contents: gaps[0], reason: .gap, arrived: 0).byteCount
        let limit = each * 5
        replica.receive([try other.run(0..<2)], now: 1, heldBytesMax: limit)
        replica.receive([unknown], now: 90, heldBytesMax: limit)
        #expect(replica.reasons == [.unknownDevice, .fork])
        for (index, gap) in gaps.enumerated() {
            replica.receive([gap], now: Int64(2 + index), heldBytesMax: limit)
            #expect(replica.held.values.reduce(0) { $0 + $1.byteCount } <= limit)
        }
        #expect(!replica.reasons.contains(.unknownDevice) && replica.reasons.contains(.fork))
        let left = replica.held.values.filter { $0.reason == .gap }.map(\.arrived).sorted()
        #expect(left == Array((2..<9).suffix(left.count)) && left.count >= 2)
    }

    @Test func `forks alone stay within the room there is`() throws {
        var replica = try Self.office().replica
        let one = try TestChain(entries: 1, of: Self.laptop, in: .north)
        replica.receive([try one.run(0..<1)])
        var dropped = 0
        for index in 0..<12 {
            var other = TestChain(Self.laptop, in: .north)
            try other.save("branch \(index)")
            dropped += replica.receive([try other.run(0..<1)], now: Int64(index), heldBytesMax: 2_000).outcome.droppedCount
        }
        #expect(dropped > 0 && replica.reasons.count == 12 - dropped)
        #expect(replica.held.values.reduce(0) { $0 + $1.byteCount } <= 2_000)
        #expect(replica.held.values.map(\.arrived).sorted() == Array(0..<Int64(12 - dropped)))
    }

    @Test func `what is dropped in the run that brought it leaves no trace, and what was held before is said to be released`() throws {
        var replica = try Self.office().replica
        let chain = try TestChain(entries: 4, of: Self.liar, in: .north)
        let gaps = try (1..<4).map { try chain.run($0..<$0 + 1) }
        let each = HeldSegment(contents: gaps[0], reason: .gap, arrived: 0).byteCount
        replica.receive([gaps[0]], now: 1)
        let known = replica.held.keys.first
        let outcome = replica.receive([gaps[1], gaps[2]], now: 2, heldBytesMax: each + each / 2).outcome
        #expect(outcome.droppedCount == 2)
        #expect(outcome.released.count == 1 && outcome.released.first == known)
        #expect(outcome.held.count == 1 && replica.held.count == 1)
    }
}
