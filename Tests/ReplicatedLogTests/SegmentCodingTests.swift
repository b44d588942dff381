import FoundationEssentials
import Records
import Testing
import Trials

@testable import ReplicatedLog

/// One segment, one spelling; and what was altered on the way is never taken for something else.
struct SegmentCodingTests {
    @Test func `a segment that uses everything comes back as it was`() throws {
        let chain = try Samples.chain()
        for range in [0..<1, 1..<2, 2..<3, 0..<3, 1..<3] {
            let segment = try chain.run(range)
            let decoded = try UnverifiedSegment(decoding: segment.encoded(), in: .test)
            #expect(decoded == segment)
            #expect(decoded.entries.map { $0.payload?.canonicalBytes } == segment.entries.map { $0.payload?.canonicalBytes })
            let verified = try decoded.verified(after: chain.head(before: range.lowerBound))
            #expect(verified.hashes == chain.segments[range].flatMap(\.hashes))
        }
    }

    @Test(arguments: batches(0..<100, of: 10))
    func `random segments come back as they were, whole, cut and erased`(seeds: [UInt64]) throws {
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
            for chain in world.chains where !chain.isEmpty {
                var joined = chain[0].segment.contents
                for written in chain.dropFirst() { joined = try #require(joined.joined(with: written.segment.contents)) }
                let erased = Set((0..<joined.end).filter { _ in world.generator.chance(1, in: 5) })
                let cut = joined.erasing(erased).suffix(from: UInt64(world.generator.below(chain.count)))
                for segment in [joined, cut] {
                    let decoded = try UnverifiedSegment(decoding: segment.encoded(), in: .test)
                    #expect(decoded == segment && decoded.inflatedBytes() == segment.inflatedBytes(), "replay with SEED=\(seed)")
                    let before = segment.first == 0 ? nil : chain[Int(segment.first) - 1].segment.head
                    let verified = try decoded.verified(after: before, erased: erased.contains)
                    #expect(verified.head == chain[chain.count - 1].segment.head, "replay with SEED=\(seed)")
                }
            }
        }
    }

