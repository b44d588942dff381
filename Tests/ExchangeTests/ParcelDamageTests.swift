import Records
import Sealing
import Testing

@testable import Exchange

/// What damage does to a parcel: nothing false is accepted, and everything whole is delivered.
struct ParcelDamageTests {
    /// One recipient with every kind of frame, and one frame that it cannot read.
    static func small() throws -> WrittenParcel {
        try WrittenParcel(
            [
                (.statement(Array("what is held".utf8)), .roster),
                (.segment([UInt8](0..<60)), .roster),
                (.segment([UInt8](repeating: 7, count: 33)), .north),
                (.chunk(DocumentChunk(digest: [UInt8](repeating: 9, count: 32), size: 90, offset: 45, bytes: [1, 2, 3])), .north),
                (.segment([]), .north),
            ], to: [ParcelRecipient(key: Keys.recipients[0].publicKey, spaces: [.north])])
    }

    @Test func `the intact parcel is complete and gives what was written`() throws {
        let parcel = try Self.small()
        let reading = try Reading(parcel.bytes)
        #expect(reading.content == parcel.frames)
        #expect(reading.isComplete)
        #expect(reading.damagedByteCount == 0)
    }

    @Test func `a byte changed anywhere behind the header loses the frame it lies in and no other`() throws {
        let parcel = try Self.small()
        let bytes = parcel.bytes
        let opened = try ParcelReader(ByteArraySource(bytes), keys: [Keys.recipients[0]])
        for (number, range) in parcel.ranges.enumerated() {
            let left = parcel.frames.enumerated().filter { $0.offset != number }.map(\.element)
            for place in range {
                for change in [UInt8(1) << UInt8(place % 8), 0xFF] {
                    var damaged = bytes
                    damaged[place] ^= change
                    let reading = try Reading(opened.continued(with: ByteArraySource(damaged)))
                    #expect(reading.content == left, "byte \(place)")
                    #expect(!reading.isComplete, "byte \(place)")
                    #expect(reading.damagedByteCount == UInt64(range.count), "byte \(place)")
                }
            }
        }
    }

    @Test func `a byte changed anywhere in the header of one recipient is refused`() throws {
        let parcel = try Self.small()
        let bytes = parcel.bytes
        for place in 0..<parcel.header.count {
            var damaged = bytes
            damaged[place] ^= UInt8(1) << UInt8(place % 8)
            let code = refusal { _ = try Reading(damaged) }
            switch place {
            case 0..<8: #expect(code == .notAParcel, "byte \(place)")
            case 8..<10: #expect(code == .notAParcel || code == .tooLarge, "byte \(place)")
            default: #expect(code == .notForThisDevice, "byte \(place)")
            }
        }
    }

    @Test func `a parcel cut anywhere gives the frames before the cut`() throws {
        let parcel = try Self.small()
        let bytes = parcel.bytes
        let opened = try ParcelReader(ByteArraySource(bytes), keys: [Keys.recipients[0]])
        for end in parcel.header.count..<bytes.count {
            let reading = try Reading(opened.continued(with: ByteArraySource(Array(bytes.prefix(end)))))
            let whole = parcel.ranges.count { $0.upperBound <= end }
            #expect(reading.content == Array(parcel.frames.prefix(whole)), "cut at \(end)")
            #expect(!reading.isComplete, "cut at \(end)")
        }
        for end in 0..<parcel.header.count {
            #expect(refusal { _ = try Reading(Array(bytes.prefix(end))) } == .notAParcel, "cut at \(end)")
        }
    }

    @Test func `a byte put in or left out anywhere loses at most the frame it lies in`() throws {
        let parcel = try Self.small()
        let bytes = parcel.bytes
        let opened = try ParcelReader(ByteArraySource(bytes), keys: [Keys.recipients[0]])
        for (number, range) in parcel.ranges.enumerated() {
            let left = parcel.frames.enumerated().filter { $0.offset != number }.map(\.element)
            for place in range {
                var shorter = bytes
                shorter.remove(at: place)
                var longer = bytes
                longer.insert(0x5A, at: place)
                for damaged in [shorter, longer] {
                    let reading = try Reading(opened.continued(with: ByteArraySource(damaged)))
                    // Put before the first byte of a frame, it harms none.
                    #expect(reading.content == left || reading.content == parcel.frames, "byte \(place)")
                    #expect(!reading.isComplete, "byte \(place)")
                }
            }
        }
    }

    @Test func `a byte behind the end leaves the parcel not complete`() throws {
        let parcel = try Self.small()
        let reading = try Reading(parcel.bytes + [0])
        #expect(reading.content == parcel.frames)
        #expect(!reading.isComplete)
    }
}
