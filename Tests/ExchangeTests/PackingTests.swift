import Records
import Sealing
import Testing
import Trials

@testable import Exchange

/// Which items share a frame, and what the end of a parcel costs.
struct PackingTests {
    private static let one = [ParcelRecipient(key: Keys.recipients[0].publicKey, spaces: [.north, .south])]
    /// The second reads less.
    private static let two = one + [ParcelRecipient(key: Keys.recipients[1].publicKey, spaces: [.south])]

    private struct Packed {
        let bytes: [UInt8]
        let header: Int
        let ends: [Int]
    }

    private static func pack(
        _ items: [(ParcelItem, SpaceID)], to recipients: [ParcelRecipient] = one, form: ParcelForm = .network
    ) throws -> Packed {
        var random = SeededGenerator(seed: 1)
        var writer = try ParcelWriter(recipients: recipients, common: .roster, form: form, random: &random)
        var bytes = writer.header
        for (item, space) in items { bytes += try writer.add(item, in: space) }
        bytes += try writer.finish(random: &random)
        #expect(UInt64(bytes.count) == writer.byteCount)
        var ends = [Int]()
        var place = writer.header.count
        while place < bytes.count {
            place += Int(try #require(writer.marker.header(in: bytes, at: place)).frameByteCount)
            ends.append(place)
        }
        #expect(ends.count == Int(writer.frameCount))
        return Packed(bytes: bytes, header: writer.header.count, ends: ends)
    }

    private static func segment(_ byte: UInt8, _ count: Int) -> ParcelItem { .segment([UInt8](repeating: byte, count: count)) }

    @Test func `small items of one space share a frame, in order, with the end mark`() throws {
        let items: [(ParcelItem, SpaceID)] = [(.difference([1]), .north), (Self.segment(2, 540), .north), (Self.segment(3, 8_000), .north)]
        let packed = try Self.pack(items)
        #expect(packed.ends.count == 1)
        let reading = try Reading(packed.bytes)
        #expect(reading.frames.map(\.frame) == items.map(\.0) + [.end(digest: [])])
        #expect(reading.isComplete && reading.unreadableCount == 0)
    }

    @Test func `all but the segment, the statement and the stanza take 45 bytes`() throws {
        let packed = try Self.pack([(.difference([UInt8](repeating: 1, count: 89)), .north), (Self.segment(2, 540), .north)])
        #expect(packed.bytes.count - 89 - 540 - (1_120 + 402) == 10 + 28 + 2 + 3 + 2)
    }

    @Test func `a large item has a frame of its own, and a frame holds 56 KiB of small ones`() throws {
        // The large one between two small ones: three frames, and the mark with the last.
        let large = try Self.pack([(Self.segment(1, 10), .north), (Self.segment(2, 8_193), .north), (Self.segment(3, 10), .north)])
        #expect(large.ends.count == 3)
        #expect(try Reading(large.bytes).isComplete)
        let many = try Self.pack((0..<57).map { (Self.segment($0, 1_021), .north) })
        #expect(many.ends.count == 2 && many.ends[0] - many.header == 56 * 1_024 + 28)
        #expect(try Reading(many.bytes).content.count == 57)
    }

    @Test func `a damaged frame loses its items and no others`() throws {
        let items = (0..<120).map { (Self.segment($0, 1_021), SpaceID.north) }
        let packed = try Self.pack(items)
        #expect(packed.ends.count == 3)
        let opened = try ParcelReader(ByteArraySource(packed.bytes), keys: [Keys.recipients[0]])
        for (number, lost) in [0..<56, 56..<112, 112..<120].enumerated() {
            var damaged = packed.bytes
            damaged[packed.ends[number] - 100] ^= 1
            let reading = try Reading(opened.continued(with: ByteArraySource(damaged)))
            #expect(reading.content.map(\.frame) == items.indices.filter { !lost.contains($0) }.map { items[$0].0 })
            #expect(!reading.isComplete)
        }
    }

    @Test func `on a stick statements share a frame with one item behind them, and damage costs no more than one`() throws {
        let items: [(ParcelItem, SpaceID)] = [(.statement([1]), .roster), (.statement([2]), .north)]
        let packed = try Self.pack(items + (0..<5).map { (Self.segment($0, 100), .north) }, form: .stick)
        let opened = try ParcelReader(ByteArraySource(packed.bytes), keys: [Keys.recipients[0]])
        #expect(try Reading(opened).content.count == 7)
        for (number, left) in [4, 6, 6, 6, 6].enumerated() {
            var damaged = packed.bytes
            damaged[packed.ends[number] - 9] ^= 1
            #expect(try Reading(opened.continued(with: ByteArraySource(damaged))).content.count == left)
        }
    }

    @Test func `items of two spaces never share a frame, but statements of the common one travel where all can read them`() throws {
        let items: [(ParcelItem, SpaceID)] = [
            (.statement([1]), .roster), (.passedOn([2]), .roster), (.statement([3]), .south), (Self.segment(4, 9), .south),
            (.statement([5]), .north),
        ]
        let packed = try Self.pack(items, to: Self.two)
        // The last is for one of the two: the mark that both look for is not in it.
        #expect(packed.ends.count == 3)
        let first = try Reading(packed.bytes)
        #expect(first.content.map(\.space) == [.south, .south, .south, .south, .north] && first.isComplete)
        let second = try Reading(packed.bytes, key: Keys.recipients[1])
        #expect(second.content.map(\.frame) == items.prefix(4).map(\.0) && second.isComplete)
        #expect(second.frames.last?.space == .roster)
        // Where one cannot read the space, what is common stays apart; and so do entries of the roster.
        let apart = try Self.pack([(.statement([1]), .roster), (.statement([5]), .north)], to: Self.two)
        #expect(try Reading(apart.bytes, key: Keys.recipients[1]).content.map(\.frame) == [.statement([1])])
        let entries = try Self.pack([(.statement([1]), .roster), (Self.segment(2, 9), .roster), (.statement([3]), .south)])
        #expect(try Reading(entries.bytes).content.map(\.space) == [.roster, .roster, .south])
    }

    @Test func `an item of a later version is passed over, and the rest of its frame counts`() throws {
        var random = SeededGenerator(seed: 1)
        var writer = try ParcelWriter(recipients: Self.one, common: .roster, random: &random)
        var bytes = writer.header
        let readable = Self.segment(1, 3).bytes
        bytes += try writer.frame(readable + [99, 2, 0, 0] + [3, 1, 0] + readable + [4, 1, 9] + readable, in: .north)
        // A length beyond the end, one that is not the shortest, and a sort alone.
        for broken in [[2, 200, 1, 1], [2, 0x81, 0, 5], [2]] as [[UInt8]] { bytes += try writer.frame(readable + broken, in: .north) }
        bytes += try writer.finish(random: &random)
        let reading = try Reading(bytes)
        #expect(reading.content.count == 6 && reading.content.allSatisfy { $0.frame == Self.segment(1, 3) })
        #expect(reading.unreadableCount == 6 && reading.isComplete)
    }

    @Test func `the end mark counts only as the last item of the last frame`() throws {
        var random = SeededGenerator(seed: 1)
        func reading(_ frames: [[UInt8]], to recipients: [ParcelRecipient] = Self.one) throws -> Reading {
            var writer = try ParcelWriter(recipients: recipients, common: .roster, form: .network, random: &random)
            var bytes = writer.header
            for frame in frames { bytes += try writer.frame(frame, in: .south) }
            return try Reading(bytes)
        }
        let (item, mark) = (Self.segment(1, 3).bytes, ParcelItem.end(digest: []).bytes)
        #expect(try reading([item + mark]).isComplete)
        #expect(try !reading([mark + item]).isComplete && !reading([item]).isComplete && !reading([item + mark, item]).isComplete)
        // Without a digest it vouches for one frame under one stanza.
        #expect(try !reading([item, item + mark]).isComplete && !reading([item + mark], to: Self.two).isComplete)
        #expect(try !reading([item + ParcelItem.end(digest: [UInt8](repeating: 0, count: 8)).bytes]).isComplete)
    }

    @Test func `a parcel for a connection changed anywhere is not complete, and what is whole of it is delivered`() throws {
        let items: [(ParcelItem, SpaceID)] = [(.statement([1]), .roster), (Self.segment(2, 40), .south), (.difference([3]), .north)]
        for recipients in [Self.one, Self.two] {
            let packed = try Self.pack(items, to: recipients)
            let opened = try ParcelReader(ByteArraySource(packed.bytes), keys: [Keys.recipients[0]])
            for place in packed.header..<packed.bytes.count {
                var damaged = packed.bytes
                damaged[place] ^= UInt8(1) << UInt8(place % 8)
                let reading = try Reading(opened.continued(with: ByteArraySource(damaged)))
                let number = try #require(packed.ends.firstIndex { place < $0 })
                #expect(!reading.isComplete, "byte \(place)")
                #expect(reading.damagedByteCount > 0 && reading.frames.count < items.count + 1, "byte \(place)")
                let intact = try Reading(opened.continued(with: ByteArraySource(Array(packed.bytes.prefix(packed.ends[number])))))
                #expect(reading.frames.count >= intact.frames.count - items.count - 1)
            }
        }
    }

    @Test func `nothing but the mark is a parcel too`() throws {
        for (form, size) in [(ParcelForm.network, 10 + 1_522 + 30), (.stick, 1_600)] {
            let packed = try Self.pack([], form: form)
            #expect(packed.bytes.count == size)
            let reading = try Reading(packed.bytes)
            #expect(reading.isComplete && reading.content.isEmpty)
        }
    }

    @Test func `on a stick the last frame is of one size, whatever stands before it`() throws {
        for count in [0, 1, 30, 500, 3_000] {
            let packed = try Self.pack((0..<count).map { (Self.segment(UInt8($0 & 255), 50), .north) }, form: .stick)
            #expect(packed.bytes.count - (packed.ends.dropLast().last ?? packed.header) == 38)
            #expect(Padme.paddedSize(UInt64(packed.bytes.count)) == UInt64(packed.bytes.count))
            #expect(try Reading(packed.bytes).isComplete)
        }
    }
}
