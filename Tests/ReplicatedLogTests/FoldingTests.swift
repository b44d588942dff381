import Records
import Testing
import Trials

@testable import ReplicatedLog

/// The merge rules one by one, as a clinic would meet them.
struct FoldingTests {
    /// Three laptops of one caseload, and what they carry to each other.
    struct Team {
        struct Member {
            var chain: TestChain
            var state = SpaceState(space: .test)
        }

        var members: [Member]
        var record = OperationID(chain: Samples.otherChain, sequence: 0, ordinal: 0)

        init(_ count: Int) throws {
            members = (1...count).map { Member(chain: TestChain(TestDevice(UInt8($0)))) }
            record = members[0].chain.writer.nextOperation(0)
            _ = try save(0, .create(kind: "client", schemaVersion: 1))
        }

        /// - Returns: the id of the operation.
        mutating func save(_ index: Int, _ operation: Operation, time: Int64 = 0) throws -> OperationID {
            let context = members[index].state.contextChange(since: members[index].chain.writer.chain)
            let id = members[index].chain.writer.nextOperation(0)
            let segment = try members[index].chain.save([operation], about: record, time: time, context: context)
            _ = members[index].state.fold(segment)
            return id
        }

        mutating func put(_ index: Int, _ text: String, over: [OperationID]? = nil, time: Int64 = 0) throws -> OperationID {
            try save(index, .put(record: record, field: "name", value: .text(text), over: over), time: time)
        }

        /// Everything that `from` wrote itself reaches `to`.
        @discardableResult
        mutating func carry(from: Int, to: Int) throws -> [Change] {
            let chain = members[from].chain
            let held = members[to].state.heads[chain.writer.chain]
            var changes = [Change]()
            for segment in chain.segments.dropFirst(Int(held?.count ?? 0)) { changes += members[to].state.fold(segment) }
            return changes
        }

        mutating func carryAll() throws {
            for to in members.indices { for from in members.indices where from != to { try carry(from: from, to: to) } }
        }

        func survivors(_ index: Int) -> [OperationID] { members[index].state.survivors(of: record, field: "name").map(\.operation) }
    }

    @Test func `concurrent values both stand until somebody who saw both writes`() throws {
        var team = try Team(2)
        let mine = try team.put(0, "Amina")
        let theirs = try team.put(1, "Aminah")
        try team.carryAll()
        #expect(team.survivors(0) == [mine, theirs].sorted() && team.survivors(1) == team.survivors(0))
        let settled = try team.put(1, "Amina", time: 5)
        try team.carryAll()
        #expect(team.survivors(0) == [settled] && team.survivors(1) == [settled])
        #expect(team.members[0].state.history(of: team.record, field: "name").map(\.superseded) == [true, true, false])
    }

    @Test func `a value that nobody saw is not overruled by one that names what it replaces`() throws {
        var team = try Team(2)
        let shown = try team.put(0, "Amina")
        try team.carry(from: 0, to: 1)
        let arrived = try team.put(1, "Aminah")
        // The form of the first laptop was opened before the stick came in.
        try team.carry(from: 1, to: 0)
        let saved = try team.put(0, "Amina Noor", over: [shown])
        try team.carryAll()
        #expect(Set(team.survivors(0)) == [arrived, saved] && team.survivors(1) == team.survivors(0))
    }