    @Test func `every bit flipped and every truncation of an encoded segment is refused or changes nothing`() throws {
        let chain = try Samples.chain()
        let segment = try chain.run(1..<3)
        let encoded = segment.encoded()
        for index in encoded.indices {
            #expect(refusal(decoding: Array(encoded[..<index])) != nil, "cut at \(index)")
            for bit in 0..<8 {
                var damaged = encoded
                damaged[index] ^= 1 << UInt8(bit)
                guard let decoded = try? UnverifiedSegment(decoding: damaged, in: .test) else { continue }
                // Only the compressed stream has more than one spelling of one content.
                if decoded == segment { continue }
                let refused = refusal { _ = try decoded.verified(after: chain.head(before: 1)) }
                #expect(refused != nil, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test(arguments: [0..<1, 1..<3, 0..<3])
    func `every bit flipped and every truncation of the columns is refused by decoding or by verification`(range: Range<Int>) throws {
        let chain = try Samples.chain()
        let segment = try chain.run(range).erasing([0])
        let held = chain.head(before: range.lowerBound)
        let columns = segment.inflatedBytes()
        for index in columns.indices {
            #expect(refusal(decoding: envelope(Array(columns[..<index]))) == .malformed, "cut at \(index)")
            for bit in 0..<8 {
                var damaged = columns
                damaged[index] ^= 1 << UInt8(bit)
                guard let decoded = try? UnverifiedSegment(decoding: envelope(damaged), in: .test) else { continue }
                #expect(decoded.inflatedBytes() == damaged, "byte \(index), bit \(bit)")
                #expect(refusal { _ = try decoded.verified(after: held, erased: { _ in true }) } != nil, "byte \(index), bit \(bit)")
            }
        }
    }

    @Test(arguments: batches(0..<40, of: 10))
    func `whatever is accepted encodes to itself`(seeds: [UInt64]) throws {
        let bases = try [0..<1, 1..<2, 2..<3, 0..<3].map { try Samples.chain().run($0).inflatedBytes() }
        for seed in seeds {
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<250 {
                var bytes = bases[generator.below(bases.count)]
                for _ in 0...generator.below(4) {
                    let at = generator.below(bytes.count)
                    switch generator.below(5) {
                    case 0: bytes[at] = UInt8.random(in: 0...255, using: &generator)
                    case 1: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: at)
                    case 2: bytes.remove(at: at)
                    case 3: bytes.removeSubrange(at..<min(bytes.count, at + generator.below(20)))
                    default:
                        let other = bases[generator.below(bases.count)]
                        let from = generator.below(other.count)
                        bytes.insert(contentsOf: other[from..<min(other.count, from + generator.below(60))], at: at)
                    }
                    if bytes.isEmpty { bytes = [0] }
                }
                guard let decoded = try? UnverifiedSegment(decoding: envelope(bytes), in: .test) else { continue }
                #expect(decoded.inflatedBytes() == bytes, "replay with SEED=\(seed)")
            }
        }
    }

    @Test func `the same content deflated otherwise is the same segment`() throws {
        let segment = try Samples.chain().run(0..<3)
        let columns = segment.inflatedBytes()
        // One stored block of RFC 1951.
        let length = UInt16(columns.count)
        let stored: [UInt8] =
            [1, UInt8(length & 255), UInt8(length >> 8), UInt8(~length & 255), UInt8(~length >> 8)] + columns
        #expect(try UnverifiedSegment(decoding: [2, 0] + stored, in: .test) == segment)
        var writer = ByteWriter()
        writer.raw([2, SegmentStream.stored])
        writer.varint(UInt64(columns.count))
        writer.raw(columns)
        #expect(try UnverifiedSegment(decoding: writer.bytes, in: .test) == segment)
        // In as many streams as one likes, with whatever dictionaries.
        let parts = [columns[..<20], columns[20..<60], columns[60...]]
        let streams = parts.enumerated().flatMap { index, part -> [UInt8] in
            let dictionary = PresetDictionary.all[index]
            return [dictionary.number] + Deflate.sent(part, dictionary: dictionary.bytes)
        }
        #expect(try UnverifiedSegment(decoding: [2] + streams, in: .test) == segment)
    }

    @Test func `a segment verifies only after what it follows`() throws {
        let chain = try TestChain(entries: 6)
        let other = try TestChain(entries: 6, TestDevice(2))
        let run = try chain.run(2..<4)
        #expect(refusal { _ = try run.verified(after: nil) } == .gap)
        #expect(refusal { _ = try run.verified(after: chain.head(before: 1)) } == .gap)
        #expect(refusal { _ = try run.verified(after: chain.head(before: 3)) } == .gap)
        #expect(refusal { _ = try run.verified(after: other.head(before: 2)) } == .wrongOrigin)
        #expect(refusal { _ = try chain.run(0..<2).verified(after: chain.head(before: 2)) } == .gap)
        #expect(try run.verified(after: chain.head(before: 2)).end == 4)
    }

    @Test func `after a fork a segment of the other branch does not follow`() throws {
        var one = try TestChain(entries: 3)
        var other = one
        try one.save([.other(code: 99, bytes: [1])])
        try other.save([.other(code: 99, bytes: [2])])
        try other.save([.other(code: 99, bytes: [3])])
        #expect(refusal { _ = try other.segments[4].contents.verified(after: one.segments[3].head) } == .brokenChain)
        #expect(throws: Never.self) { try other.segments[4].contents.verified(after: other.segments[3].head) }
    }

    @Test func `a device can start no chain in another's name`() throws {
        let mine = try TestChain(entries: 1)
        let theirs = TestDevice(2)
        let bytes = mine.segments[0].contents.bent { columns in
            columns.raw.replaceSubrange(16..<48, with: theirs.origin.deviceKey)
        }
        #expect(refusal { _ = try UnverifiedSegment(decoding: bytes, in: .test).verified(after: nil) } == .wrongOrigin)
        let elsewhere = SpaceID.repeating(9)
        let moved = mine.segments[0].contents.encoded()
        #expect(refusal { _ = try UnverifiedSegment(decoding: moved, in: elsewhere).verified(after: nil) } == .wrongOrigin)
        let held = ChainHead(origin: mine.device.origin)
        #expect(throws: Never.self) { try mine.segments[0].contents.verified(after: held) }
        #expect(refusal { _ = try UnverifiedSegment(decoding: bytes, in: .test).verified(after: held) } == .wrongOrigin)
    }

    @Test func `the signature of an inner entry does not stand for the run`() throws {
        let chain = try TestChain(entries: 3)
        let inner = chain.segments[1].contents.signature
        let bytes = try chain.run(0..<3).bent { $0.raw.replaceSubrange(64..<128, with: inner) }
        #expect(refusal { _ = try UnverifiedSegment(decoding: bytes, in: .test).verified(after: nil) } == .brokenChain)
    }
}
