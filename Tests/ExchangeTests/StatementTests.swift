import Records
import ReplicatedLog
import Sealing
import Testing
import Trials

@testable import Exchange

/// What a device says it holds: read back as it was signed, and believed in an order that no clock decides.
struct StatementTests {
    private static let device = TestDevice(3)

    private static func statement(
        _ counts: [UInt8: UInt64] = [:], roster: UInt64 = 0, time: Int64 = 100, incarnation: UInt8 = 0, former: [UInt8] = [],
        missing: [[UInt8]] = [], heads: UInt8 = 0
    ) -> Statement {
        let positions = counts.reduce(into: [ChainID: VersionVector.Position]()) { result, item in
            result[.repeating(item.key)] = .init(
                count: item.value, head: EntryHash(hashing: [item.key, UInt8(truncatingIfNeeded: item.value), heads]))
        }
        return Statement(
            space: .north, vector: VersionVector(positions), roster: RosterHead(count: roster, head: roster), missing: missing, time: time,
            incarnation: [UInt8](repeating: incarnation, count: 16), former: former.map { [UInt8](repeating: $0, count: 16) },
            key: device.signingKey)
    }

    @Test(arguments: [
        statement(), statement([1: 2], incarnation: 9, former: [1, 2, 3]), statement([1: 1]),
        statement([1: 1, 2: 1 << 48, 200: 300], roster: 9, time: -5),
        statement([3: 4], missing: [[UInt8](repeating: 1, count: 32), [UInt8](repeating: 2, count: 32)]), statement(time: .min),
        statement(time: .max),
    ]) func `a statement is read back and is signed`(statement: Statement) throws {
        let read = try Statement(decoding: statement.encoded)
        #expect(read == statement && read.encoded == statement.encoded)
        #expect(read.isSigned && read.deviceKey == Self.device.publicKey)
    }

    @Test func `a statement changed in any byte is refused or not signed`() throws {
        let bytes = Self.statement([1: 1, 2: 300], roster: 9, missing: [[UInt8](repeating: 1, count: 32)]).encoded
        for place in bytes.indices {
            for change in [UInt8(1) << UInt8(place % 8), 0x80, 0xFF] {
                var changed = bytes
                changed[place] ^= change
                guard let read = try? Statement(decoding: changed) else { continue }
                #expect(!read.isSigned, "byte \(place)")
                #expect(read.encoded == changed, "byte \(place)")
            }
        }
    }

