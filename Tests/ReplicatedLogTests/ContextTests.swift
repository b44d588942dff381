import Records
import Testing

@testable import ReplicatedLog

/// What an entry says that its author had folded.
struct ContextTests {
    @Test func `nothing folded from others is nothing to say`() throws {
        var state = SpaceState(space: .test)
        let chain = try TestChain(entries: 3)
        #expect(state.contextChange(since: chain.writer.chain) == [])
        for segment in chain.segments { _ = state.fold(segment) }
        #expect(state.contextChange(since: chain.writer.chain) == [])
    }

    @Test func `what was folded is said once, with its head, in the order of chains`() throws {
        var state = SpaceState(space: .test)
        let others = try (2...4).map { try TestChain(entries: Int($0), TestDevice(UInt8($0))) }
        for other in others.reversed() { for segment in other.segments { _ = state.fold(segment) } }
        var mine = TestChain(TestDevice(1))
        let change = state.contextChange(since: mine.writer.chain)
        let expected = others.map { other in
            ContextItem(chain: other.writer.chain, count: other.writer.head.count, head: other.writer.head.hash.short)
        }
        #expect(change == expected.sorted { $0.chain < $1.chain })
        _ = state.fold(try mine.save([.other(code: 99, bytes: [])], context: change))
        #expect(state.contextChange(since: mine.writer.chain) == [])

        var other = others[0]
        _ = state.fold(try other.save([.other(code: 99, bytes: [])]))
        #expect(state.contextChange(since: mine.writer.chain).map(\.chain) == [other.writer.chain])
    }

    @Test func `an author's knowledge only grows, and is told at each of its entries`() throws {
        var mine = TestChain(TestDevice(1))
        let record = mine.writer.nextOperation(0)
        let seen: [UInt64?] = [nil, 5, nil, 3, 9]
        var state = SpaceState(space: .test)
        for count in seen {
            let context = count.map { [ContextItem(chain: Samples.otherChain, count: $0, head: 0)] } ?? []
            _ = state.fold(
                try mine.save([.put(record: record, field: "name", value: .nothing, over: nil)], about: record, context: context))
        }
        for (sequence, count) in [0, 5, 5, 5, 9].enumerated() {
            let later = OperationID(chain: mine.writer.chain, sequence: UInt64(sequence), ordinal: 0)
            for earlier in 0..<12 {
                let earlier = OperationID(chain: Samples.otherChain, sequence: UInt64(earlier), ordinal: 0)
                #expect(state.hadSeen(earlier, by: later) == (earlier.sequence < count))
            }
        }
    }

    @Test func `what one author had seen says nothing about what another had`() throws {
        var mine = TestChain(TestDevice(1))
        var theirs = TestChain(TestDevice(2))
        var state = SpaceState(space: .test)
        let context = [ContextItem(chain: Samples.otherChain, count: 4, head: 0)]
        _ = state.fold(try mine.save([.other(code: 99, bytes: [])], context: context))
        let seen = [ContextItem(chain: mine.writer.chain, count: 1, head: mine.writer.head.hash.short)]
        _ = state.fold(try theirs.save([.other(code: 99, bytes: [])], context: seen))
        let first = OperationID(chain: Samples.otherChain, sequence: 0, ordinal: 0)
        #expect(state.hadSeen(first, by: OperationID(chain: mine.writer.chain, sequence: 0, ordinal: 0)))
        #expect(!state.hadSeen(first, by: OperationID(chain: theirs.writer.chain, sequence: 0, ordinal: 0)))
    }

    // MARK: Another course of a chain

    /// A record, an edit that stands on one course of its chain, and somebody who saw another course and edited after it.
    private struct Courses {
        let record: RecordID
        let shared: [Segment]
        let standing: [Segment]
        let misled: Segment

        init() throws {
            var standing = TestChain(TestDevice(1))
            record = standing.writer.nextOperation(0)
            try standing.save([.create(kind: "client", schemaVersion: 1)])
            shared = standing.segments
            var other = standing
            for text in ["first", "second"] { try standing.save([Self.put(record, text)]) }
            for text in ["elsewhere", "and on"] { try other.save([Self.put(record, text)]) }
            var theirs = TestChain(TestDevice(2))
            misled = try theirs.save(
                [Self.put(record, "misled")],
                context: [ContextItem(chain: other.writer.chain, count: other.writer.head.count, head: other.writer.head.hash.short)])
            self.standing = standing.segments.dropFirst() + []
        }

        static func put(_ record: RecordID, _ text: String) -> Operation {
            .put(record: record, field: "name", value: .text(text), over: nil)
        }

        func fold(_ segments: [Segment]) -> SpaceState {
            var state = SpaceState(space: .test)
            for segment in segments { _ = state.fold(segment) }
            if state.isContradicted {
                state = state.beginning
                for segment in segments { _ = state.fold(segment) }
            }
            return state
        }
    }

    @Test func `whoever had seen another course of a chain overrules nothing of this one, whatever came first`() throws {
        let courses = try Courses()
        let orders: [[Segment]] = [
            courses.shared + courses.standing + [courses.misled], [courses.misled] + courses.shared + courses.standing,
            courses.shared + [courses.misled] + courses.standing,
            courses.shared + [courses.standing[0], courses.misled, courses.standing[1]],
        ]
        var hashes = Set<EntryHash>()
        for order in orders {
            var state = courses.fold(order)
            #expect(state.survivors(of: courses.record, field: "name").count == 2)
            #expect(!state.isContradicted)
            hashes.insert(state.stateHash())
            var read = try SpaceState(snapshot: state.snapshot())
            #expect(read.stateHash() == state.stateHash() && !read.isContradicted)
        }
        #expect(hashes.count == 1)
    }

    @Test func `a claim about entries to come is settled when they come, also after the state was stored`() throws {
        let courses = try Courses()
        var state = courses.fold(courses.shared + [courses.misled])
        state = try SpaceState(snapshot: state.snapshot())
        _ = state.fold(courses.standing[0])
        #expect(!state.isContradicted)
        _ = state.fold(courses.standing[1])
        #expect(state.isContradicted)
    }
}
