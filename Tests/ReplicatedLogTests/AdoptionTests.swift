import Records
import Testing
import Trials

@testable import ReplicatedLog

/// What is brought into another space is there what it was: nobody overruled, nothing settled comes undone, whoever brings it.
struct AdoptionTests {
    @Test(arguments: batches(0..<400, of: 25))
    func `a space with adopted entries agrees with the model, whoever adopts what and in whatever order it arrives`(seeds: [UInt64]) throws
    {
        for seed in seeds {
            var world = AdoptingWorld(seed: seed)
            try world.run(steps: 40)
            for index in world.replicas.indices {
                #expect(world.replicas[index].state.stateHash().bytes == world.modelHash(of: index), "replay with SEED=\(seed)")
                try world.deliverAll(to: index)
            }
            for index in world.replicas.indices {
                #expect(world.replicas[index].state.stateHash().bytes == world.modelHash(of: index), "replay with SEED=\(seed)")
                #expect(world.replicas[index].state.refusedAdoptionCount == 0, "replay with SEED=\(seed)")
            }
            #expect(Set(world.replicas.indices.map { world.replicas[$0].state.stateHash() }).count == 1, "replay with SEED=\(seed)")
        }
    }

    @Test func `an adoption that comes after those who had seen it has the space folded again, to what any order comes to`() throws {
        let source = try AdoptionSample()
        let bodies = try source.bodies().map { Operation.other(code: 6, bytes: $0) }
        let adoptions = try [TestDevice(50), TestDevice(51)].map { device in
            var chain = TestChain(device, space: .target)
            return try chain.save(bodies)
        }
        var editor = TestChain(TestDevice(52), space: .target)
        let edit = try editor.save(
            [.put(record: source.client, field: "name", value: .text("Amina of Lodwar"), over: nil)],
            context: [ContextItem(chain: adoptions[1].chain, count: 1, head: adoptions[1].head.hash.short)])
        var state = SpaceState(space: .target)
        for segment in [adoptions[0], edit] { _ = state.fold(segment) }
        #expect(state.survivors(of: source.client, field: "name").count == 2 && !state.isContradicted)
        _ = state.fold(adoptions[1])
        #expect(state.isContradicted)
        state = state.beginning
        for segment in [adoptions[0], edit, adoptions[1]] { _ = state.fold(segment) }
        #expect(!state.isContradicted && state.survivors(of: source.client, field: "name").map(\.operation.chain) == [editor.writer.chain])
        var other = SpaceState(space: .target)
        for segment in [adoptions[1], adoptions[0], edit] { _ = other.fold(segment) }
        #expect(state.stateHash() == other.stateHash())
        let read = try SpaceState(snapshot: state.snapshot())
        #expect(read.adopters(of: source.chain.writer.chain, 6) == other.adopters(of: source.chain.writer.chain, 6))
    }

    @Test(arguments: [UInt64](1_000..<1_012))
    func `records with many adopted operations are indexed as they are walked`(seed: UInt64) throws {
        var world = AdoptingWorld(seed: seed)
        world.recordCountMax = 2
        world.source.recordCountMax = 2
        try world.run(steps: 300)
        var crowded = 0
        for index in world.replicas.indices {
            try world.deliverAll(to: index)
            #expect(world.replicas[index].state.stateHash().bytes == world.modelHash(of: index), "replay with SEED=\(seed)")
            crowded += world.replicas[index].state.checkCrowd("replay with SEED=\(seed)")
        }
        #expect(crowded > 0)
    }

    @Test func `an adopted operation keeps its id, its author and its time`() throws {
        let source = try AdoptionSample()
        let target = try source.target(source.bodies())
        let survivor = try #require(target.survivors(of: source.client, field: "name").first)
        #expect(survivor.operation == OperationID(chain: source.chain.writer.chain, sequence: 6, ordinal: 0))
        #expect(survivor.provenance == Provenance(person: .repeating(7), chain: source.chain.writer.chain, time: 106))
        #expect(target.foreignOrigin(of: source.chain.writer.chain)?.origin == source.chain.device.origin)
        #expect(target.adopters(of: source.chain.writer.chain, 6).map(\.sequence) == [0])
    }

