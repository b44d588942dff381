import Records
import ReplicatedLog
import Sealing
import Testing
import Trials

@testable import Exchange
@testable import Roster

/// A statement told as what changed since another one: the same statement, or nothing.
struct DifferenceTests {
    private static let device = TestDevice(3)

    private static func statement(
        _ counts: [UInt8: UInt64] = [:], roster: UInt64 = 0, time: Int64 = 100, incarnation: UInt8 = 0, former: [UInt8] = [],
        missing: [UInt8] = [], space: SpaceID = .north, words: UInt8 = 0
    ) -> Statement {
        let positions = counts.reduce(into: [ChainID: VersionVector.Position]()) { result, item in
            result[.repeating(item.key)] = .init(
                count: item.value, head: EntryHash(hashing: [item.key, UInt8(truncatingIfNeeded: item.value)]))
        }
        return Statement(
            space: space, vector: VersionVector(positions), roster: RosterHead(count: roster, head: roster),
            words: ReadableWords(dictionaryCount: words, schemaDigest: ReadableWords.none.schemaDigest),
            missing: missing.map { [UInt8](repeating: $0, count: 32) }, time: time,
            incarnation: [UInt8](repeating: incarnation, count: 16), former: former.map { [UInt8](repeating: $0, count: 16) },
            key: device.signingKey)
    }

    private static let base = statement([1: 5, 2: 300, 9: 1], roster: 7, missing: [4, 5, 6])

    @Test(arguments: [
        base, statement([1: 5, 2: 300, 9: 1], roster: 7, time: 160, missing: [4, 5, 6]),
        statement([1: 6, 2: 300, 9: 1], roster: 7, missing: [4, 5, 6]),
        statement([1: 5, 2: 299, 3: 1, 8: 1 << 48, 200: 4], roster: 8, time: -7, missing: [5, 9]),
        statement([9: 2], former: [1, 2], missing: []), statement(time: 1), statement([0: 1, 1: 1, 2: 1, 9: 9], missing: [1, 2, 3, 7, 8]),
        statement([1: 5, 2: 300, 9: 1], roster: 7, missing: [4, 5, 6], words: 3),
    ]) func `what is read of a difference is the statement that was signed`(statement: Statement) throws {
        let bytes = try #require(statement.difference(from: Self.base))
        #expect(bytes.count < statement.encoded.count)
        let read = try Statement(difference: bytes) { $0 == Self.base.short ? Self.base : nil }
        #expect(read == statement && read.encoded == statement.encoded && read.isSigned)
    }

    @Test func `one more entry of one chain takes 88 bytes, and nothing new 74`() throws {
        let more = Self.statement([1: 6, 2: 300, 9: 1], roster: 7, time: 160, missing: [4, 5, 6])
        #expect(try #require(more.difference(from: Self.base)).count <= 88)
        let same = Self.statement([1: 5, 2: 300, 9: 1], roster: 7, time: 160, missing: [4, 5, 6])
        #expect(try #require(same.difference(from: Self.base)).count <= 76)
    }

