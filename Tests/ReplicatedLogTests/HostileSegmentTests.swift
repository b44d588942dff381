import Records
import Testing
import Trials

@testable import ReplicatedLog

/// Segments made by hand to harm the reader: each refused with its code, before anything large is allocated.
struct HostileSegmentTests {
    struct Bend: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: LogErrorCode
        let change: @Sendable (inout SegmentColumns) -> Void

        init(_ description: String, _ code: LogErrorCode = .malformed, _ change: @escaping @Sendable (inout SegmentColumns) -> Void) {
            testDescription = description
            self.code = code
            self.change = change
        }
    }

    static let bends: [Bend] = [
        Bend("raw bytes cut short") { $0.raw.removeLast() },
        Bend("raw bytes that are too many") { $0.raw.append(0) },
        Bend("no raw bytes") { $0.raw = [] },
        Bend("no origin at the start") { $0.raw.removeSubrange(16..<64) },
        Bend("an origin in the middle") { $0.first = 5 },
        Bend("no entries") { $0.shape = [] },
        Bend("a sequence beyond the longest chain") { $0.first = 1 << 48 },
        Bend("a sequence beyond all") { $0.first = .max },
        Bend("4,097 entries", .tooLarge) { $0.shape += [UInt64](repeating: 1, count: 4097 - $0.shape.count) },
        Bend("4,097 operations in an entry", .tooLarge) { $0.shapes[0] += [UInt64](repeating: 1, count: 9000) },
        Bend("operations by repeating one shape", .tooLarge) {
            // 4,096 entries of 30 operations: few bytes, many operations.
            $0.columns = Array($0.columns.prefix($0.shapes[0].count))
            $0.shapes = [$0.shapes[0] + [UInt64](repeating: 2, count: 30)]
            $0.shape = [UInt64](repeating: 1, count: 4096)
        },
        Bend("a shape that is not there yet") { $0.shape[0] = 2 },
        Bend("a shape beyond all") { $0.shape[0] = .max },
        Bend("a shape twice") {
            $0.shapes.append($0.shapes[0])
            $0.shape.append(UInt64($0.shapes.count))
        },
        Bend("a shape without operations") { $0.shapes[0] = [] },
        Bend("a shape that ends with a change of the record") { $0.shapes[0].append(0) },
        Bend("a column before the first") { $0.shapes[0][0] = 2 },
        Bend("a column beyond the next new one") { $0.shapes[0][0] = 9 },
        Bend("a column twice") { $0.columns[1] = $0.columns[0] },
        Bend("a column that nothing uses") {
            let record = OperationID(chain: .repeating(1), sequence: 0, ordinal: 0)
            $0.columns.append(ColumnKey(.note(record: record, field: "unused", text: "", about: nil)))
        },
        Bend("persons out of order") { $0.person = $0.person.map { 1 &- $0 } },
        Bend("a person beyond all") { $0.person[0] = .max },
        Bend("one roster in two spellings") {
            $0.roster = []
            $0.rosterCounts = [7, 7]
        },
        Bend("rosters out of order") { $0.roster[0] = 1 },
        Bend("more context than there is", .tooLarge) { $0.contextCounts[1] = .max },
        Bend("4,097 context items", .tooLarge) { $0.contextCounts[1] = 4097 },
        Bend("a context of the chain itself") { $0.contextChains[0] = 0 },
        Bend("a context of nothing") { $0.contextTo[0] = 0 },
        Bend("a context beyond the longest chain") { $0.contextTo[0] = 1 << 48 + 1 },
        Bend("context counts that are all 0") {
            $0.contextCounts = $0.contextCounts.map { _ in 0 }
            ($0.contextChains, $0.contextTo) = ([], [])
        },
        Bend("a first subject that is the one before") { $0.subject[0] = 0 },
        Bend("a subject spelled twice") { $0.subject[1] = 3 },
        Bend("257 superseded operations", .tooLarge) { $0.overCounts[0] = 257 },
        Bend("superseded operations beyond all", .tooLarge) { $0.overCounts[0] = .max },
        Bend("a reference to a chain that is not there yet") { $0.chains[0] = 9 },
        Bend("chains that are all the segment's own") { $0.chains = $0.chains.map { _ in 0 } },
        Bend("an ordinal of 65,536") { $0.ordinals[0] = 65_536 },
        Bend("ordinals that are all 0") { $0.ordinals = $0.ordinals.map { _ in 0 } },
        Bend("a flag behind the last") { $0.flags[$0.flags.count - 1] |= 0x80 },
        Bend("flags that are too many") { $0.flags.append(0) },
        Bend("no numbers") { $0.numbers = [] },
        Bend("a number more") { $0.numbers.append(0) },
        Bend("a text by a number that no text has") { $0.tokens[0] = .max },
        Bend("a text by the number of one to come") { $0.tokens[0] = UInt64(TextClass.allCases.count) },
        Bend("a token less") { $0.tokens.removeLast() },
        Bend("a text less") { $0.texts.removeLast() },
        Bend("texts that never end") { $0.texts = $0.texts.filter { $0 != 0 } },
        Bend("a text more") { $0.texts.append(0) },
        Bend("a body longer than any", .tooLarge) { $0.blobLengths[0] = UInt64(Payload.bytesMax) + 1 },
        Bend("a body beyond the end") { $0.blobLengths[0] = UInt64(Payload.bytesMax) },
        Bend("bodies cut short") { $0.blobs.removeLast() },
        Bend("an erased entry without its commitment") { $0.shape[1] = 0 },
        Bend("the fewest salts spelled out") {
            $0.hasFewestSalts = false
            $0.saltBlocks = [0, 0]
            $0.saltNumbers = [32, 66]
        },
        Bend("a salt root") {
            $0.hasFewestSalts = false
            $0.saltBlocks = [0]
            $0.saltNumbers = [1]
        },
        Bend("a salt node 128") {
            $0.hasFewestSalts = false
            $0.saltBlocks = [0]
            $0.saltNumbers = [128]
        },
        Bend("a salt of another entry") {
            $0.hasFewestSalts = false
            $0.saltBlocks = [0, 0, 0]
            $0.saltNumbers = [64, 65, 70]
        },
        Bend("a salt far away") {
            $0.hasFewestSalts = false
            $0.saltBlocks = [.max]
            $0.saltNumbers = [64]
        },
    ]

    @Test(arguments: bends)
    func `a bent segment is refused with its code`(bend: Bend) throws {
        let segment = try Samples.chain().run(0..<3)
        let bytes = segment.bent(bend.change)
        #expect(bytes != segment.bent { _ in }, "the bend changed nothing")
        #expect(refusal(decoding: bytes) == bend.code)
    }

    @Test func `names are visible ASCII of 1 to 64 bytes`() throws {
        let segment = try Samples.chain().run(0..<3)
        for name in ["", "caf\u{E9}", "a b", String(repeating: "n", count: 65)] {
            let bytes = segment.bent { $0.columns[0] = ColumnKey(.create(kind: name, schemaVersion: 3)) }
            #expect(refusal(decoding: bytes) == .malformed)
        }
    }

    @Test func `every column of numbers that is too long or too short is refused`() throws {
        let segment = try Samples.chain().run(0..<3)
        let columns: [WritableKeyPath<SegmentColumns, [UInt64]>] = [
            \.shape, \.time, \.person, \.roster, \.rosterCounts, \.contextCounts, \.contextChains, \.contextTo, \.subject, \.switches,
            \.overCounts, \.named, \.chains, \.ordinals, \.numbers, \.tokens, \.blobLengths,
        ]
        for column in columns {
            for change: (inout [UInt64]) -> Void in [{ $0.append(0) }, { $0.append(1) }, { $0.removeLast() }, { $0 = [] }] {
                let bytes = segment.bent { change(&$0[keyPath: column]) }
                // What follows is then read as something else: whatever it is, it is refused or spelled as it would be written.
                guard let decoded = try? UnverifiedSegment(decoding: bytes, in: .test) else { continue }
                #expect(envelope(decoded.inflatedBytes()) == bytes)
                #expect(refusal { _ = try decoded.verified(after: nil) } != nil)
            }
        }
    }

    static let raw: [(String, LogErrorCode, @Sendable ([UInt8]) -> [UInt8])] = [
        ("a mark that is not known", .malformed, { envelope([$0[0], $0[1], 0x80] + $0.dropFirst(3)) }),
        ("a varint that never ends", .malformed, { _ in envelope([UInt8](repeating: 0x80, count: 40)) }),
        ("a varint beyond 64 bits", .malformed, { envelope([UInt8](repeating: 0xFF, count: 9) + [0x7F] + $0) }),
        ("a varint not in its shortest form", .malformed, { envelope([0x80, 0x00] + $0.dropFirst()) }),
        ("nothing inside", .malformed, { _ in envelope([]) }),
        ("something behind the end", .malformed, { envelope($0 + [0]) }),
        ("the first version", .unsupported, { envelope($0, version: 1) }),
        ("a later version", .unsupported, { envelope($0, version: 3) }),
        ("a dictionary that is not known", .unsupported, { envelope($0, dictionary: PresetDictionary.numberMax) }),
        ("words of schemas that nobody has", .unsupported, { [2, SegmentStream.schemaBit, 1, 2, 3, 4] + Deflate.quick($0[...]) }),
        ("a digest of words cut short", .malformed, { _ in [2, SegmentStream.schemaBit, 1, 2] }),
        ("a kind of stream that is not known", .unsupported, { [2, 0xC5] + Deflate.quick($0[...]) }),
        ("nothing", .malformed, { _ in [] }), ("only a version", .malformed, { _ in [2] }), ("no stream", .malformed, { _ in [2, 0] }),
        ("stored bytes that are not there", .malformed, { _ in [2, SegmentStream.stored, 0x7F, 1] }),
        ("stored bytes beyond all", .malformed, { _ in [2, SegmentStream.stored] + [UInt8](repeating: 0xFF, count: 9) + [1] }),
        (
            "17 streams", .tooLarge,
            { envelope($0) + [UInt8]([[UInt8]](repeating: [SegmentStream.stored, 0], count: SegmentStream.countMax).joined()) }
        ),
        ("a bomb of 16 MiB", .tooLarge, { _ in envelope([UInt8](repeating: 0, count: 16 << 20)) }),
        (
            "a bomb of two streams", .tooLarge,
            { _ in
                let half = Deflate.quick([UInt8](repeating: 0, count: UnverifiedSegment.inflatedBytesMax / 2 + 1)[...])
                return [2, 0] + half + [0] + half
            }
        ),
        ("half a stream", .malformed, { Array(envelope($0).dropLast(20)) }),
        (
            "one byte more than a segment can have", .tooLarge,
            { _ in [2] + [UInt8](repeating: 0, count: UnverifiedSegment.encodedBytesMax) }
        ),
        (
            "as many bytes as a segment can have", .malformed,
            { _ in [2, 0] + [UInt8](repeating: 0, count: UnverifiedSegment.encodedBytesMax - 2) }
        ),
    ]

    @Test(arguments: raw.indices)
    func `bytes that are no segment are refused with their code`(index: Int) throws {
        let (name, code, change) = Self.raw[index]
        let bytes = change(try Samples.chain().run(0..<3).inflatedBytes())
        #expect(refusal(decoding: bytes) == code, "\(name)")
    }

    @Test func `a text that is there is not written anew`() throws {
        var chain = TestChain(TestDevice(1))
        let record = chain.writer.nextOperation(0)
        for _ in 0..<2 { try chain.save([.put(record: record, field: "name", value: .text("Amina"), over: nil)], about: record) }
        let bytes = try chain.run(0..<2).bent { columns in
            #expect(columns.tokens == [UInt64(TextClass.ascii.rawValue), UInt64(TextClass.allCases.count)])
            columns.tokens[1] = columns.tokens[0]
            columns.texts += columns.texts
        }
        #expect(refusal(decoding: bytes) == .malformed)
    }

    @Test func `what a segment says by repeating is limited`() throws {
        // Texts that are there once and used by every entry: each payload fits, all together do not.
        let device = TestDevice(1)
        let text = String(repeating: "x", count: 30_000)
        var chain = TestChain(device)
        let record = chain.writer.nextOperation(0)
        for _ in 0..<20 { try chain.save([.put(record: record, field: "story", value: .text(text), over: nil)], about: record) }
        let segment = try chain.run(0..<20)
        let bytes = segment.bent { columns in
            let more = 200 - columns.shape.count
            columns.shape += [UInt64](repeating: columns.shape[0], count: more)
            columns.time += [UInt64](repeating: 0, count: more)
            columns.person += [UInt64](repeating: 0, count: more)
            columns.subject += [UInt64](repeating: 0, count: more)
            columns.tokens += [UInt64](repeating: UInt64(TextClass.allCases.count), count: more)
            // Salts for the entries that are now there.
            columns.raw.insert(contentsOf: [UInt8](repeating: 1, count: 64), at: 16 + 48 + 64)
        }
        #expect(refusal(decoding: bytes) == .tooLarge || refusal(decoding: bytes) == .malformed)
    }

    @Test func `an entry whose payload is over the limit is refused by verification`() throws {
        // Three unknown operations that each fit, and together do not: no writer makes it, a hostile one could.
        let device = TestDevice(1)
        var generator = SeededGenerator(seed: 3)
        let body = [UInt8](repeating: 0, count: 15_000)
        let payload = Payload(
            person: .test, subject: OperationID(chain: .random(using: &generator), sequence: 0, ordinal: 0),
            operations: [ReplicatedLog.Operation](repeating: .other(code: 99, bytes: body), count: 3))
        let chain = device.chain()
        let commitment = PayloadCommitment.hash(salt: device.salts.leaf(of: 0), payload: payload.canonicalBytes)
        let header = EntryHeader(
            space: .test, chain: chain, sequence: 0, previous: .zero, skip: .zero, time: 0, context: [], roster: .none,
            commitment: commitment)
        let segment = UnverifiedSegment(
            space: .test, chain: chain, first: 0, origin: device.origin,
            entries: [EntryBody(time: 0, context: [], roster: .none, content: .payload(payload))], salts: device.salts.cover(0..<1),
            signature: try device.sign(EntryHeader.signedBytes(for: header.hash)))
        #expect(refusal { _ = try UnverifiedSegment(decoding: segment.encoded(), in: .test).verified(after: nil) } == .tooLarge)
    }

    @Test(arguments: batches(0..<40, of: 10))
    func `random bytes are refused and crash nothing`(seeds: [UInt64]) {
        for seed in seeds {
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<250 {
                let bytes = generator.bytes(generator.below(300))
                #expect(refusal(decoding: bytes) != nil && refusal(decoding: [2, 0] + bytes) != nil, "replay with SEED=\(seed)")
                #expect(refusal(decoding: envelope(bytes)) != nil, "replay with SEED=\(seed)")
            }
        }
    }
}
