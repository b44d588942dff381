import Records
import ReplicatedLog
import Testing
import Trials

@testable import Exchange
@testable import Roster

/// Same facts, same state: whatever was written where, and however it travelled. `SEED=n` replays one world.
struct WorldTests {
    @Test(arguments: batches(0..<1_000, of: 50))
    func `replicas agree after any meetings once everybody has met`(seeds: [UInt64]) throws {
        var reasons = Set<HoldReason>()
        for seed in seeds {
            var world = try World(seed: seed)
            try world.run(steps: 16)
            try world.heal()
            world.check()
            reasons.formUnion(world.heldReasons)
        }
        if seeds.count > 1 { #expect(reasons == [.gap, .unknownDevice, .notGranted]) }
    }

    @Test(arguments: batches(5_000..<5_050, of: 10))
    func `replicas agree when everything travels by stick`(seeds: [UInt64]) throws {
        for seed in seeds {
            var world = try World(seed: seed)
            for round in 0..<6 {
                try world.run(steps: 4)
                try world.passStick(from: world.generator.below(world.nodes.count), damaged: round % 3 == 2)
            }
            while !world.late.isEmpty { try world.enrolLate() }
            for _ in 0..<3 {
                for writer in world.nodes.indices { try world.passStick(from: writer) }
            }
            world.check()
        }
    }
}

extension World {
    /// Everybody who may read a space holds the same of it, everybody else nothing.
    mutating func check() {
        let note: Comment = "replay with SEED=\(seed)"
        let truth = office.roster
        for index in nodes.indices {
            #expect(nodes[index].replica.roster.head == truth.head, note)
            #expect(nodes[index].replica.roster.devices == truth.devices, note)
            #expect(nodes[index].replica.vector(of: office.space).entryCount == office.chain.end.count, note)
        }
        for space in spaces {
            let readers = Set(truth.readers(of: space).map(\.key))
            var hashes = Set<EntryHash?>()
            var vectors = Set<VersionVector>()
            for index in nodes.indices {
                guard readers.contains(nodes[index].device.publicKey) else {
                    #expect(nodes[index].replica.spaces[space] == nil, note)
                    continue
                }
                hashes.insert(nodes[index].replica.stateHash(of: space))
                vectors.insert(nodes[index].replica.vector(of: space))
                #expect(nodes[index].replica.held.values.allSatisfy { $0.reason == .notGranted || $0.contents.space != space }, note)
            }
            #expect(hashes.count == 1 && vectors.count == 1, note)
            let written = nodes.map { $0.replica.count(of: $0.device.chain(in: space), in: space) }.reduce(0, +)
            #expect(vectors.first?.entryCount == written, note)
        }
        for node in nodes {
            for (space, state) in node.replica.spaces where space != office.space {
                for chain in state.heads.values { #expect(truth.devices[chain.origin.deviceKey]?.grants[space] == .write, note) }
            }
        }
    }
}
