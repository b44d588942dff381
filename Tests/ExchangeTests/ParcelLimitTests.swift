import Crypto
import Records
import Sealing
import Testing
import Trials

@testable import Exchange

/// One past every stated limit of a parcel.
struct ParcelLimitTests {
    private static let reader = ParcelRecipient(key: Keys.recipients[0].publicKey, spaces: [])

    private static func header(power: UInt8, groups: UInt8, magic: String = "SPARCEL2") -> [UInt8] {
        Array(magic.utf8) + [power, groups] + [UInt8](repeating: 2, count: (1 << Int(min(power, 4))) * (1120 + 18 + 384 * Int(groups)))
    }

    @Test(arguments: [
        (0, 1, ExchangeErrorCode.notForThisDevice), (0, 32, .notForThisDevice), (4, 1, .notForThisDevice),
        (0, 0, .notAParcel), (5, 1, .notAParcel), (10, 32, .notAParcel),
        (0, 33, .tooLarge), (11, 1, .tooLarge), (255, 255, .tooLarge),
    ]) func `a header that no writer writes is refused`(power: UInt8, groups: UInt8, code: ExchangeErrorCode) {
        #expect(refusal { _ = try Reading(Self.header(power: power, groups: groups)) } == code)
    }

    @Test func `an empty file, a foreign one and one of another version are not parcels`() {
        let header = Self.header(power: 0, groups: 1, magic: "SPARCEL1")
        for bytes in [[], [0], Array("%PDF-1.7 and more of a letter than a header holds".utf8), header, Array(header.prefix(10))] {
            #expect(refusal { _ = try Reading(bytes) } == .notAParcel)
        }
    }

    @Test func `a parcel over 1 GiB is refused before anything of it is read`() {
        #expect(refusal { _ = try ParcelReader(EndlessSource(byteCount: (1 << 30) + 1), keys: []) } == .tooLarge)
        #expect(throws: EndlessSource.WasRead.self) { try ParcelReader(EndlessSource(byteCount: 1 << 30), keys: []) }
    }

    @Test func `a list of keys has at most 256, each space once and in order`() throws {
        let keys = (0..<257).compactMap { number in
            SpaceID(bytes: [UInt8](repeating: 0, count: 14) + [UInt8(number >> 8), UInt8(number & 255)]).map {
                SpaceKey(space: $0, key: SymmetricKey(size: .bits256))
            }
        }
        #expect(
            try SpaceKey.list(decoding: SpaceKey.encode(Array(keys.prefix(256)), slotCount: 256)).map(\.space)
                == keys.prefix(256).map(\.space))
        // The first is the common one's, wherever it would stand.
        #expect(try SpaceKey.list(decoding: SpaceKey.encode([keys[1], keys[0]], slotCount: 8)).count == 2)
        for list in [[], keys, [keys[9], keys[1], keys[0]], [keys[9], keys[1], keys[1]], [keys[3], keys[3]]] {
            #expect(refusal { _ = try SpaceKey.list(decoding: SpaceKey.encode(list, slotCount: 264)) } == .malformed)
        }
        for count in [0, 1, 2 + 47] {
            #expect(
                refusal { _ = try SpaceKey.list(decoding: Array(SpaceKey.encode([keys[0]], slotCount: 8).prefix(count))) } == .malformed)
        }
    }

    @Test func `a parcel has 1 to 1,024 recipients of at most 256 spaces with the common one`() throws {
        var random = SeededGenerator(seed: 1)
        let spaces = (0..<256).compactMap { SpaceID(bytes: [UInt8](repeating: 7, count: 15) + [UInt8($0)]) }
        func code(_ recipients: [ParcelRecipient]) -> ExchangeErrorCode? {
            refusal { _ = try ParcelWriter(recipients: recipients, common: .roster, random: &random) }
        }
        #expect(code([]) == .noRecipient)
        #expect(code([ParcelRecipient](repeating: Self.reader, count: 1025)) == .tooLarge)
        #expect(code([ParcelRecipient(key: Keys.recipients[0].publicKey, spaces: spaces)]) == .tooLarge)
        #expect(code([ParcelRecipient(key: Keys.recipients[0].publicKey, spaces: Array(spaces.dropLast()))]) == nil)
    }

    @Test func `a frame is at most 65,535 bytes sealed and of a space that somebody reads`() throws {
        var random = SeededGenerator(seed: 1)
        var writer = try ParcelWriter(recipients: [Self.reader], common: .roster, random: &random)
        // Sort, and a length of three bytes.
        let most = Frame.sealedBytesMax - FrameSealer.tagByteCount - 4
        #expect(refusal { _ = try writer.add(.segment([UInt8](repeating: 0, count: most + 1)), in: .roster) } == .tooLarge)
        #expect(refusal { _ = try writer.add(.segment([1]), in: .north) } == .noRecipient)
        var bytes = writer.header
        bytes += try writer.add(.segment([UInt8](repeating: 0, count: most)), in: .roster)
        bytes += try writer.finish(random: &random)
        let reading = try Reading(bytes)
        #expect(reading.content.count == 1 && reading.isComplete)
    }

    @Test func `a full parcel takes no more and is still finished whole`() throws {
        var random = SeededGenerator(seed: 1)
        for limit in [UInt64(4_096), 4_352, 5_000] {
            var writer = try ParcelWriter(recipients: [Self.reader], common: .roster, byteCountMax: limit, random: &random)
            var bytes = writer.header
            var count = 0
            while true {
                do {
                    bytes += try writer.add(.segment([UInt8](repeating: 1, count: 50)), in: .roster)
                    count += 1
                } catch let error as ExchangeError {
                    #expect(error.code == .tooLarge)
                    break
                }
            }
            #expect(count > 10)
            bytes += try writer.finish(random: &random)
            #expect(UInt64(bytes.count) <= limit && UInt64(bytes.count) == writer.byteCount)
            let reading = try Reading(bytes)
            #expect(reading.isComplete && reading.content.count == count)
        }
    }
}

/// A source of any size that nobody may read.
struct EndlessSource: ByteSource {
    struct WasRead: Error {}

    let byteCount: UInt64

    func read(at offset: UInt64, count: Int) throws -> [UInt8] { throw WasRead() }
}