    @Test func `a late value that the value folded before had seen is gone`() throws {
        var team = try Team(4)
        let x = try team.put(0, "x")
        try team.carry(from: 0, to: 1)
        _ = try team.put(1, "y")
        let y = try #require(team.survivors(1).first)
        try team.carry(from: 1, to: 2)
        let z = try team.put(2, "z")
        // The fourth gets y, then z, then x, which y had seen.
        try team.carry(from: 1, to: 3)
        try team.carry(from: 2, to: 3)
        #expect(team.survivors(3) == [z])
        let changes = try team.carry(from: 0, to: 3)
        #expect(team.survivors(3) == [z])
        #expect(changes.contains { if case .register(_, _, x, _, let survivors) = $0 { survivors.map(\.operation) == [z] } else { false } })
        try team.carryAll()
        for index in 0..<4 { #expect(team.survivors(index) == [z]) }
        #expect(team.members[3].state.hadSeen(x, by: y) && team.members[3].state.hadSeen(y, by: z))
        #expect(!team.members[3].state.hadSeen(x, by: z), "z's author had folded y and not x")
    }

    @Test func `what a superseded value had superseded stays gone`() throws {
        var team = try Team(3)
        _ = try team.put(0, "x")
        try team.carry(from: 0, to: 1)
        let y = try team.put(1, "y")
        // The third saw only y, and replaces exactly that.
        try team.carry(from: 1, to: 2)
        let z = try team.put(2, "z", over: [y])
        for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0], [2, 0, 1]] {
            var state = SpaceState(space: .test)
            for index in order { for segment in team.members[index].chain.segments { _ = state.fold(segment) } }
            #expect(state.survivors(of: team.record, field: "name").map(\.operation) == [z])
        }
    }

    @Test func `clocks decide nothing`() throws {
        var team = try Team(2)
        _ = try team.put(0, "first", time: 5_000)
        try team.carry(from: 0, to: 1)
        let second = try team.put(1, "second", time: -5_000)
        try team.carryAll()
        #expect(team.survivors(0) == [second] && team.survivors(1) == [second])
    }

    @Test func `adding wins over a removal that had not seen it`() throws {
        var team = try Team(2)
        let add = Operation.add(record: team.record, field: "needs", value: .code("shelter"))
        let remove = Operation.remove(record: team.record, field: "needs", value: .code("shelter"), over: nil)
        _ = try team.save(0, add)
        try team.carryAll()
        _ = try team.save(0, remove)
        _ = try team.save(1, add)
        let changes = try team.carry(from: 1, to: 0)
        #expect(changes.contains { if case .element(_, _, _, true) = $0 { true } else { false } })
        let last = try #require(try team.carry(from: 0, to: 1).last)
        #expect({ if case .element(_, _, _, let present) = last { present } else { false } }())
        _ = try team.save(1, remove)
        #expect({ if case .element(_, _, _, false)? = (try? team.carry(from: 1, to: 0))?.last { true } else { false } }())
        #expect(team.members[0].state.stateHash() == team.members[1].state.stateHash())
    }

    @Test func `elements of a set do not touch each other, nor a register of the same name`() throws {
        var team = try Team(1)
        let value = try team.put(0, "Amina")
        _ = try team.save(0, .add(record: team.record, field: "name", value: .text("a")))
        let before = team.members[0].state.stateHash()
        _ = try team.save(0, .remove(record: team.record, field: "name", value: .text("b"), over: nil))
        #expect(team.survivors(0) == [value])
        #expect(team.members[0].state.stateHash() == before, "a removal of what is not there changes nothing that stands")
    }

    @Test func `notes stay, whoever writes more, and their order is not lost`() throws {
        var team = try Team(2)
        let first = try team.save(0, .note(record: team.record, field: "log", text: "came", about: nil), time: 10)
        try team.carryAll()
        let second = try team.save(1, .note(record: team.record, field: "log", text: "came", about: first), time: 20)
        try team.carryAll()
        for index in 0..<2 {
            let history = team.members[index].state.history(of: team.record, field: "log")
            #expect(history.map(\.operation) == [first, second] && history.allSatisfy { !$0.superseded })
        }
    }

    @Test func `an unknown operation changes no state but moves the chain`() throws {
        var team = try Team(1)
        let before = team.members[0].state.stateHash()
        _ = try team.save(0, .other(code: 77, bytes: [1, 2, 3]))
        #expect(team.members[0].state.stateHash() == before)
        #expect(team.members[0].state.vector.count(of: team.members[0].chain.writer.chain) == 2)
    }

    @Test func `within one entry a later value supersedes an earlier one`() throws {
        var chain = TestChain()
        let record = chain.writer.nextOperation(0)
        let put = { Operation.put(record: record, field: "name", value: .text($0), over: nil) }
        var state = SpaceState(space: .test)
        _ = state.fold(try chain.save([put("a"), put("b")], about: record))
        #expect(state.survivors(of: record, field: "name").map(\.operation.ordinal) == [1])
    }

    @Test func `an operation that names itself or its successor cannot make itself stand or fall`() throws {
        var chain = TestChain()
        let record = chain.writer.nextOperation(0)
        let ids = (0..<3).map { OperationID(chain: chain.writer.chain, sequence: UInt64($0), ordinal: 0) }
        let put = { Operation.put(record: record, field: "name", value: .flag(true), over: $0) }
        try chain.save([put([ids[0]])], about: record)
        try chain.save([put([ids[2]])], about: record)
        try chain.save([put([])], about: record)
        var state = SpaceState(space: .test)
        for segment in chain.segments { _ = state.fold(segment) }
        #expect(state.survivors(of: record, field: "name").map(\.operation) == [ids[0], ids[1]])
    }

    @Test func `a register with a thousand values that nobody settled is told in part and settled in part`() throws {
        var chain = TestChain()
        let record = chain.writer.nextOperation(0)
        let puts = (0..<1_000).map { Operation.put(record: record, field: "name", value: .integer(Int64($0)), over: []) }
        var state = SpaceState(space: .test)
        let changes = state.fold(try chain.save(puts, about: record))
        let all = state.survivors(of: record, field: "name").map(\.operation)
        #expect(all.count == 1_000 && all == all.sorted())
        let told = changes.compactMap { if case .register(_, _, _, _, let survivors) = $0 { survivors } else { nil } }
        #expect(told.count == 1_000 && told.allSatisfy { $0.count <= Change.survivorsMax })
        #expect(told[999].map(\.operation) == Array(all.prefix(64)))
        let settling = Operation.put(record: record, field: "name", value: .nothing, over: Array(all.prefix(64)))
        _ = state.fold(try chain.save([settling], about: record))
        #expect(state.survivors(of: record, field: "name").map(\.operation).dropLast() == all.dropFirst(64))
    }

    @Test(arguments: batches(0..<100, of: 25))
    func `erased entries fold as if they had said nothing, on every replica`(seeds: [UInt64]) throws {
        for seed in seeds {
            var world = World(seed: seed, replicas: 3)
            for _ in 0..<40 {
                let index = world.generator.below(3)
                if world.generator.chance(1, in: 3) {
                    try world.deliver(chain: world.generator.below(3), to: index)
                } else {
                    try world.write(by: index)
                }
            }
            let erased = world.chains.map { chain in Set((0..<UInt64(chain.count)).filter { _ in world.generator.chance(1, in: 5) }) }
            var model = ModelState()
            for (index, chain) in world.chains.enumerated() {
                for (sequence, written) in chain.enumerated() where !erased[index].contains(UInt64(sequence)) {
                    let entry = ModelState.Entry(chain: index, sequence: sequence)
                    model.fold(written.operations, at: entry, of: written.segment.chain, seen: written.seen)
                }
            }
            for _ in 0..<2 {
                var state = SpaceState(space: .test)
                for index in world.chains.indices.shuffled(using: &world.generator) {
                    for written in world.chains[index] {
                        let contents = written.segment.contents.erasing(erased[index])
                        let held = state.heads[contents.chain]
                        _ = state.fold(try contents.verified(after: held, erased: erased[index].contains))
                    }
                }
                #expect(state.stateHash().bytes == model.stateHash(of: .test), "replay with SEED=\(seed)")
            }
        }
    }
}
