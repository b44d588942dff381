import Records
import Testing

@testable import ReplicatedLog

/// Records with so many operations that they are not walked any more: the same rules, and no work that grows with the square.
struct CrowdTests {
    @Test(arguments: batches(2_000..<2_024, of: 6))
    func `replicas with crowded records agree with the model and with each other`(seeds: [UInt64]) throws {
        for seed in seeds {
            var world = World(seed: seed, replicas: 3)
            world.recordCountMax = 1
            try world.run(steps: 220)
            for index in world.replicas.indices { try world.deliverAll(to: index) }
            for index in world.replicas.indices {
                world.check(index)
                // Some indexes were made anew, because a replica was read from its snapshot.
                _ = world.replicas[index].state.checkCrowd("replay with SEED=\(seed)")
                let most = world.replicas[index].state.operationCountOfRecords.max() ?? 0
                #expect(most >= Crowd.operationCountMin, "replay with SEED=\(seed)")
            }
            #expect(Set(world.replicas.indices.map { world.replicas[$0].state.stateHash() }).count == 1, "replay with SEED=\(seed)")
        }
    }

    /// Walked, each of these operations would look at all before it.
    @Test func `twenty thousand values of one field that nobody settled are folded, told, settled and read`() throws {
        var chains = [TestChain(TestDevice(1)), TestChain(TestDevice(2))]
        let record = chains[0].writer.nextOperation(0)
        var state = SpaceState(space: .test)
        var told = 0
        let count = 20_000
        // The first chain says to have seen everything that the second will ever write, so each of those is looked up among all.
        let context = [ContextItem(chain: chains[1].writer.chain, count: 1 << 40, head: 1)]
        for start in stride(from: 0, to: count, by: 1_000) {
            for index in chains.indices {
                let puts = (start..<start + 500).map {
                    Operation.put(record: record, field: "name", value: .integer(Int64($0)), over: index == 1 && $0 % 500 == 0 ? nil : [])
                }
                let segment = try chains[index].save(puts, about: record, context: start == 0 && index == 0 ? context : [])
                state.fold(segment) { change in
                    if case .register(_, _, _, _, let survivors) = change { told += survivors.isEmpty ? 0 : 1 }
                }
            }
        }
        // Of the second chain, what came before its last value without a list of what it is over is gone.
        let standing = state.survivors(of: record, field: "name").map(\.operation)
        #expect(told == count && state.operationCount == count)
        #expect(standing == standing.sorted() && standing.count == count / 2 + 500)
        let some = Array(standing.filter { $0.chain == chains[0].writer.chain }[4_000..<4_256])
        state.advance(over: try chains[1].save([.put(record: record, field: "name", value: .nothing, over: some)], about: record))
        let settled = state.survivors(of: record, field: "name").map(\.operation)
        #expect(settled.count == standing.count - 255 && Set(settled).isDisjoint(with: some))
        #expect(state.checkCrowd("one register of many") == 1)
        var read = try SpaceState(snapshot: state.snapshot())
        #expect(read.survivors(of: record, field: "name").map(\.operation) == settled && read.stateHash() == state.stateHash())
    }

    @Test func `a set of many elements on one record is told element by element`() throws {
        var chain = TestChain()
        let record = chain.writer.nextOperation(0)
        var state = SpaceState(space: .test)
        var present = 0
        for start in stride(from: 0, to: 5_000, by: 500) {
            let operations = (start..<start + 500).map { Operation.add(record: record, field: "needs", value: .integer(Int64($0))) }
            state.fold(try chain.save(operations, about: record)) { if case .element(_, _, _, true) = $0 { present += 1 } }
        }
        #expect(present == 5_000)
        let gone = Operation.remove(record: record, field: "needs", value: .integer(7), over: nil)
        #expect(
            state.fold(try chain.save([gone], about: record)).contains { if case .element(_, _, _, false) = $0 { true } else { false } })
        #expect(state.checkCrowd("one set of many") == 1)
    }
}
