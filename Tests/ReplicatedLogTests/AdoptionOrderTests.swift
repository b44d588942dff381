import Records
import Testing
import Trials

@testable import ReplicatedLog

/// What is brought from another space folds to a function of the set of entries, also where authors lied or their stores were put back.
struct AdoptionOrderTests {
    @Test(arguments: batches(0..<240, of: 20))
    func `entries with two courses, wrong claims and late proofs come to one state in every order`(seeds: [UInt64]) throws {
        var numbers = ContestedAdoptions.Numbers()
        for seed in seeds {
            var world = try ContestedAdoptions(seed: seed)
            var hashes = Set<EntryHash>()
            for _ in 0..<6 {
                var state = try world.folded()
                hashes.insert(state.stateHash())
                var read = try SpaceState(snapshot: state.snapshot())
                #expect(read.stateHash() == state.stateHash(), "replay with SEED=\(seed)")
                numbers.count(state, of: world)
            }
            #expect(hashes.count == 1, "replay with SEED=\(seed)")
        }
        #expect(numbers.foldedCount > 0 && numbers.contestedCount > 0 && numbers.lateCount > 0)
    }

    @Test func `of two courses of one chain neither counts from where they part, and what comes before does`() throws {
        let device = TestDevice(9)
        var common = TestChain(device)
        let client = common.writer.nextOperation(0)
        try common.save([.create(kind: "client", schemaVersion: 1)])
        let bodies = try ["one", "two"].map { name in
            var course = common
            try course.save([.put(record: client, field: "name", value: .text(name), over: nil)], about: client)
            return try course.body([0, 1])
        }
        let target = ContestedAdoptions.entries(of: bodies)
        for order in [target, target.reversed()] {
            let state = try ContestedAdoptions.fold(order)
            #expect(state.hasAdopted(common.writer.chain, 0) && !state.hasAdopted(common.writer.chain, 1))
            #expect(state.survivors(of: client, field: "name").isEmpty)
            #expect(state.contestedAdoptions.map(\.sequence) == [1])
        }
    }

    @Test func `what an author had seen by a claim that turns out wrong supersedes nothing, whenever that is found out`() throws {
        var honest = TestChain(TestDevice(9))
        let client = honest.writer.nextOperation(0)
        try honest.save([.create(kind: "client", schemaVersion: 1), .put(record: client, field: "name", value: .text("true"), over: nil)])
        var liar = TestChain(TestDevice(10))
        try liar.save(
            [.put(record: client, field: "name", value: .text("false"), over: nil)], about: client,
            context: [ContextItem(chain: honest.writer.chain, count: 1, head: 0xBAD)])
        let target = ContestedAdoptions.entries(of: [try honest.body([0]), try liar.body([0])])
        for order in [target, target.reversed()] {
            let state = try ContestedAdoptions.fold(order)
            #expect(state.survivors(of: client, field: "name").count == 2)
        }
    }

    @Test func `below a cut-off only what is proved to lie on the course that it names counts`() throws {
        let device = TestDevice(9)
        var common = TestChain(device)
        let client = common.writer.nextOperation(0)
        try common.save([.create(kind: "client", schemaVersion: 1)])
        func course(_ name: String) throws -> TestChain {
            var course = common
            for step in 1..<12 {
                try course.save([.put(record: client, field: "name", value: .text("\(name) \(step)"), over: nil)], about: client)
            }
            return course
        }
        let (own, forged) = (try course("own"), try course("forged"))
        let head = own.segments[7].head
        let judge = AdoptionJudge(verdict: { _ in .init(.upTo(count: head.count, head: head.hash)) })
        func state(_ bodies: [[UInt8]]) throws -> SpaceState {
            try ContestedAdoptions.fold(ContestedAdoptions.entries(of: bodies), adopting: judge)
        }
        // Whoever has the key signs old entries of another course, or says nothing of the course.
        for body in [try forged.body([0, 3]), try forged.body([0, 3], through: [7]), try own.body([0, 3])] {
            #expect(try state([body]).recordCount == 0)
        }
        let proved = try state([try own.body([0, 3], through: [7])])
        #expect(proved.survivors(of: client, field: "name").map(\.operation.sequence) == [3])
        // The way to the head need not be in the same body, and no order of them matters.
        let bodies = [try own.body([0, 3]), try forged.body([3, 5], through: [7]), try own.body([0, 5], through: [7])]
        for order in [bodies, bodies.reversed()] {
            let state = try state(order)
            #expect(state.survivors(of: client, field: "name").map(\.operation.sequence) == [5])
            #expect(!state.isJudgedOtherwise(by: judge) && state.isJudgedOtherwise(by: .everything))
        }
    }

    @Test func `of two courses the one counts that was said to stand`() throws {
        var common = TestChain(TestDevice(9))
        let client = common.writer.nextOperation(0)
        try common.save([.create(kind: "client", schemaVersion: 1)])
        let courses = try ["one", "two"].map { name in
            var course = common
            for _ in 0..<3 { try course.save([.put(record: client, field: "name", value: .text(name), over: nil)], about: client) }
            return course
        }
        for (standing, course) in courses.enumerated() {
            let judge = AdoptionJudge(verdict: { _ in .init(.everything, settled: [1: course.segments[1].head.hash]) })
            let bodies = try courses.map { try $0.body([0, 3], through: [1]) }
            for order in [bodies, bodies.reversed()] {
                let state = try ContestedAdoptions.fold(ContestedAdoptions.entries(of: order), adopting: judge)
                let survivor = try #require(state.survivors(of: client, field: "name").first)
                #expect(survivor.operation.sequence == 3 && state.contestedAdoptions.isEmpty)
                #expect(state.carries(common.writer.chain, 3, courses[standing].segments[3].head.hash))
                #expect(state.adopters(of: common.writer.chain, 3).count == 1)
            }
        }
    }
}

