import Records
import Sealing
import Testing

@testable import Exchange

/// Who opens what of a parcel, and what shows from outside.
struct ParcelTests {
    private static let shared = Result {
        try WrittenParcel(
            [
                (.statement([1]), .roster), (.segment([2]), .roster),
                (.statement([3]), .north), (.segment([4]), .north),
                (.statement([5]), .south), (.segment([6]), .south),
                (.chunk(DocumentChunk(digest: [UInt8](repeating: 1, count: 32), size: 3, offset: 0, bytes: [7, 8, 9])), .north),
            ],
            to: [
                ParcelRecipient(key: Keys.recipients[0].publicKey, spaces: [.north]),
                ParcelRecipient(key: Keys.recipients[1].publicKey, spaces: [.south, .north]),
                ParcelRecipient(key: Keys.recipients[2].publicKey, spaces: []),
            ])
    }

    @Test(arguments: [(0, [SpaceID.roster, .north]), (1, [.roster, .north, .south]), (2, [.roster])])
    func `each recipient opens exactly the spaces granted to it`(number: Int, spaces: [SpaceID]) throws {
        let parcel = try Self.shared.get()
        let reader = try ParcelReader(ByteArraySource(parcel.bytes), keys: [Keys.recipients[number]])
        #expect(reader.spaces == spaces)
        let reading = try Reading(reader)
        #expect(reading.content == parcel.frames.filter { spaces.contains($0.space) })
        #expect(reading.foreignCount == parcel.pieces.count - reading.frames.count)
        #expect(reading.isComplete)
    }

    @Test func `a device that is not addressed learns nothing`() throws {
        let bytes = try Self.shared.get().bytes
        #expect(refusal { _ = try Reading(bytes, key: Keys.recipients[3]) } == .notForThisDevice)
        #expect(refusal { _ = try ParcelReader(ByteArraySource(bytes), keys: []) } == .notForThisDevice)
    }

    @Test func `a parcel sealed to a former key opens while that key is kept`() throws {
        let reader = try ParcelReader(ByteArraySource(try Self.shared.get().bytes), keys: [Keys.recipients[4], Keys.recipients[1]])
        #expect(try Reading(reader).isComplete)
    }

    @Test func `damage to another recipient's stanza costs nothing but completeness`() throws {
        let parcel = try Self.shared.get()
        var survivals = 0
        // Four stanzas of one length; the writer shuffled them, so each is damaged in turn.
        for stanza in 0..<4 {
            var damaged = parcel.bytes
            damaged[ParcelLayout.fixedByteCount + stanza * (parcel.header.count - ParcelLayout.fixedByteCount) / 4 + 5] ^= 1
            guard let reading = try? Reading(damaged) else { continue }
            survivals += 1
            #expect(!reading.isComplete)
            #expect(reading.content == parcel.frames.filter { $0.space != .south })
        }
        #expect(survivals == 3)
    }

    @Test(arguments: 1...9)
    func `the number of stanzas is a power of two`(count: Int) throws {
        let recipients = (0..<count).map { ParcelRecipient(key: Keys.recipients[$0 % 5].publicKey, spaces: []) }
        let parcel = try WrittenParcel([], to: recipients)
        let stanzas = 1 << Int(parcel.header[8])
        #expect(stanzas >= count && stanzas < 2 * count && stanzas & (stanzas - 1) == 0)
        #expect(
            Set(stride(from: ParcelLayout.fixedByteCount, to: parcel.header.count, by: 1120 + 402).map { parcel.header[$0..<$0 + 32] })
                .count == stanzas)
        #expect(try Reading(parcel.bytes).isComplete)
    }

    @Test func `the size is a padded one and filler looks like frames`() throws {
        var fillers = Set<Int>()
        for length in 0..<200 {
            let parcel = try WrittenParcel(
                [(.segment([UInt8](repeating: 1, count: length * 7)), .roster)],
                to: [ParcelRecipient(key: Keys.recipients[0].publicKey, spaces: [])], seed: UInt64(length))
            let size = UInt64(parcel.bytes.count)
            #expect(Padme.paddedSize(size) == size)
            #expect(parcel.pieces.count <= 3)
            for piece in parcel.pieces { #expect(piece.count >= ParcelLayout.frameHeaderByteCount + ParcelLayout.sealedBytesMin) }
            fillers.insert(parcel.pieces.count - 2)
        }
        #expect(fillers == [0, 1])
    }

    @Test func `a large parcel is filled by frames no larger than others`() throws {
        let chunk = ParcelItem.chunk(
            DocumentChunk(
                digest: [UInt8](repeating: 1, count: 32), size: 1 << 20, offset: 0,
                bytes: [UInt8](repeating: 2, count: ParcelItem.chunkBytesMax)
            ))
        var most = 0
        for count in 80...82 {
            let parcel = try WrittenParcel(
                [(ParcelItem, SpaceID)](repeating: (chunk, .roster), count: count),
                to: [ParcelRecipient(key: Keys.recipients[0].publicKey, spaces: [])])
            #expect(Padme.paddedSize(UInt64(parcel.bytes.count)) == UInt64(parcel.bytes.count))
            for piece in parcel.pieces { #expect((29...12 + 17 + ParcelItem.chunkBytesMax + 40).contains(piece.count)) }
            most = max(most, parcel.pieces.count - count - 1)
            let reading = try Reading(parcel.bytes)
            #expect(reading.isComplete && reading.content.count == count)
        }
        #expect(most == 2)
    }

}