    @Test func `a statement cut short or with bytes left over is refused`() {
        let bytes = Self.statement([1: 1, 2: 300], missing: [[UInt8](repeating: 1, count: 32)]).encoded
        for count in 0..<bytes.count { #expect(refusal { _ = try Statement(decoding: Array(bytes.prefix(count))) } == .malformed) }
        #expect(refusal { _ = try Statement(decoding: bytes + [0]) } == .malformed)
    }

    // MARK: Limits

    private struct Raw {
        var version: UInt8 = 2
        var chains: [(UInt16, UInt64)] = []
        var missingCount = 0
        var formerCount = 0

        var bytes: [UInt8] {
            var writer = ByteWriter()
            writer.byte(version)
            writer.raw([UInt8](repeating: 1, count: 32 + 16))
            writer.varint(UInt64(formerCount))
            writer.raw([UInt8](repeating: 2, count: 16 * formerCount + 16))
            writer.varint(0)
            writer.fixed64(0)
            writer.raw([UInt8](repeating: 0, count: 5))
            writer.signed(0)
            writer.varint(UInt64(chains.count))
            for (chain, count) in chains {
                writer.raw([UInt8](repeating: 0, count: 14) + [UInt8(chain >> 8), UInt8(chain & 255)])
                writer.varint(count)
                writer.fixed64(1)
            }
            writer.varint(UInt64(missingCount))
            writer.raw([UInt8](repeating: 7, count: missingCount * 32 + Signature.byteCount))
            return writer.bytes
        }

        var isRead: Bool { (try? Statement(decoding: bytes)) != nil }
    }

    @Test func `one past every limit is refused`() {
        #expect(Raw().isRead)
        #expect(!Raw(version: 1).isRead && !Raw(version: 3).isRead)
        #expect(Raw(chains: (0..<2048).map { (UInt16($0), 1) }).isRead)
        #expect(!Raw(chains: (0..<2049).map { (UInt16($0), 1) }).isRead)
        #expect(Raw(missingCount: 512).isRead)
        #expect(!Raw(missingCount: 513).isRead)
        #expect(Raw(formerCount: 64).isRead)
        #expect(!Raw(formerCount: 65).isRead)
        #expect(!Raw(chains: (0..<2048).map { (UInt16($0), 1 << 40) }, missingCount: 512).isRead)
        #expect(Raw(chains: [(1, 1 << 48)]).isRead)
        #expect(!Raw(chains: [(1, 1 << 48 + 1)]).isRead)
        #expect(!Raw(chains: [(1, 0)]).isRead)
    }

    @Test func `chains stand in order, each once`() {
        #expect(Raw(chains: [(1, 5), (2, 5)]).isRead)
        #expect(!Raw(chains: [(2, 5), (1, 5)]).isRead)
        #expect(!Raw(chains: [(1, 5), (1, 5)]).isRead)
        #expect(!Raw(chains: [(1, 5), (1, 6)]).isRead)
    }

    @Test func `whatever is held, a statement fits a frame`() throws {
        var random = SeededGenerator(seed: 4)
        let missing = (0..<600).map { _ in random.bytes(32) }
        for count in [0, 1, 1500, 2000, 2048, 2049, 3000] {
            var vector = VersionVector()
            for _ in 0..<count { vector[.random(using: &random)] = .init(count: ChainHead.countMax, head: EntryHash(hashing: [1])) }
            let statement = Statement(
                space: .north, vector: vector, roster: .none, missing: missing, time: .max, incarnation: [UInt8](repeating: 1, count: 16),
                key: Self.device.signingKey)
            #expect(statement.encoded.count <= Statement.bytesMax)
            #expect(statement.encoded.count + 4 + FrameSealer.tagByteCount <= Frame.sealedBytesMax)
            #expect(statement.chains.count == min(count, Statement.chainCountMax))
            #expect(statement.missing.count == 512 || statement.encoded.count + 33 > Statement.bytesMax)
            #expect(try Statement(decoding: statement.encoded) == statement)
        }
    }

    @Test func `of more missing documents than there is room for the same ones are asked for, whoever counts them`() {
        var random = SeededGenerator(seed: 5)
        let missing = (0..<600).map { _ in random.bytes(32) }
        func stated(_ missing: [[UInt8]]) -> [[UInt8]] {
            Statement(
                space: .north, vector: VersionVector(), roster: .none, missing: missing, time: 1,
                incarnation: [UInt8](repeating: 1, count: 16), key: Self.device.signingKey
            ).missing
        }
        #expect(stated(missing) == stated(missing.reversed()) && stated(missing).count == Statement.missingCountMax)
    }

    // MARK: Order

    struct Order: CustomTestStringConvertible {
        let testDescription: String
        let newer: Statement
        let older: Statement
    }

    @Test(arguments: [
        Order(testDescription: "more of a chain", newer: statement([1: 5]), older: statement([1: 4])),
        Order(
            testDescription: "more, though the clock was set back", newer: statement([1: 5], time: 10), older: statement([1: 4], time: 90)),
        Order(testDescription: "another chain as well", newer: statement([1: 5, 2: 1]), older: statement([1: 5])),
        Order(testDescription: "a newer roster", newer: statement([1: 5], roster: 2, time: 1), older: statement([1: 5], roster: 1)),
        Order(testDescription: "the same again, later", newer: statement([1: 5], time: 101), older: statement([1: 5])),
        Order(
            testDescription: "the same, lacking other documents",
            newer: statement([1: 5], time: 101, missing: [[UInt8](repeating: 1, count: 32)]), older: statement([1: 5])),
        Order(
            testDescription: "less, since the roster took the space away and gave it back", newer: statement([1: 1], roster: 7, time: 50),
            older: statement([1: 5], roster: 5)),
        Order(
            testDescription: "more here and less there, later", newer: statement([1: 6, 2: 1], time: 101), older: statement([1: 5, 2: 2])),
        Order(testDescription: "another head, later", newer: statement([1: 5], time: 101, heads: 1), older: statement([1: 5])),
    ]) func `of two statements exactly one is believed`(order: Order) {
        #expect(order.newer.replaces(order.older))
        #expect(!order.older.replaces(order.newer))
        #expect(!order.newer.replaces(order.newer))
    }

    @Test func `which chains are left out of a full statement says nothing`() {
        var random = SeededGenerator(seed: 4)
        var vector = VersionVector()
        for _ in 0..<Statement.chainCountMax + 1 { vector[.random(using: &random)] = .init(count: 1, head: .zero) }
        func state(_ vector: VersionVector, _ time: Int64) -> Statement {
            Statement(
                space: .north, vector: vector, roster: .none, missing: [], time: time, incarnation: [UInt8](repeating: 1, count: 16),
                key: Self.device.signingKey)
        }
        let older = state(vector, 2)
        vector[.repeating(0)] = .init(count: 1, head: .zero)
        let newer = state(vector, 3)
        #expect(newer.chains != older.chains && newer.replaces(older))
    }

    @Test func `a peer's newest statement is kept, whatever the order of arrival`() {
        let statements = [Self.statement([1: 1], time: 1), Self.statement([1: 3], time: 3), Self.statement([1: 2], time: 2)]
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2], [1, 1, 1], [2, 0, 1]] {
            var peers = PeerStatements()
            let told = order.map { peers.take(statements[$0]) }
            #expect(peers.count(of: .repeating(1), in: .north, at: Self.device.publicKey) == 3)
            #expect(told[0])
            #expect(peers.all.count == 1)
        }
        var peers = PeerStatements()
        #expect(peers.take(statements[1]) && !peers.take(statements[0]) && !peers.take(statements[1]))
        #expect(peers[Self.device.publicKey, .south].isEmpty)
    }

    // MARK: Incarnations

    private func believed(_ statements: [Statement]) -> UInt64 {
        var peers = PeerStatements()
        for statement in statements { peers.take(statement) }
        return peers.count(of: .repeating(1), in: .north, at: Self.device.publicKey)
    }

    @Test func `of a store that was put back only what all its incarnations state is believed, until it says which it left`() {
        let before = Self.statement([1: 9], incarnation: 1)
        let after = Self.statement([1: 4], time: 1, incarnation: 2, former: [1])
        #expect(believed([before, after]) == 4 && believed([after, before]) == 4)
        #expect(believed([before, after, Self.statement([1: 12], incarnation: 1)]) == 4)
        // Two that know nothing of each other, as after putting back the same copy twice.
        let twin = Self.statement([1: 6], incarnation: 3, former: [1])
        #expect(believed([after, twin]) == 4 && believed([twin, after]) == 4)
        #expect(believed([after, twin, Self.statement([1: 5], incarnation: 4, former: [1, 2, 3])]) == 5)
        #expect(believed([before, Self.statement([1: 4], incarnation: 2)]) == 4)
    }

    @Test func `of endless incarnations the ones that state least are remembered`() {
        let statements = (0..<40).map { Self.statement([1: UInt64(60 - $0)], incarnation: UInt8($0)) }
        #expect(believed(statements) == 21 && believed(statements.reversed()) == 21)
        var peers = PeerStatements()
        for statement in statements { peers.take(statement) }
        #expect(peers.all.count == PeerStatements.incarnationCountMax)
    }
}
