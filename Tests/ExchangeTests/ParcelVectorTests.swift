import Crypto
import Foundation
import Records
import ReplicatedLog
import Sealing
import Testing
import Trials

@testable import Exchange
@testable import Roster

/// The format as it was released: what `Samples/vectors/parcel.json` holds is read as it lies there.
struct ParcelVectorTests {
    private let vector: ParcelVector
    private let bytes: [UInt8]

    init() throws {
        if ProcessInfo.processInfo.environment["WRITE_VECTORS"] != nil { try Self.written.get() }
        vector = try .stored()
        bytes = try unhex(vector.parcel)
    }

    private static let written = Result { try ParcelVector.fresh().write() }

    private func key(_ seed: String) throws -> RecipientPrivateKey { try RecipientPrivateKey(seed: SymmetricKey(data: unhex(seed))) }

    /// The frames that a recipient can read, the end mark included.
    private func expected(for spaces: [String], without lost: [UInt32] = []) throws -> [Placed] {
        try vector.frames.filter { !lost.contains($0.index) }.flatMap { frame -> [Placed] in
            guard let space = frame.space, spaces.contains(space), let plaintext = frame.plaintext else { return [] }
            let spaceID = try #require(SpaceID(bytes: unhex(space)))
            return ParcelItem.list(try unhex(plaintext)).compactMap { $0.map { Placed(frame: $0, space: spaceID) } }
        }
    }

    @Test func `each recipient finds its frames in the published parcel`() throws {
        for recipient in vector.recipients {
            let reader = try ParcelReader(ByteArraySource(bytes), keys: [key(recipient.seed)])
            #expect(reader.spaces.map { hex($0.bytes) } == recipient.spaces)
            let reading = try Reading(reader)
            #expect(reading.frames == (try expected(for: recipient.spaces)), "\(recipient.name)")
            #expect(reading.isComplete && reading.damagedByteCount == 0)
        }
        #expect(refusal { _ = try Reading(bytes, key: key(vector.strangerSeed)) } == .notForThisDevice)
    }

    @Test func `frames are sealed to the published bytes`() throws {
        let common = try #require(vector.contentKeys.first { $0.space == vector.common })
        let id = ParcelLayout.id(commonKey: SymmetricKey(data: try unhex(common.key)))
        for frame in vector.frames {
            guard let space = frame.space, let plaintext = frame.plaintext else { continue }
            let key = try #require(vector.contentKeys.first { $0.space == space })
            let spaceID = try #require(SpaceID(bytes: unhex(space)))
            let sealer = FrameSealer(contentKey: SymmetricKey(data: try unhex(key.key)), context: ParcelLayout.frameContext(id, spaceID))
            let body = sealer.seal(try unhex(plaintext), index: frame.index, authenticating: [])
            #expect(FrameMarker(id: id).bytes(index: frame.index, body: body) + body == Array(bytes[frame.start..<frame.end]))
        }
    }

    @Test func `the published damage loses the published frames`() throws {
        let recipient = vector.recipients[1]
        for damage in vector.damage {
            var damaged = bytes
            for place in damage.from..<damage.upTo { damaged[place] = 0xA5 }
            let reading = try Reading(damaged, key: key(recipient.seed))
            #expect(reading.frames == (try expected(for: recipient.spaces, without: damage.lost)), "\(damage.about)")
            #expect(!reading.isComplete)
        }
    }

    @Test func `what the parcel carries is what is written today`() throws {
        let (office, frames) = try ParcelVector.content()
        #expect(hex(office.organisation.rootKey) == vector.rootKey && hex(office.space.bytes) == vector.common)
        for (frame, (plaintext, space)) in zip(vector.frames, frames) {
            #expect(frame.space == hex(space.bytes))
            let stored = ParcelItem.list(try unhex(#require(frame.plaintext)))
            let written = ParcelItem.list(plaintext)
            #expect(stored.count == written.count)
            for (stored, written) in zip(stored, written) {
                // Segments may deflate otherwise elsewhere; what they inflate to is their identity.
                if case .segment(let one) = stored, case .segment(let other) = written {
                    #expect(try UnverifiedSegment(decoding: one, in: space) == UnverifiedSegment(decoding: other, in: space))
                } else {
                    #expect(stored == written)
                }
            }
        }
    }

    @Test func `the parcel for a connection is one complete frame`() throws {
        let reader = try ParcelReader(ByteArraySource(unhex(vector.network)), keys: [key(vector.recipients[0].seed)])
        let reading = try Reading(reader)
        #expect(reading.isComplete && reading.frames.count == 4 && reading.frames.last?.frame == .end(digest: []))
        #expect(Set(reading.frames.map(\.space)) == [.north])
    }

    @Test func `the parcel's statements are signed and its segments accepted`() throws {
        let organisation = try #require(Organisation(rootKey: unhex(vector.rootKey)))
        var replica = Replica(organisation: organisation)
        let reading = try Reading(bytes, key: key(vector.recipients[1].seed))
        var heard = PeerStatements()
        for placed in reading.content {
            switch placed.frame {
            case .statement(let bytes), .passedOn(let bytes):
                let statement = try Statement(decoding: bytes)
                #expect(statement.isSigned && statement.space == placed.space)
                heard.keep(statement)
            case .difference(let bytes):
                let statement = try Statement(difference: bytes) { heard.base($0, in: [placed.space]) }
                #expect(statement.isSigned && statement.space == placed.space && statement.chains.map(\.count) == [2])
            case .segment(let bytes):
                let (verdicts, _) = replica.receive([try UnverifiedSegment(decoding: bytes, in: placed.space)])
                #expect(verdicts.allSatisfy { if case .accepted = $0 { true } else { false } })
            case .chunk(let chunk): #expect(EntryHash(hashing: chunk.bytes).bytes == chunk.digest)
            case .end: break
            }
        }
        #expect(replica.vector(of: .north).entryCount == 3)
        #expect(reading.unreadableCount == 1)
    }
}
