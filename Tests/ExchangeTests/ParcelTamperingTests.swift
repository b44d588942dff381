import Crypto
import Records
import Sealing
import Testing
import Trials

@testable import Exchange

/// What whoever carries a parcel can do to it, knowing its layout and no key.
struct ParcelTamperingTests {
    private static let recipients = [ParcelRecipient(key: Keys.recipients[0].publicKey, spaces: [.north])]
    private static let frames: [(ParcelItem, SpaceID)] = [
        (.statement([1]), .roster), (.segment([2, 2]), .north), (.segment([3, 3]), .north), (.segment([4, 4]), .roster),
        (.segment([5, 5]), .north),
    ]

    /// A parcel's own frame with another index, or somebody's bytes, with every check made right.
    private static func disguised(_ body: [UInt8], index: UInt32, in parcel: WrittenParcel) -> [UInt8] {
        parcel.marker.bytes(index: index, body: body) + body
    }

    private static func read(_ parcel: WrittenParcel, _ pieces: [[UInt8]]) throws -> Reading {
        try Reading(parcel.header + pieces.flatMap { $0 })
    }

    @Test func `frames in another order are read and the parcel is not complete`() throws {
        let parcel = try WrittenParcel(Self.frames, to: Self.recipients)
        for left in parcel.pieces.indices {
            for right in parcel.pieces.indices where left < right {
                var pieces = parcel.pieces
                pieces.swapAt(left, right)
                let reading = try Self.read(parcel, pieces)
                #expect(Set(reading.content) == Set(parcel.frames))
                #expect(!reading.isComplete)
            }
        }
    }

    @Test func `a frame written over by a copy of another is missed`() throws {
        let parcel = try WrittenParcel(Self.frames, to: Self.recipients)
        for lost in 0..<Self.frames.count {
            for copied in parcel.pieces.indices where copied != lost {
                var pieces = parcel.pieces
                pieces[lost] = pieces[copied]
                let reading = try Self.read(parcel, pieces)
                #expect(!reading.content.contains(parcel.frames[lost]))
                #expect(!reading.isComplete)
            }
        }
    }

    @Test func `a frame left out or doubled leaves the parcel not complete`() throws {
        let parcel = try WrittenParcel(Self.frames, to: Self.recipients)
        for place in parcel.pieces.indices {
            var fewer = parcel.pieces
            fewer.remove(at: place)
            #expect(try !Self.read(parcel, fewer).isComplete)
            #expect(try !Self.read(parcel, parcel.pieces + [parcel.pieces[place]]).isComplete)
        }
    }

    @Test func `a frame moved to another place does not open`() throws {
        let parcel = try WrittenParcel(Self.frames, to: Self.recipients)
        var pieces = parcel.pieces
        pieces[1] = Self.disguised(Array(parcel.pieces[2].dropFirst(12)), index: 1, in: parcel)
        let reading = try Self.read(parcel, pieces)
        #expect(reading.content == parcel.frames.enumerated().filter { $0.offset != 1 }.map(\.element))
        #expect(!reading.isComplete)
    }

    @Test func `a frame replaced by what looks like one for somebody else is missed`() throws {
        let parcel = try WrittenParcel(Self.frames, to: Self.recipients)
        var random = SeededGenerator(seed: 5)
        for lost in 0..<Self.frames.count {
            var pieces = parcel.pieces
            pieces[lost] = Self.disguised(random.bytes(pieces[lost].count - 12), index: UInt32(lost), in: parcel)
            let reading = try Self.read(parcel, pieces)
            #expect(reading.content == parcel.frames.enumerated().filter { $0.offset != lost }.map(\.element))
            #expect(reading.damagedByteCount == 0)
            #expect(!reading.isComplete)
        }
    }

    @Test func `frames of another parcel to the same recipients are not taken`() throws {
        let parcel = try WrittenParcel(Self.frames, to: Self.recipients, seed: 1)
        let other = try WrittenParcel(Self.frames.map { _ in (ParcelItem.segment([9, 9]), SpaceID.north) }, to: Self.recipients, seed: 2)
        for place in 0..<Self.frames.count {
            for foreign in [
                other.pieces[place], Self.disguised(Array(other.pieces[place].dropFirst(12)), index: UInt32(place), in: parcel),
            ] {
                var pieces = parcel.pieces
                pieces[place] = foreign
                let reading = try Self.read(parcel, pieces)
                #expect(reading.content == parcel.frames.enumerated().filter { $0.offset != place }.map(\.element))
                #expect(!reading.isComplete)
            }
        }
        #expect(try !Reading(other.header + parcel.pieces.flatMap { $0 }).isComplete)
        #expect(try Reading(other.header + parcel.pieces.flatMap { $0 }).frames.isEmpty)
    }

    @Test func `a frame of a kind that this version does not know is passed over`() throws {
        var random = SeededGenerator(seed: 3)
        var writer = try ParcelWriter(recipients: Self.recipients, common: .roster, random: &random)
        var bytes = writer.header
        bytes += try writer.frame(ParcelItem.segment([1]).bytes, in: .north)
        for body in [[0, 0], [2, 9], [200, 2, 2, 3], [UInt8(3), 0], [4, 1, 0]] { bytes += try writer.frame(body, in: .north) }
        bytes += try writer.frame(ParcelItem.segment([2]).bytes, in: .north)
        bytes += try writer.finish(random: &random)
        let reading = try Reading(bytes)
        #expect(reading.content.map(\.frame) == [.segment([1]), .segment([2])])
        #expect(reading.unreadableCount == 5)
        #expect(reading.damagedByteCount == 0)
        #expect(reading.isComplete)
    }

    @Test func `a chunk that reaches beyond its document is not a frame`() {
        for (size, offset, count) in [(UInt64(10), UInt64(8), 3), (10, 11, 0), (0, 0, 1), (.max, .max, 1)] {
            let chunk = DocumentChunk(
                digest: [UInt8](repeating: 1, count: 32), size: size, offset: offset, bytes: [UInt8](repeating: 1, count: count))
            #expect(ParcelItem.list(ParcelItem.chunk(chunk).bytes) == [nil])
        }
    }
}
