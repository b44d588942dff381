import Foundation
import Records
import SwiftProtobuf
import Testing

@testable import ReplicatedLog

/// Segments made by hand to harm the reader: each refused with its code, before anything large is allocated.
struct HostileSegmentTests {
    struct Bend: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: LogErrorCode
        let change: @Sendable (inout Columns) -> Void

        init(_ description: String, _ code: LogErrorCode = .malformed, _ change: @escaping @Sendable (inout Columns) -> Void) {
            testDescription = description
            self.code = code
            self.change = change
        }
    }

    static let bends: [Bend] = [
        Bend("a space of 15 bytes") { $0.space.removeLast() },
        Bend("no chain") { $0.chain = Data() },
        Bend("a signature of 63 bytes") { $0.signature.removeLast() },
        Bend("a signature of 65 bytes") { $0.signature.append(0) },
        Bend("no origin at the start") { $0.originDevice = Data() },
        Bend("a short incarnation") { $0.originIncarnation.removeLast() },
        Bend("an origin in the middle") { $0.first = 5 },
        Bend("no entries") { $0.time = [] },
        Bend("a sequence beyond the longest chain") { $0.first = 1 << 48 },
        Bend("a sequence beyond all") { $0.first = .max },
        Bend("4,097 entries", .tooLarge) { $0.time += [Int64](repeating: 0, count: 4097 - $0.time.count) },
        Bend("32,769 operations", .tooLarge) { $0.code += [UInt32](repeating: 9, count: 32_769 - $0.code.count) },
        Bend("4,097 context items", .tooLarge) { $0.contextChain += [UInt32](repeating: 1, count: 4097 - $0.contextChain.count) },
        Bend("4,097 operations in an entry", .tooLarge) { $0.operationCount[0] = 4097 },
        Bend("all operations an entry could claim", .tooLarge) { $0.operationCount[0] = .max },
        Bend("257 superseded operations", .tooLarge) { $0.overCount[0] = 258 },
        Bend("an operation code of 256") { $0.code[0] = 256 + 1 },
        Bend("a salt root") { $0.saltNumber[0] = 1 },
        Bend("a salt node 128") { $0.saltNumber[0] = 128 },
        Bend("a salt node 0") { $0.saltNumber[0] = 0 },
        Bend("a salt far away") { $0.saltBlock[0] = .max },
        Bend("a salt of another entry") { $0.saltNumber[0] = 70 },
        Bend("a salt less") {
            $0.saltNumber.removeLast()
            $0.saltBlock.removeLast()
            $0.salts.removeLast(16)
        },
        Bend("a salt more") {
            $0.saltNumber.append(67)
            $0.saltBlock.append(0)
            $0.salts.append(Data(repeating: 1, count: 16))
        },
        Bend("salts out of order") { $0.saltNumber.swapAt(0, 1) },
        Bend("a table of persons in another order") {
            $0.persons = $0.persons.suffix(16) + $0.persons.prefix(16)
            $0.person = $0.person.map { 1 - $0 }
        },
        Bend("a person whom nothing names") { $0.persons.append(Data(repeating: 3, count: 16)) },
        Bend("a name that nothing uses") { $0.names.append("unused") },
        Bend("a name twice") { $0.names[1] = $0.names[0] },
        Bend("an empty name") { $0.names[0] = "" },
        Bend("a name with a letter beyond ASCII") { $0.names[0] = "caf\u{E9}" },
        Bend("a name of 65 bytes") { $0.names[0] = String(repeating: "n", count: 65) },
        Bend("the segment's own chain in the table of chains") {
            $0.chains.replaceSubrange($0.chains.startIndex..<$0.chains.startIndex + 16, with: $0.chain)
        },
        Bend("half an identifier") { $0.chains.removeLast(8) },
        Bend("a context of the chain itself") { $0.contextChain[0] = 0 },
        Bend("a context of nothing") { $0.contextTo[0] = 0 },
        Bend("a context beyond the longest chain") { $0.contextTo[0] = 1 << 48 + 1 },
        Bend("a context out of order") { $0.contextChain.swapAt(0, 1) },
        Bend("more context than there is") { $0.contextCount[1] = .max },
        Bend("context counts that are all 0") {
            $0.contextCount = $0.contextCount.map { _ in 0 }
            ($0.contextChain, $0.contextTo, $0.contextHeads) = ([], [], Data())
        },
        Bend("superseded operations out of order") {
            $0.refOrdinal.swapAt(0, 1)
            $0.refChain.swapAt(0, 1)
        },
        Bend("a negative sequence") { $0.recordSequence[0] = -1 },
        Bend("a sequence that overflows") { $0.recordSequence = $0.recordSequence.map { _ in .max } },
        Bend("an ordinal of 65,536") { $0.recordOrdinal[0] = 65_536 },
        Bend("values cut short") { $0.values.removeLast() },
        Bend("a value more") { $0.values.append(0) },
        Bend("a value of a length that is not there") { $0.values = Data([4, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F]) },
        Bend("no values") { $0.values = Data() },
        Bend("a note more") { $0.notes.append("") },
        Bend("a note about two") { $0.aboutCount[0] = 2 },
        Bend("an unknown operation without its bytes") { $0.others.removeLast() },
        Bend("roster heads cut short") { $0.rosterHeads.removeLast() },
        Bend("an erased entry without its commitment") { $0.operationCount[1] = 0 },
        Bend("a commitment that no entry has") { $0.erasedCommitments = Data(repeating: 1, count: 32) },
    ]

    @Test(arguments: bends)
    func `a bent segment is refused with its code`(bend: Bend) throws {
        let segment = try Samples.chain().run(0..<3)
        let bytes = try segment.bent(bend.change)
        #expect(try segment.columns() != Columns(serializedBytes: try inflated(bytes)), "the bend changed nothing")
        #expect(refusal(decoding: bytes) == bend.code)
    }

    private func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
        var reader = ByteReader(bytes)
        _ = try reader.raw(2)
        let size = Int(try reader.varint())
        return try Deflate.inflate(bytes[reader.position...], size: size)
    }

    /// A column by its name, and how to reach it.
    struct Column<Item>: Sendable, CustomTestStringConvertible {
        typealias Change = (inout [Item]) -> Void
        let testDescription: String
        let apply: @Sendable (inout Columns, Change) -> Void

        init(_ name: String, _ apply: @escaping @Sendable (inout Columns, Change) -> Void) {
            testDescription = name
            self.apply = apply
        }
    }

    static let columns: [Column<UInt32>] = [
        Column("salt_number") { $1(&$0.saltNumber) }, Column("person") { $1(&$0.person) }, Column("subject") { $1(&$0.subject) },
        Column("operation_count") { $1(&$0.operationCount) }, Column("roster") { $1(&$0.roster) },
        Column("context_count") { $1(&$0.contextCount) }, Column("record_chain") { $1(&$0.recordChain) },
        Column("record_ordinal") { $1(&$0.recordOrdinal) }, Column("context_chain") { $1(&$0.contextChain) },
        Column("code") { $1(&$0.code) }, Column("record") { $1(&$0.record) }, Column("name") { $1(&$0.name) },
        Column("over_count") { $1(&$0.overCount) }, Column("about_count") { $1(&$0.aboutCount) },
        Column("ref_chain") { $1(&$0.refChain) }, Column("ref_ordinal") { $1(&$0.refOrdinal) },
    ]

    @Test(arguments: columns)
    func `a column too long, too short, empty or out of range is refused`(column: Column<UInt32>) throws {
        let segment = try Samples.chain().run(0..<3)
        let changes: [Column<UInt32>.Change] = [
            { $0.append(0) }, { $0.append(1) }, { $0.removeLast() }, { $0.removeFirst() }, { $0 = [] },
        ]
        for change in changes {
            // Without its counts a context is one that was left out, and then the context columns are too long.
            #expect(refusal(decoding: try segment.bent { column.apply(&$0, change) }) == .malformed)
        }
        var count = 0
        var whole = try segment.columns()
        column.apply(&whole) { count = $0.count }
        for index in 0..<count {
            let code = refusal(decoding: try segment.bent { column.apply(&$0) { $0[index] = .max } })
            #expect(code == .malformed || code == .tooLarge && ["over_count", "operation_count"].contains(column.testDescription))
        }
    }

    static let wide: [Column<Int64>] = [
        Column("time") { $1(&$0.time) }, Column("record_sequence") { $1(&$0.recordSequence) },
        Column("ref_sequence") { $1(&$0.refSequence) },
    ]

    @Test(arguments: wide)
    func `a column of differences too long or too short is refused`(column: Column<Int64>) throws {
        let segment = try Samples.chain().run(0..<3)
        let changes: [Column<Int64>.Change] = [{ $0.append(0) }, { $0.append(-1) }, { $0.removeLast() }, { $0 = [] }]
        for change in changes { #expect(refusal(decoding: try segment.bent { column.apply(&$0, change) }) == .malformed) }
    }

    @Test(arguments: [
        Column<UInt64>("salt_block") { $1(&$0.saltBlock) }, Column("roster_count") { $1(&$0.rosterCount) },
        Column("context_to") { $1(&$0.contextTo) },
    ])
    func `a column of large numbers too long or too short is refused`(column: Column<UInt64>) throws {
        let segment = try Samples.chain().run(0..<3)
        let changes: [Column<UInt64>.Change] = [{ $0.append(0) }, { $0.append(.max) }, { $0.removeLast() }, { $0 = [] }]
        for change in changes { #expect(refusal(decoding: try segment.bent { column.apply(&$0, change) }) == .malformed) }
    }

    static let raw: [(String, LogErrorCode, @Sendable ([UInt8]) -> [UInt8])] = [
        ("an unknown field", .malformed, { envelope($0 + [0xA0, 0x06, 0x01]) }),
        ("an unknown field of another kind", .malformed, { envelope($0 + [0xA2, 0x06, 0x00]) }),
        ("a field written twice", .malformed, { envelope($0 + [0x0A, 0x10] + [UInt8](repeating: 0x51, count: 16)) }),
        ("a default written out", .malformed, { envelope($0 + [0x18, 0x00]) }),
        ("a packed column continued unpacked", .malformed, { envelope($0 + [0x90, 0x03, 0x09]) }),
        ("an empty column written out", .malformed, { envelope([0xD2, 0x01, 0x00] + $0) }),
        ("a varint that never ends", .malformed, { envelope([0x18] + [UInt8](repeating: 0x80, count: 20) + $0) }),
        ("a varint beyond 64 bits", .malformed, { envelope([0x18] + [UInt8](repeating: 0xFF, count: 9) + [0x7F] + $0) }),
        ("a length beyond the end", .malformed, { envelope($0 + [0x0A, 0xFF, 0xFF, 0xFF, 0xFF, 0x07]) }),
        ("a group that never closes", .malformed, { envelope($0 + [0x0B]) }),
        ("field number 0", .malformed, { envelope($0 + [0x00, 0x00]) }),
        ("a name that is not UTF-8", .malformed, { envelope($0 + [0xAA, 0x02, 0x01, 0xFF]) }),
        ("nothing inside", .malformed, { _ in envelope([]) }),
        ("another version", .unsupported, { envelope($0, version: 2) }),
        ("version 0", .unsupported, { envelope($0, version: 0) }),
        ("a dictionary that is not known", .unsupported, { envelope($0, dictionary: 1) }),
        ("nothing", .malformed, { _ in [] }), ("only a version", .malformed, { _ in [1] }),
        ("no size", .malformed, { _ in [1, 0] }), ("no stream", .malformed, { _ in [1, 0, 5] }),
        ("a size that never ends", .malformed, { _ in [1, 0] + [UInt8](repeating: 0x80, count: 12) }),
        ("a size not in its shortest form", .malformed, { _ in [1, 0, 0x85, 0x00, 1, 2, 3] }),
        ("the largest size", .tooLarge, { envelope($0, size: .max) }),
        ("a size one past the limit", .tooLarge, { envelope($0, size: UInt64(UnverifiedSegment.inflatedBytesMax) + 1) }),
        ("a stated size that is too small", .malformed, { envelope($0, size: UInt64($0.count) - 1) }),
        ("a stated size that is too large", .malformed, { envelope($0, size: UInt64($0.count) + 1) }),
        ("a stated size of 0", .malformed, { envelope($0, size: 0) }),
        ("a bomb of 16 MiB", .malformed, { _ in envelope([UInt8](repeating: 0, count: 16 << 20), size: 1000) }),
        ("bytes after the stream", .malformed, { envelope($0) + [0] }),
        ("a second stream after the first", .malformed, { envelope($0) + Deflate.compress([1]) }),
        (
            "one byte more than a segment can have", .tooLarge,
            { _ in [1, 0] + [UInt8](repeating: 0, count: UnverifiedSegment.encodedBytesMax - 1) }
        ),
        (
            "as many bytes as a segment can have", .malformed,
            { _ in [1, 0, 5] + [UInt8](repeating: 0, count: UnverifiedSegment.encodedBytesMax - 3) }
        ),
    ]

    @Test(arguments: raw.indices)
    func `bytes that are no segment are refused with their code`(index: Int) throws {
        let (name, code, change) = Self.raw[index]
        let bytes = change(try Samples.chain().run(0..<3).inflatedBytes())
        #expect(refusal(decoding: bytes) == code, "\(name)")
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
        #expect(refusal { _ = try UnverifiedSegment(decoding: segment.encoded()).verified(after: nil) } == .tooLarge)
    }

    @Test(arguments: batches(0..<40, of: 10))
    func `random bytes are refused and crash nothing`(seeds: [UInt64]) {
        for seed in seeds {
            var generator = SeededGenerator(seed: seed)
            for _ in 0..<250 {
                let bytes = generator.bytes(generator.below(300))
                #expect(refusal(decoding: bytes) != nil && refusal(decoding: [1, 0] + bytes) != nil, "replay with SEED=\(seed)")
                #expect(refusal(decoding: envelope(bytes)) != nil, "replay with SEED=\(seed)")
            }
        }
    }
}