    @Test func `every statement can be told from every other of its incarnation, or is told in full`() throws {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            func any() -> Statement {
                var counts = [UInt8: UInt64]()
                for _ in 0..<random.below(9) { counts[UInt8(random.below(12))] = UInt64(random.below(4) + 1) }
                return Self.statement(
                    counts, roster: UInt64(random.below(3)), time: Int64(random.below(9)) - 4,
                    former: (0..<random.below(3)).map { UInt8($0) }, missing: (0..<random.below(6)).map { UInt8($0 * 3 + random.below(3)) })
            }
            let (one, other) = (any(), any())
            guard let bytes = other.difference(from: one) else { continue }
            #expect(try Statement(difference: bytes) { _ in one } == other)
        }
    }

    @Test func `a difference from another device, incarnation or space is not written`() {
        #expect(Self.statement(incarnation: 1).difference(from: Self.base) == nil)
        #expect(Self.statement(space: .south).difference(from: Self.base) == nil)
        let stranger = Statement(
            space: .north, vector: VersionVector(), roster: .none, missing: [], time: 1, incarnation: Self.base.incarnation,
            key: TestDevice(4).signingKey)
        #expect(stranger.difference(from: Self.base) == nil)
        #expect(Self.statement(time: .max).difference(from: Self.statement(time: -2)) == nil)
    }

    @Test func `without its base, or with another, a difference tells nothing`() throws {
        let bytes = try #require(Self.statement([1: 6]).difference(from: Self.base))
        #expect(refusal { _ = try Statement(difference: bytes) { _ in nil } } == .baseUnknown)
        for other in [Self.statement([1: 5, 2: 300, 9: 1], roster: 7, time: 101, missing: [4, 5, 6]), Self.statement()] {
            #expect((try? Statement(difference: bytes) { _ in other })?.isSigned != true)
        }
    }

    @Test func `a difference changed in any byte, cut short or with bytes left over is refused or not signed`() throws {
        let statement = Self.statement([1: 5, 2: 299, 3: 1], roster: 8, former: [1], missing: [5, 9])
        let bytes = try #require(statement.difference(from: Self.base))
        func read(_ bytes: [UInt8]) -> Statement? { try? Statement(difference: bytes) { _ in Self.base } }
        for place in bytes.indices.dropFirst(8) {
            for change in [UInt8(1) << UInt8(place % 8), 0x80, 0xFF] {
                var changed = bytes
                changed[place] ^= change
                // What spells the same statement otherwise is the same statement.
                if let read = read(changed), read != statement { #expect(!read.isSigned, "byte \(place)") }
            }
        }
        for count in bytes.indices { #expect(read(Array(bytes.prefix(count))) == nil) }
        #expect(read(bytes + [0]) == nil)
    }

    // MARK: Limits

    private static func raw(_ flags: UInt8, _ parts: (inout ByteWriter) -> Void) -> [UInt8] {
        var writer = ByteWriter()
        writer.fixed64(base.short)
        writer.byte(flags)
        writer.signed(0)
        parts(&writer)
        writer.raw([UInt8](repeating: 7, count: Signature.byteCount))
        return writer.bytes
    }

    private static func isRead(_ bytes: [UInt8], base: Statement = base) -> Bool {
        (try? Statement(difference: bytes) { _ in base }) != nil
    }

    /// One change of a chain as it is written.
    private typealias Change = [UInt8]

    private static func count(_ step: UInt64, _ change: Int64, head: Bool = true) -> Change {
        var writer = ByteWriter()
        writer.varint(step)
        writer.signed(change)
        if head { writer.fixed64(1) }
        return writer.bytes
    }

    private static func new(_ number: UInt8, _ count: UInt64) -> Change {
        var writer = ByteWriter()
        writer.varint(0)
        writer.raw([UInt8](repeating: number, count: 16))
        writer.varint(count)
        writer.fixed64(1)
        return writer.bytes
    }

    private static func isRead(_ changes: [Change], of count: UInt64? = nil) -> Bool {
        isRead(
            raw(4) { writer in
                writer.varint(count ?? UInt64(changes.count))
                for change in changes { writer.raw(change) }
            })
    }

    @Test func `what it comes to is held to the limits of a statement in full`() {
        #expect(Self.isRead([Self.count(1, 1), Self.count(2, 0), Self.new(3, 1)]))
        #expect(Self.isRead([Self.count(1, -5, head: false)]))
        for change in [-6, .min, .max, 1 << 48] as [Int64] { #expect(!Self.isRead([Self.count(1, change)])) }
        #expect(!Self.isRead([Self.count(4, 1)]) && !Self.isRead([Self.count(.max, 1)]))
        #expect(!Self.isRead([Self.count(3, 1), Self.count(1, 1)]) && !Self.isRead([Self.new(3, 1), Self.count(1, 1)]))
        // A chain that the base states already, one stated twice, and one with nothing in it.
        #expect(!Self.isRead([Self.new(1, 6)]) && !Self.isRead([Self.new(3, 1), Self.new(3, 1)]) && !Self.isRead([Self.new(3, 0)]))
        #expect(Self.isRead([Self.count(1, -5, head: false), Self.new(1, 6)]))
        for count in [1, 4_097, .max] as [UInt64] { #expect(!Self.isRead([], of: count)) }
        #expect(!Self.isRead(Self.raw(32) { _ in }) && Self.isRead(Self.raw(0) { _ in }))
        #expect(!Self.isRead(Self.raw(2) { $0.varint(65) }))
    }

    @Test func `no more chains and documents come of it than a statement has room for`() {
        var vector = VersionVector()
        var random = SeededGenerator(seed: 3)
        for _ in 0..<2_048 { vector[.random(using: &random)] = .init(count: 1, head: EntryHash(hashing: [1])) }
        let full = Statement(
            space: .north, vector: vector, roster: .none, missing: [], time: 1, incarnation: [UInt8](repeating: 1, count: 16),
            key: Self.device.signingKey)
        #expect(Self.isRead(Self.raw(0) { _ in }, base: full))
        let more = Self.raw(4) {
            $0.varint(1)
            $0.varint(0)
            $0.raw([UInt8](repeating: 3, count: 16))
            $0.varint(1)
            $0.fixed64(1)
        }
        #expect(!Self.isRead(more, base: full))
        let documents = Self.raw(8) {
            $0.varint(0)
            $0.varint(510)
            for number in 0..<510 { $0.raw([UInt8](repeating: UInt8(number & 255), count: 31) + [UInt8(number >> 8)]) }
        }
        // Three are missing already.
        #expect(!Self.isRead(documents) && Self.isRead(documents, base: Self.statement()))
        #expect(
            !Self.isRead(Self.raw(8) { $0.varint(4) })
                && !Self.isRead(
                    Self.raw(8) {
                        $0.varint(0); $0.varint(513)
                    })
        )
    }

    // MARK: What is remembered

    @Test func `the last eight statements of a device about a space may be a base, believed or not`() {
        var peers = PeerStatements()
        let statements = (0..<10).map { Self.statement([1: UInt64(20 - $0)], time: Int64($0)) }
        for statement in statements {
            #expect(peers.keep(statement) && !peers.keep(statement))
            peers.take(statement)
        }
        #expect(peers.bases(of: Self.device.publicKey, in: .north) == Array(statements.suffix(8)))
        #expect(statements.map { peers.base($0.short, in: [.north]) } == [nil, nil] + statements.suffix(8))
        #expect(peers.base(statements[9].short, in: [.south]) == nil)
        #expect(peers.base(statements[9].short, in: [.south, .north]) == statements[9])
    }

    @Test func `a run of statements is read back, also with one that no difference tells`() throws {
        let run = [Self.statement([1: 1]), Self.statement([1: 2, 5: 5], time: 300), Self.statement([2: 1], incarnation: 4), Self.base]
        let bytes = Statement.run(run)
        var reader = ByteReader(bytes)
        #expect(try Statement.readRun(&reader) == run && reader.remaining == 0)
        #expect(bytes.count < run.map(\.encoded.count).reduce(0, +))
    }
}