    @Test func `who has seen the adoption has seen what it brought, and who has not has not`() throws {
        let source = try AdoptionSample()
        let adopter = TestDevice(50)
        var writer = adopter.writer(in: .target)
        let adoption = try writer.save(source.bodies().map { .other(code: 6, bytes: $0) }, by: adopter)
        let edit = Operation.put(record: source.client, field: "name", value: .text("Amina of Lodwar"), over: nil)
        var one = TestChain(TestDevice(51), space: .target)
        try one.save([edit], context: [ContextItem(chain: adoption.chain, count: 1, head: adoption.head.hash.short)])
        var two = TestChain(TestDevice(52), space: .target)
        try two.save([edit])
        for segments in [[adoption, one.segments[0]], [one.segments[0], adoption]] {
            var state = SpaceState(space: .target)
            for segment in segments { _ = state.fold(segment) }
            #expect(state.survivors(of: source.client, field: "name").map(\.operation.chain) == [one.writer.chain])
        }
        for segments in [[adoption, two.segments[0]], [two.segments[0], adoption]] {
            var state = SpaceState(space: .target)
            for segment in segments { _ = state.fold(segment) }
            #expect(state.survivors(of: source.client, field: "name").count == 2)
        }
    }

    @Test func `a value written over an adopted one stays over it when it is brought back`() throws {
        var source = try AdoptionSample()
        var target = TestChain(TestDevice(50), space: .target)
        try target.save(source.bodies().map { .other(code: 6, bytes: $0) })
        let old = OperationID(chain: source.chain.writer.chain, sequence: 6, ordinal: 0)
        try target.save([.put(record: source.client, field: "name", value: .text("New"), over: [old])], about: source.client)
        let chain = try #require(ProvableChain(target.segments.map(\.contents)))
        let bodies = try AdoptionPacker([chain]).bodies(of: [[chain.chain: [1]]])
        try source.chain.save(bodies.map { .other(code: 6, bytes: $0) })
        var state = SpaceState(space: .test)
        for segment in source.chain.segments { _ = state.fold(segment) }
        #expect(state.survivors(of: source.client, field: "name").map(\.operation.chain) == [target.writer.chain])
    }

    @Test func `nothing but hashes leaves of the entries that are not adopted`() throws {
        let source = try AdoptionSample()
        let bytes = try source.bodies().flatMap(\.self)
        #expect(!bytes.isEmpty)
        for secret in [AdoptionSample.secret, "other"] {
            let text = Array(secret.utf8)
            #expect(!(0...bytes.count - text.count).contains { Array(bytes[$0..<$0 + text.count]) == text })
        }
    }

    @Test func `a large subject is split into bodies that each prove what they bring`() throws {
        var chain = TestChain(TestDevice(9))
        let client = chain.writer.nextOperation(0)
        try chain.save([.create(kind: "client", schemaVersion: 1)])
        for index in 0..<12 {
            var generator = SeededGenerator(seed: UInt64(index))
            try chain.save(
                [.note(record: client, field: "log", text: generator.bytes(5000).map { String($0, radix: 16) }.joined(), about: nil)],
                about: client)
        }
        let held = try #require(ProvableChain(chain.segments.map(\.contents)))
        let bodies = try AdoptionPacker([held]).bodies(of: [[held.chain: (0...12).map(UInt64.init)]])
        #expect(bodies.count > 3 && bodies.allSatisfy { $0.count <= UnverifiedAdoption.bytesMax })
        let brought = try bodies.flatMap {
            try UnverifiedAdoption(decoding: $0).verified().entries.filter { $0.payload != nil }.map(\.sequence)
        }
        #expect(brought == (0...12).map(UInt64.init))
        var target = TestChain(TestDevice(50), space: .target)
        var state = SpaceState(space: .target)
        for body in bodies { _ = state.fold(try target.save([.other(code: 6, bytes: body)])) }
        #expect(state.history(of: client, field: "log").count == 12)
    }

