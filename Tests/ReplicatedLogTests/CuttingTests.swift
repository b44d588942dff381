import Records
import Testing
import Trials

@testable import ReplicatedLog

/// Cutting, joining and erasing change what travels and never what was signed.
struct CuttingTests {
    static let chain = Result { try TestChain(entries: 140) }

    func chain() throws -> TestChain { try Self.chain.get() }

    static let ranges = [0..<1, 0..<64, 0..<140, 1..<2, 1..<64, 63..<65, 64..<128, 3..<61, 5..<131, 127..<140, 139..<140]

    @Test(arguments: ranges)
    func `entries joined by anyone verify as if their author had sent them together`(range: Range<Int>) throws {
        let chain = try chain()
        let joined = try chain.run(range)
        let segment = try joined.verified(after: chain.head(before: range.lowerBound))
        #expect(segment.hashes == chain.segments[range].flatMap(\.hashes))
        #expect(segment.head == chain.segments[range.upperBound - 1].head)
        #expect(try UnverifiedSegment(decoding: joined.encoded(), in: .test) == joined)
        try expectExactSalts(joined)
    }

    @Test(arguments: ranges)
    func `a suffix verifies after the prefix and opens nothing before the cut`(range: Range<Int>) throws {
        let chain = try chain()
        let whole = try chain.run(0..<range.upperBound).fewestSalts(from: chain.device.salts)
        let cut = whole.suffix(from: UInt64(range.lowerBound))
        let segment = try cut.verified(after: chain.head(before: range.lowerBound))
        #expect(segment.head == chain.segments[range.upperBound - 1].head)
        #expect(try UnverifiedSegment(decoding: cut.encoded(), in: .test) == cut)
        try expectExactSalts(cut)
        #expect(cut.salts.count <= 2 * 5 + 2 * 3, "the fewest nodes were carried over the cut")
    }

    @Test(arguments: ranges)
    func `the author's salts for a joined run are the fewest and verify`(range: Range<Int>) throws {
        let chain = try chain()
        let joined = try chain.run(range).fewestSalts(from: chain.device.salts)
        #expect(joined.salts == chain.device.salts.cover(UInt64(range.lowerBound)..<UInt64(range.upperBound)))
        _ = try joined.verified(after: chain.head(before: range.lowerBound))
        try expectExactSalts(joined)
    }

    @Test func `salts of another chain or secret are not taken for a run`() throws {
        let run = try chain().run(0..<10)
        #expect(run.fewestSalts(from: TestDevice(2).salts) == run)
        #expect(run.fewestSalts(from: SaltTree(secret: [UInt8](repeating: 0, count: 32), chain: run.chain)) == run)
    }

    static let erasures: [Set<UInt64>] = [
        [0], [139], [64], [63, 64], [1, 2, 3, 70], Set(0..<64), Set(0..<140), Set(stride(from: 0, to: 140, by: 2)), [],
    ]

    @Test(arguments: erasures)
    func `an erased entry keeps its hash and its salt is not to be had`(erased: Set<UInt64>) throws {
        let chain = try chain()
        for whole in [try chain.run(0..<140), try chain.run(0..<140).fewestSalts(from: chain.device.salts)] {
            let rest = whole.erasing(erased)
            for (offset, entry) in rest.entries.enumerated() { #expect((entry.payload == nil) == erased.contains(UInt64(offset))) }
            let segment = try rest.verified(after: nil, erased: erased.contains)
            #expect(segment.hashes == chain.segments.flatMap(\.hashes))
            #expect(try UnverifiedSegment(decoding: rest.encoded(), in: .test) == rest)
            try expectExactSalts(rest)
            #expect(rest.erasing(erased) == rest)
            if let one = erased.first {
                #expect(refusal { _ = try rest.verified(after: nil) } == .missingPayload)
                #expect(refusal { _ = try rest.verified(after: nil, erased: { erased.contains($0) && $0 != one }) } == .missingPayload)
            }
            let again = rest.fewestSalts(from: chain.device.salts)
            try expectExactSalts(again)
            _ = try again.verified(after: nil, erased: erased.contains)
        }
    }

    @Test func `erasing one entry replaces its node by at most six`() throws {
        let chain = try chain()
        let whole = try chain.run(0..<64).fewestSalts(from: chain.device.salts)
        #expect(whole.salts.map(\.number) == [2, 3])
        for sequence in UInt64(0)..<64 { #expect(whole.erasing([sequence]).salts.count == 6) }
    }

    @Test func `a run cut after erasing, and erased after cutting, are the same`() throws {
        let chain = try chain()
        let whole = try chain.run(0..<100)
        let one = whole.erasing([10, 40, 41]).suffix(from: 30)
        let other = whole.suffix(from: 30).erasing([10, 40, 41])
        #expect(one == other)
        _ = try one.verified(after: chain.head(before: 30), erased: { [40, 41].contains($0) })
    }

    @Test func `only what follows in the same chain and space is joined`() throws {
        let chain = try chain()
        let other = try TestChain(entries: 3, TestDevice(2))
        var elsewhere = TestChain(TestDevice(1), space: .repeating(0x52))
        try elsewhere.save([.other(code: 99, bytes: [])])
        try elsewhere.save([.other(code: 99, bytes: [])])
        let first = try chain.run(0..<1)
        #expect(first.joined(with: chain.segments[2].contents) == nil)
        #expect(first.joined(with: first) == nil)
        #expect(first.joined(with: other.segments[1].contents) == nil)
        #expect(first.joined(with: elsewhere.segments[1].contents) == nil)
        #expect(first.joined(with: chain.segments[1].contents) != nil)
    }

    @Test func `a join that its reader would refuse is not made`() throws {
        // Highly compressible, so that only the inflated size is over its limit.
        var chain = TestChain()
        let record = chain.writer.nextOperation(0)
        for number in 10..<28 {
            let text = String(repeating: "m", count: 32_000) + String(number)
            try chain.save([.put(record: record, field: "name", value: .text(text), over: nil)], about: record)
        }
        var joined = chain.segments[0].contents
        var count = 1
        while count < chain.segments.count, let next = joined.joined(with: chain.segments[count].contents) {
            joined = next
            count += 1
        }
        #expect(count == 16)
        #expect(joined.encoded().count < 8 * 1024)
        #expect(try UnverifiedSegment(decoding: joined.encoded(), in: .test) == joined)

        var generator = SeededGenerator(seed: 5)
        var noise = TestChain(TestDevice(2))
        for _ in 0..<2 { try noise.save([.other(code: 99, bytes: generator.bytes(30_000))], about: record) }
        #expect(noise.segments[0].contents.joined(with: noise.segments[1].contents) == nil)
    }

    /// The nodes open every entry that has its payload, each once, and nothing else.
    private func expectExactSalts(_ segment: UnverifiedSegment) throws {
        let opened = segment.salts.flatMap { Array($0.sequences) }
        let wanted = segment.entries.enumerated().filter { $1.payload != nil }.map { segment.first + UInt64($0.offset) }
        #expect(opened == wanted)
        #expect(segment.salts.allSatisfy { (2...127).contains($0.number) }, "a root never leaves its author")
    }
}
