import Records
import Testing
import Trials

@testable import ReplicatedLog

/// A save that other replicas could not read is refused before it is signed.
struct WritingTests {
    static let record = OperationID(chain: Samples.otherChain, sequence: 0, ordinal: 0)

    static func put(_ field: String, _ value: Value = .nothing, over: [OperationID]? = nil) -> Operation {
        .put(record: record, field: field, value: value, over: over)
    }

    static func unreadable() throws -> [Operation] {
        let long = String(repeating: "m", count: 256)
        let file = try #require(FileReference(digest: [UInt8](repeating: 1, count: 32), size: 1, mediaType: long, name: ""))
        let far = OperationID(chain: Samples.otherChain, sequence: UInt64(Int64.max) + 1, ordinal: 0)
        return [
            put(""), put("two words"), put("caf\u{E9}"), put(String(repeating: "f", count: 65)),
            .create(kind: "", schemaVersion: 1), .create(kind: "caf\u{E9}", schemaVersion: 1),
            .note(record: record, field: "n\u{0}", text: "", about: nil),
            .add(record: record, field: "d\u{7F}", value: .nothing),
            put("name", .file(file)), put("name", .unrecognized(type: 4, bytes: [0])),
            put("name", over: [record, record]),
            put("name", over: [OperationID(chain: Samples.otherChain, sequence: 1, ordinal: 0), record]),
            put("name", over: (0...256).map { OperationID(chain: Samples.otherChain, sequence: $0, ordinal: 0) }),
            .put(record: far, field: "name", value: .nothing, over: nil), put("name", over: [far]),
            .note(record: record, field: "log", text: "", about: far),
            .other(code: 2, bytes: []), .other(code: 1, bytes: [1, 97, 0]),
        ]
    }

    @Test(arguments: try unreadable())
    func `an operation that no replica would read is refused and the chain stays as it is`(operation: Operation) throws {
        var chain = TestChain()
        #expect(refusal { try chain.save([operation], about: Self.record) } == .malformed)
        #expect(chain.writer.head.count == 0)
        #expect(try chain.save([Self.put("name")], about: Self.record).first == 0)
    }

    @Test func `a name of 64 visible characters and 256 superseded operations are written and read`() throws {
        var chain = TestChain()
        let over = (0..<256).map { OperationID(chain: Samples.otherChain, sequence: $0, ordinal: 0) }
        let segment = try chain.save([Self.put(String(repeating: "~", count: 64), over: over), Self.put("!")], about: Self.record)
        #expect(try UnverifiedSegment(decoding: segment.contents.encoded(), in: .test).verified(after: nil) == segment)
    }

    @Test func `a payload of exactly the limit is written and read, and one byte more is refused`() throws {
        var chain = TestChain()
        let bare = Payload(person: .test, subject: Self.record, operations: [Self.put("name", .text(""))]).canonicalBytes.count
        // A text this long needs two more bytes of length for itself and two for its operation.
        let room = Payload.bytesMax - bare - 4
        let segment = try chain.save([Self.put("name", .text(String(repeating: "x", count: room)))], about: Self.record)
        #expect(segment.entries[0].payload?.canonicalBytes.count == Payload.bytesMax)
        #expect(try UnverifiedSegment(decoding: segment.contents.encoded(), in: .test).verified(after: nil) == segment)
        let longer = Self.put("name", .text(String(repeating: "x", count: room + 1)))
        #expect(refusal { try chain.save([longer], about: Self.record) } == .tooLarge)
    }

    @Test func `an entry holds 1 to 4,096 operations`() throws {
        var chain = TestChain()
        let small = Operation.other(code: 99, bytes: [])
        #expect(refusal { try chain.save([], about: Self.record) } == .tooLarge)
        #expect(refusal { try chain.save([Operation](repeating: small, count: 4097), about: Self.record) } == .tooLarge)
        let segment = try chain.save([Operation](repeating: small, count: 4096), about: Self.record)
        #expect(try UnverifiedSegment(decoding: segment.contents.encoded(), in: .test).operationCount == 4096)
    }

    static func contexts() throws -> [[ContextItem]] {
        let a = ContextItem(chain: Samples.otherChain, count: 1, head: 5)
        let b = ContextItem(chain: Samples.thirdChain, count: 1, head: 5)
        return [
            [b, a], [a, a], [ContextItem(chain: Samples.otherChain, count: 0, head: 0)],
            [ContextItem(chain: TestDevice(1).chain(), count: 1, head: 0)],
        ]
    }

    @Test(arguments: try contexts())
    func `a context out of order, of nothing or of the chain itself is refused`(context: [ContextItem]) throws {
        var chain = TestChain()
        #expect(refusal { try chain.save([Self.put("name")], about: Self.record, context: context) } == .malformed)
    }

    @Test func `an entry that would not fit an encoded segment is refused`() throws {
        var generator = SeededGenerator(seed: 1)
        func context(_ count: Int) -> [ContextItem] {
            (0..<count).map { _ in
                ContextItem(chain: .random(using: &generator), count: 1, head: generator.next())
            }.sorted { $0.chain < $1.chain }
        }
        var chain = TestChain()
        #expect(refusal { try chain.save([Self.put("name")], about: Self.record, context: context(4097)) } == .tooLarge)
        #expect(refusal { try chain.save([Self.put("name")], about: Self.record, context: context(2400)) } == .tooLarge)
        let segment = try chain.save([Self.put("name")], about: Self.record, context: context(2000))
        #expect(try UnverifiedSegment(decoding: segment.contents.encoded(), in: .test).verified(after: nil) == segment)
    }

    @Test func `a signature of the wrong length and an error while signing leave the chain as it was`() throws {
        var writer = TestDevice(1).writer()
        let payload = Payload(person: .test, subject: Self.record, operations: [Self.put("name")])
        let short = refusal {
            _ = try writer.append(payload, time: 0, context: [], roster: .none, sign: { _ in [UInt8](repeating: 0, count: 63) })
        }
        #expect(short == .malformed)
        #expect(throws: TestFailure.self) {
            try writer.append(payload, time: 0, context: [], roster: .none, sign: { _ in throw TestFailure("no key") })
        }
        #expect(writer.head.count == 0 && writer.head.hash == .zero)
    }
}
