import Records
import Testing
import Trials

@testable import ReplicatedLog

/// Chains that a copied store continued twice or more, and what their author writes again of them.
struct RewritingTests {
    private static let device = TestDevice(1)
    private static let friend = TestDevice(2)

    /// Two entries that all courses share, and then some of one course.
    private static func course(_ base: TestChain? = nil, _ names: String...) throws -> TestChain {
        var chain = try base ?? TestChain(entries: 2, device)
        for name in names {
            let record = chain.writer.nextOperation(0)
            try chain.save(
                [.create(kind: "client", schemaVersion: 1), .put(record: record, field: "name", value: .text(name), over: nil)],
                time: 1_700_000_000 + Int64(name.utf8.count))
        }
        return chain
    }

    private static func courses(_ others: [UnverifiedSegment], beside standing: TestChain) -> OtherCourses {
        OtherCourses(
            of: device.chain(), among: others, standing: { $0 <= UInt64(standing.segments.count) ? standing.head(before: Int($0)) : nil },
            stands: { $0 > 0 && $0 <= UInt64(standing.segments.count) ? standing.segments[Int($0) - 1].hashes[0].short : nil })
    }

    private static func rewriting(_ courses: OtherCourses, _ written: [ChainID: [EntryBody]] = [:]) -> Rewriting {
        Rewriting(
            courses, in: .test, deviceKey: device.origin.deviceKey,
            seen: { [ContextItem(chain: device.chain(), count: $0, head: 7), ContextItem(chain: friend.chain(), count: 3, head: 8)] },
            written: { written[$0] ?? [] })
    }

    private static func texts(_ entries: [EntryBody]) -> [String] {
        entries.flatMap { $0.payload?.operations ?? [] }.compactMap { operation in
            if case .put(_, _, .text(let text), _) = operation { text } else { nil }
        }
    }

    @Test func `the course is written from where it parts, with its times and under new ids`() throws {
        let standing = try Self.course(nil, "Amina")
        let other = try Self.course(nil, "Bilal", "Christine")
        let courses = Self.courses([try other.run(1..<4)], beside: standing)
        #expect(courses.beginnings == other.segments[2].hashes)
        let chapter = try #require(Self.rewriting(courses).chapters.first)
        #expect(Self.rewriting(courses).chapters.count == 1)
        #expect(Self.texts(chapter.entries) == ["Bilal", "Christine"])
        #expect(chapter.entries.map(\.time) == other.segments[2...].flatMap(\.entries).map(\.time))
        let chain = chapter.origin.chain(in: .test)
        for (sequence, entry) in chapter.entries.enumerated() {
            let record = OperationID(chain: chain, sequence: UInt64(sequence), ordinal: 0)
            #expect(entry.payload?.subject == record)
            guard case .put(record, _, _, _)? = entry.payload?.operations.last else {
                Issue.record("entry \(sequence) writes on another record")
                continue
            }
        }
        #expect(chapter.entries[0].context.map(\.count).sorted() == [2, 3])
        #expect(chapter.entries[0].context.allSatisfy { $0.head == ($0.chain == Self.device.chain() ? 7 : 8) })
        #expect(chapter.entries[1].context.isEmpty)
    }

    /// Whatever comes first, however it is cut into segments: what was written before is the beginning of what is written with more.
    @Test(arguments: [[2..<3, 3..<5], [2..<5], [3..<5, 0..<4], [4..<5, 1..<3, 2..<4]])
    func `a course is found in any segments, and what was written of it is gone on with`(runs: [Range<Int>]) throws {
        let standing = try Self.course(nil, "Amina")
        let other = try Self.course(nil, "Bilal", "Chen", "Dina")
        let courses = Self.courses(try runs.map { try other.run($0) }, beside: standing)
        let whole = try #require(Self.rewriting(courses).chapters.first)
        #expect(Self.texts(whole.entries) == ["Bilal", "Chen", "Dina"])
        let chain = whole.origin.chain(in: .test)
        for count in 0..<3 {
            let rest = try #require(Self.rewriting(courses, [chain: Array(whole.entries.prefix(count))]).chapters.first)
            #expect(rest.writtenCount == count)
            #expect(rest.entries == Array(whole.entries.dropFirst(count)))
        }
        #expect(Self.rewriting(courses, [chain: whole.entries]).chapters.isEmpty)
        #expect(Self.rewriting(Self.courses(try runs.dropLast().map { try other.run($0) }, beside: other)).chapters.isEmpty)
    }

