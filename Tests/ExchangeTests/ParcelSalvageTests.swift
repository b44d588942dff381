import Records
import Sealing
import Testing

@testable import Exchange

/// Larger damage, and damage that somebody crafted to make reading slow.
struct ParcelSalvageTests {
    private static let parcel = Result {
        try WrittenParcel(
            (0..<40).map { (.segment([UInt8](repeating: UInt8($0), count: 20 + $0 * 13)), $0 % 3 == 0 ? .roster : .north) },
            to: [ParcelRecipient(key: Keys.recipients[0].publicKey, spaces: [.north])])
    }

    /// Whole runs of bytes written over, given as frames from which and up to which.
    @Test(arguments: [[0..<1], [0..<5], [17..<25], [38..<41], [0..<3, 10..<11, 20..<30], [0..<40], [1..<2, 3..<4, 5..<6, 39..<40]])
    func `all frames outside damaged regions are delivered`(regions: [Range<Int>]) throws {
        let parcel = try Self.parcel.get()
        for filler in [UInt8(0), 0xFF, 0x51] {
            var bytes = parcel.bytes
            for region in regions {
                let start = parcel.ranges[region.lowerBound].lowerBound
                let end = parcel.ranges[region.upperBound - 1].upperBound
                for place in start..<end { bytes[place] = filler }
            }
            let reading = try Reading(bytes)
            let left = parcel.frames.enumerated().filter { frame in !regions.contains { $0.contains(frame.offset) } }.map(\.element)
            #expect(reading.content == left)
            #expect(!reading.isComplete)
            let lost = regions.map { parcel.ranges[$0.upperBound - 1].upperBound - parcel.ranges[$0.lowerBound].lowerBound }
            #expect(reading.damagedByteCount == UInt64(lost.reduce(0, +)))
        }
    }

    @Test func `a region cut out loses only the frames it touched`() throws {
        let parcel = try Self.parcel.get()
        let ranges = parcel.ranges
        for (first, last) in [(3, 3), (5, 9), (0, 20)] {
            let cut = ranges[first].lowerBound + 9..<ranges[last].upperBound - 4
            let reading = try Reading(Array(parcel.bytes[..<cut.lowerBound]) + Array(parcel.bytes[cut.upperBound...]))
            #expect(reading.content == parcel.frames.enumerated().filter { !(first...last).contains($0.offset) }.map(\.element))
        }
    }

    @Test func `damage longer than one search is said piece by piece and reading goes on behind it`() throws {
        let parcel = try Self.parcel.get()
        let place = parcel.ranges[20].lowerBound
        for length in [4_095, 4_096, 4_097, 20_000] {
            let bytes = Array(parcel.bytes[..<place]) + [UInt8](repeating: 3, count: length) + Array(parcel.bytes[place...])
            var reader = try ParcelReader(ByteArraySource(bytes), keys: [Keys.recipients[0]])
            reader.searchBytesMax = 4_096
            let reading = try Reading(reader)
            #expect(reading.content == parcel.frames)
            #expect(reading.damagedByteCount == UInt64(length))
            #expect(reading.damageCount >= length / 4_096)
            #expect(!reading.isComplete)
        }
    }

    @Test func `crafted damage cannot make the reader hash more than its share`() throws {
        let parcel = try Self.parcel.get()
        let marker = parcel.marker
        // Every twelve bytes a header that checks and promises a long frame.
        var crafted = [UInt8]()
        let promised = [UInt8](repeating: 0, count: 60_000)
        let header = marker.bytes(index: 7, body: promised)
        while crafted.count < 200_000 { crafted += header }
        let place = parcel.ranges[20].lowerBound
        let bytes = Array(parcel.bytes[..<place]) + crafted + Array(parcel.bytes[place...])
        let source = CountingSource(ByteArraySource(bytes))
        let reading = try Reading(ParcelReader(source, keys: [Keys.recipients[0]]))
        #expect(reading.content == parcel.frames)
        #expect(source.bytesRead < 3 << 20)
    }

    @Test func `what was read before the stick was pulled stays read`() throws {
        let parcel = try Self.parcel.get()
        let source = PulledSource(bytes: parcel.bytes, readable: UInt64(parcel.ranges[12].upperBound))
        var reader = try ParcelReader(source, keys: [Keys.recipients[0]])
        var frames = [ParcelItem]()
        #expect(throws: PulledSource.Pulled.self) {
            while let event = try reader.next() {
                if case .item(let frame, _) = event { frames.append(frame) }
            }
        }
        #expect(frames == parcel.frames.prefix(13).map(\.frame))
        #expect(!reader.isComplete)
    }
}

/// Counts what is read of a parcel.
final class CountingSource: ByteSource {
    private let source: ByteArraySource
    private(set) var bytesRead = 0

    init(_ source: ByteArraySource) { self.source = source }

    var byteCount: UInt64 { source.byteCount }

    func read(at offset: UInt64, count: Int) throws -> [UInt8] {
        bytesRead += count
        return try source.read(at: offset, count: count)
    }
}

/// A stick that is pulled out while it is read.
struct PulledSource: ByteSource {
    struct Pulled: Error {}

    let bytes: [UInt8]
    let readable: UInt64

    var byteCount: UInt64 { UInt64(bytes.count) }

    func read(at offset: UInt64, count: Int) throws -> [UInt8] {
        guard offset + UInt64(count) <= readable else { throw Pulled() }
        return Array(bytes[Int(offset)..<Int(offset) + count])
    }
}