/// Three devices of one space, one of which goes on from an old store and one of which claims what it never saw; and what is brought of
/// them into another space by entries that come in any order.
struct ContestedAdoptions {
    struct Numbers {
        var foldedCount = 0
        var contestedCount = 0
        /// Orders in which something had to be folded again.
        var lateCount = 0

        mutating func count(_ state: SpaceState, of world: ContestedAdoptions) {
            foldedCount += state.recordCount > 0 ? 1 : 0
            contestedCount += state.contestedAdoptions.isEmpty ? 0 : 1
            lateCount += world.wasFoldedAgain ? 1 : 0
        }
    }

    private var generator: SeededGenerator
    private(set) var wasFoldedAgain = false
    /// By chain, in order.
    private var chains: [[Segment]] = []

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        var courses = (0..<3).map { TestChain(TestDevice(UInt8(20 + $0))) }
        let client = courses[0].writer.nextOperation(0)
        try courses[0].save([.create(kind: "client", schemaVersion: 1)], about: client)
        try courses[1].save([.note(record: client, field: "log", text: "one", about: nil)], about: client)
        try courses[2].save([.note(record: client, field: "log", text: "two", about: nil)], about: client)
        for step in 0..<10 {
            // A store is put back: both courses go on.
            if step == 4 { courses.append(courses[1]) }
            let index = generator.below(courses.count)
            try courses[index].save(edits(of: client, step), about: client, context: context(courses, index))
        }
        // What the target writes itself, too.
        let bodies = try (0..<6).map { _ -> [UInt8] in
            let course = courses[generator.below(courses.count)]
            let wanted = course.segments.indices.filter { _ in generator.chance(1, in: 2) }.map(UInt64.init)
            return try course.body(wanted.isEmpty ? [0] : wanted)
        }
        chains = Self.entries(of: bodies).map { [$0] }
        for number in 0..<2 {
            var editor = TestChain(TestDevice(UInt8(90 + number)), space: .target)
            for step in 0..<2 {
                let seen = chains.filter { _ in generator.chance(1, in: 3) }.map {
                    ContextItem(chain: $0[0].chain, count: 1, head: $0[0].head.hash.short)
                }
                try editor.save(
                    edits(of: client, step), about: client, context: step == 0 ? seen.sorted { $0.chain < $1.chain } : [])
            }
            chains.append(editor.segments)
        }
    }

    private mutating func edits(of client: RecordID, _ step: Int) -> [Operation] {
        switch generator.below(3) {
        case 0: [.add(record: client, field: "needs", value: .code(generator.chance(1, in: 2) ? "a" : "b"))]
        case 1: [.remove(record: client, field: "needs", value: .code(generator.chance(1, in: 2) ? "a" : "b"), over: nil)]
        default: [.put(record: client, field: "name", value: .text("step \(step)"), over: nil)]
        }
    }

    /// What is true of some other course, or not.
    private mutating func context(_ courses: [TestChain], _ index: Int) -> [ContextItem] {
        var items = [ChainID: ContextItem]()
        for course in courses where course.writer.chain != courses[index].writer.chain && generator.chance(1, in: 2) {
            let count = 1 + generator.below(course.segments.count)
            let head = generator.chance(1, in: 4) ? UInt64(generator.below(1 << 30)) : course.segments[count - 1].head.hash.short
            items[course.writer.chain] = ContextItem(chain: course.writer.chain, count: UInt64(count), head: head)
        }
        return items.values.sorted { $0.chain < $1.chain }
    }

    /// Entries of the target, each by a device of its own.
    static func entries(of bodies: [[UInt8]]) -> [Segment] {
        bodies.enumerated().compactMap { number, body in
            var adopter = TestChain(TestDevice(UInt8(50 + number)), space: .target)
            return try? adopter.save([.other(code: Operation.adoptCode, bytes: body)])
        }
    }

    /// Folded in some order of the chains, and again as long as that is due.
    mutating func folded() throws -> SpaceState {
        var state = SpaceState(space: .target)
        var rounds = 0
        repeat {
            if rounds > 0 { (state, wasFoldedAgain) = (state.beginning, true) }
            rounds += 1
            guard rounds < 20 else { throw TestFailure("folding again does not end") }
            var next = [Int](repeating: 0, count: chains.count)
            while let index = next.indices.filter({ next[$0] < chains[$0].count }).randomElement(using: &generator) {
                _ = state.fold(chains[index][next[index]])
                next[index] += 1
            }
        } while state.isContradicted
        return state
    }

    static func fold(_ segments: [Segment], adopting judge: AdoptionJudge = .everything) throws -> SpaceState {
        var state = SpaceState(space: .target)
        for segment in segments { _ = state.fold(segment, adopting: judge) }
        for _ in 0..<20 where state.isContradicted {
            state = state.beginning
            for segment in segments { _ = state.fold(segment, adopting: judge) }
        }
        guard !state.isContradicted else { throw TestFailure("folding again does not end") }
        return state
    }
}

extension TestChain {
    /// Some of its entries, with their proof, in one body.
    func body(_ sequences: [UInt64], through anchors: [UInt64] = []) throws -> [UInt8] {
        guard let held = ProvableChain(segments.map(\.contents)) else { throw TestFailure("a chain does not follow itself") }
        return try AdoptionPacker([held], through: [held.chain: anchors]).bodies(of: [[held.chain: sequences]])[0]
    }
}