    @Test func `of courses that part from each other each goes on in a chain of its own after what was written first`() throws {
        let standing = try Self.course(nil, "Amina")
        let base = try Self.course(nil, "Bilal")
        let first = try Self.course(base, "Chen")
        let second = try Self.course(base, "Dina", "Elif")
        let both = Self.courses([try first.run(2..<4), try second.run(3..<5)], beside: standing)
        #expect(both.beginnings.count == 1)
        for (known, late) in [(first, ["Dina", "Elif"]), (second, ["Chen"])] {
            let alone = Self.courses([try known.run(2..<known.segments.count)], beside: standing)
            let before = try #require(Self.rewriting(alone).chapters.first)
            let chain = before.origin.chain(in: .test)
            let chapters = Self.rewriting(both, [chain: before.entries]).chapters
            #expect(chapters.map { Self.texts($0.entries) } == [late])
            #expect(chapters.first?.after == [Rewriting.Place(chain: chain, count: 1)])
        }
        // With nothing written yet, one chapter holds what they share.
        let chapters = Self.rewriting(both).chapters
        #expect(chapters.count == 2)
        #expect(Set(chapters.flatMap { Self.texts($0.entries) }) == ["Bilal", "Chen", "Dina", "Elif"])
        #expect(chapters.flatMap { Self.texts($0.entries) }.count == 4)
    }

    @Test func `the course that somebody says to hold is told from others`() throws {
        let standing = try Self.course(nil, "Amina")
        let first = try Self.course(nil, "Bilal", "Chen")
        let second = try Self.course(nil, "Dina")
        let courses = Self.courses([try first.run(2..<3), try first.run(3..<4), try second.run(1..<3)], beside: standing)
        func place(_ chain: TestChain, _ count: Int) -> ContextItem {
            ContextItem(chain: Self.device.chain(), count: UInt64(count), head: chain.segments[count - 1].hashes[0].short)
        }
        #expect(courses.course(through: place(standing, 3)) == nil)
        #expect(courses.course(through: place(first, 2)) == nil)
        for count in [3, 4] {
            let course = try #require(courses.course(through: place(first, count)))
            #expect(course.fork == 2)
            #expect(course.segments.map(\.first) == [2, 3])
        }
        #expect(try #require(courses.course(through: place(second, 3))).segments.map(\.first) == [1])
    }

    @Test func `what was erased is not written, and what it had seen counts for what follows`() throws {
        let standing = try Self.course(nil, "Amina")
        let other = try Self.course(nil, "Bilal", "Chen")
        let courses = Self.courses([try other.run(2..<4).erasing([2])], beside: standing)
        let chapter = try #require(Self.rewriting(courses).chapters.first)
        #expect(Self.texts(chapter.entries) == ["Chen"])
        #expect(chapter.entries[0].context.count == 2)
    }

    /// SHA-256 of "satchel/v1/rewritten-course", a zero byte and 32 times the byte 7, computed by `sha256sum`.
    @Test func `the chain is named after the course`() throws {
        let course = try #require(EntryHash(bytes: [UInt8](repeating: 7, count: 32)))
        let origin = try #require(ChainOrigin.rewriting(course, deviceKey: Self.device.origin.deviceKey))
        #expect(hex(origin.incarnation) == "13410b8f830bf77c6ad5a6397466fe32")
        #expect(origin.deviceKey == Self.device.origin.deviceKey)
    }
}