    @Test func `an entry as large as an entry may be is adopted, deflated, and one that cannot be is said to be too large`() throws {
        func chain(_ text: String) throws -> ProvableChain {
            var chain = TestChain(TestDevice(9))
            let client = chain.writer.nextOperation(0)
            try chain.save([.create(kind: "client", schemaVersion: 1), .note(record: client, field: "log", text: text, about: nil)])
            return try #require(ProvableChain(chain.segments.map(\.contents)))
        }
        var numbers = SeededGenerator(seed: 2)
        let words = try chain((0..<5200).map { _ in "word \(numbers.below(100_000)) " }.joined().prefix(32_600).description)
        let bodies = try AdoptionPacker([words]).bodies(of: [[words.chain: [0]]])
        #expect(bodies.count == 1 && bodies[0].count < 20_000)
        #expect(try UnverifiedAdoption(decoding: bodies[0]).verified().entries[0].payload?.operations.count == 2)
        var generator = SeededGenerator(seed: 1)
        let noise = try chain(String(decoding: generator.bytes(32_600).map { $0 & 0x7F | 0x20 }, as: UTF8.self))
        #expect(refusal { _ = try AdoptionPacker([noise]).bodies(of: [[noise.chain: [0]]], bytesMax: 20_000) } == .tooLarge)
    }

    @Test func `entries that the roster does not let count fold to nothing, and are found when it does`() throws {
        let source = try AdoptionSample()
        let judge = AdoptionJudge(accepts: { $0.sequence < 4 })
        var target = TestChain(TestDevice(50), space: .target)
        let segment = try target.save(source.bodies().map { .other(code: 6, bytes: $0) })
        var state = SpaceState(space: .target)
        _ = state.fold(segment, adopting: judge)
        #expect(state.declinedAdoptionCount == 1 && !state.hasAdopted(source.chain.writer.chain, 6))
        #expect(!state.isJudgedOtherwise(by: judge))
        #expect(state.isJudgedOtherwise(by: .everything))
        #expect(state.isJudgedOtherwise(by: AdoptionJudge(accepts: { $0.sequence < 2 })))
        let read = try SpaceState(snapshot: state.snapshot())
        #expect(read.declinedAdoptionCount == 1 && read.isJudgedOtherwise(by: .everything))
    }
}

/// A chain of one device in which a client is written of among others.
struct AdoptionSample {
    static let secret = "written about somebody else"
    var chain = TestChain(TestDevice(9))
    let client: RecordID
    let adopted: [UInt64] = [0, 3, 6]

    init() throws {
        client = chain.writer.nextOperation(0)
        for sequence in 0..<9 {
            let isOwn = adopted.contains(UInt64(sequence))
            let record = isOwn ? client : chain.writer.nextOperation(0)
            let content: Operation =
                isOwn && sequence > 0
                ? .put(record: client, field: "name", value: .text("Amina \(sequence)"), over: nil)
                : .create(kind: isOwn ? "client" : "other", schemaVersion: 1)
            let extra: [Operation] = isOwn ? [] : [.note(record: record, field: "log", text: Self.secret, about: nil)]
            try chain.save([content] + extra, about: record, time: 100 + Int64(sequence), person: .repeating(7))
        }
    }

    func bodies() throws -> [[UInt8]] {
        // One signature, behind what is adopted, so that the proof has a way to go.
        guard let joined = UnverifiedSegment.joining(chain.segments.prefix(9).map(\.contents)), let held = ProvableChain([joined]) else {
            throw TestFailure("the sample does not follow itself")
        }
        return try AdoptionPacker([held]).bodies(of: [[held.chain: adopted]])
    }

    func target(_ bodies: [[UInt8]]) throws -> SpaceState {
        var target = TestChain(TestDevice(50), space: .target)
        var state = SpaceState(space: .target)
        _ = state.fold(try target.save(bodies.map { .other(code: 6, bytes: $0) }))
        return state
    }
}
