import Crypto
import Foundation
import Records
import ReplicatedLog
import Sealing
import Testing
import Trials

@testable import Exchange
@testable import Roster

/// `Samples/vectors/parcel.json`: one parcel for three recipients with different grants, and what each finds in it.
struct ParcelVector: Codable {
    struct Recipient: Codable {
        let name: String
        let seed: String
        /// Granted and in the parcel, the common one included.
        let spaces: [String]
    }

    struct ContentKey: Codable {
        let space: String
        let key: String
    }

    struct Frame: Codable {
        let index: UInt32
        /// `nil` for filler.
        let space: String?
        /// What is sealed; `nil` for filler.
        let plaintext: String?
        /// Where it stands in the parcel.
        let start: Int
        let end: Int
    }

    struct Damage: Codable {
        let about: String
        /// Bytes written over with `0xA5`.
        let from: Int
        let upTo: Int
        /// Indices of the frames that are lost by it.
        let lost: [UInt32]
    }

    let about: String
    let rootKey: String
    let common: String
    let recipients: [Recipient]
    let strangerSeed: String
    let parcel: String
    let contentKeys: [ContentKey]
    let frames: [Frame]
    let damage: [Damage]
    /// For the first recipient alone, as it crosses a connection: one frame, complete.
    let network: String

    static let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../Samples/vectors/parcel.json")

    static func stored() throws -> ParcelVector { try JSONDecoder().decode(ParcelVector.self, from: Data(contentsOf: file)) }

    func write() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try (encoder.encode(self) + Data("\n".utf8)).write(to: Self.file)
    }
}

extension ParcelVector {
    /// What the parcel carries: an organisation with three devices, one chain in a space, a piece of a document, a frame of a later version.
    static func content() throws -> (office: Office, frames: [(bytes: [UInt8], space: SpaceID)]) {
        var office = try Office(TestDevice(1))
        try office.enrol(TestDevice(1), [.north: .write])
        var chain = TestChain(TestDevice(1), in: .north)
        for text in ["Amina", "Amína", "أمينة"] { try chain.save(text) }
        func statement(_ space: SpaceID, _ chain: TestChain?, former: [[UInt8]] = [], missing: [[UInt8]] = []) -> Statement {
            let end = chain?.end
            return Statement(
                space: space,
                vector: VersionVector(end.map { [$0.chain: VersionVector.Position(count: $0.count, head: $0.head)] } ?? [:]),
                roster: office.roster.head, missing: missing, time: 1_772_442_600, incarnation: TestDevice(1).incarnation,
                former: former, key: TestDevice(1).signingKey)
        }
        let document = Array("A small document in one piece.".utf8)
        let chunk = DocumentChunk(digest: EntryHash(hashing: document).bytes, size: UInt64(document.count), offset: 0, bytes: document)
        let missing = [UInt8](repeating: 0x4D, count: 32)
        let former = [UInt8](repeating: 0x0F, count: 16)
        let stated = statement(.north, chain, former: [former], missing: [missing])
        let later = Statement(
            space: .north, vector: VersionVector([chain.chain: .init(count: 2, head: chain.head(2)?.hash ?? chain.end.head)]),
            roster: RosterHead(count: 9, head: 10), missing: [document.reversed() + [0, 0]].map { EntryHash(hashing: $0).bytes },
            time: 1_772_442_660, incarnation: TestDevice(1).incarnation, former: [former], key: TestDevice(1).signingKey)
        let difference = try #require(later.difference(from: stated))
        func frame(_ items: ParcelItem...) -> [UInt8] { items.flatMap(\.bytes) }
        return (
            office,
            [
                (
                    frame(.statement(statement(office.space, office.chain).encoded), .segment(try office.chain.run(0..<2).encoded())),
                    office.space
                ),
                (frame(.statement(stated.encoded), .segment(try chain.run(0..<2).encoded())), .north),
                (frame(.segment(try chain.run(2..<3).encoded())) + [9, 3, 1, 2, 3], .north),
                (frame(.statement(statement(.south, nil).encoded)), .south),
                (frame(.difference(difference), .passedOn(stated.encoded)), .north),
                (frame(.chunk(chunk)), .north),
            ]
        )
    }

    /// The same for one device inside a connection: one frame with everything, the end mark folded into it.
    static func brief() throws -> [UInt8] {
        let (office, frames) = try content()
        var random = SeededGenerator(seed: 12)
        var writer = try ParcelWriter(
            recipients: [ParcelRecipient(key: Keys.recipients[0].publicKey, spaces: [.north])], common: office.space, form: .network,
            random: &random)
        var bytes = writer.header
        for (plaintext, space) in frames.prefix(2) {
            for item in ParcelItem.list(plaintext).compactMap(\.self) {
                if space == office.space, case .segment = item { continue }
                bytes += try writer.add(item, in: space)
            }
        }
        return bytes + (try writer.finish(random: &random))
    }

    /// A fresh parcel: its content keys are random, so that every call gives other bytes.
    static func fresh() throws -> ParcelVector {
        let (office, frames) = try content()
        let readers: [(String, RecipientPrivateKey, [SpaceID])] = [
            ("writes in one space", Keys.recipients[0], [.north]), ("reads two", Keys.recipients[1], [.north, .south]),
            ("only the roster", Keys.recipients[2], []),
        ]
        var random = SeededGenerator(seed: 11)
        var writer = try ParcelWriter(
            recipients: readers.map { ParcelRecipient(key: $0.1.publicKey, spaces: $0.2) }, common: office.space, random: &random)
        var bytes = writer.header
        var placed = [Frame]()
        for (index, (plaintext, space)) in frames.enumerated() {
            let piece = try writer.frame(plaintext, in: space)
            placed.append(
                Frame(
                    index: UInt32(index), space: hex(space.bytes), plaintext: hex(plaintext), start: bytes.count,
                    end: bytes.count + piece.count))
            bytes += piece
        }
        let start = bytes.count
        bytes += try writer.finish(random: &random)
        placed += try end(of: bytes, from: start, marker: writer.marker, space: office.space)
        let source = ByteArraySource(bytes)
        let keys = try #require(try ParcelHeader(reading: source).contentKeys(in: source, keys: [Keys.recipients[1]]))
        return ParcelVector(
            about:
                "Vector of Schemas/parcel.md; read by Tests/ExchangeTests and Tests/independent/read_parcel.py. All keys are published here.",
            rootKey: hex(office.organisation.rootKey), common: hex(office.space.bytes),
            recipients: readers.map { name, key, spaces in
                Recipient(name: name, seed: hex(key.seed), spaces: ([office.space] + spaces.sorted()).map { hex($0.bytes) })
            },
            strangerSeed: hex(Keys.recipients[4].seed), parcel: hex(bytes),
            contentKeys: keys.map { ContentKey(space: hex($0.space.bytes), key: hex($0.key)) }, frames: placed,
            damage: damage(placed, byteCount: bytes.count), network: hex(try brief()))
    }

    /// Filler and the end mark.
    private static func end(of bytes: [UInt8], from start: Int, marker: FrameMarker, space: SpaceID) throws -> [Frame] {
        var frames = [Frame]()
        var place = start
        while place < bytes.count {
            let header = try #require(marker.header(in: bytes, at: place))
            let end = place + Int(header.frameByteCount)
            let mark = ParcelItem.end(digest: Array(EntryHash(hashing: Array(bytes[..<place])).bytes.prefix(8)))
            let isLast = end == bytes.count
            frames.append(
                Frame(
                    index: header.index, space: isLast ? hex(space.bytes) : nil, plaintext: isLast ? hex(mark.bytes) : nil, start: place,
                    end: end))
            place = end
        }
        return frames
    }

    private static func damage(_ frames: [Frame], byteCount: Int) -> [Damage] {
        [
            Damage(about: "one byte of a body", from: frames[3].start + 40, upTo: frames[3].start + 41, lost: [3]),
            Damage(about: "the length of a frame", from: frames[1].start, upTo: frames[1].start + 2, lost: [1]),
            Damage(about: "a body check", from: frames[5].start + 9, upTo: frames[5].start + 10, lost: [5]),
            Damage(about: "across two frames", from: frames[2].end - 20, upTo: frames[3].start + 30, lost: [2, 3]),
            Damage(
                about: "all frames but the first and the last", from: frames[1].start, upTo: frames[frames.count - 1].start,
                lost: frames.map(\.index).dropFirst().dropLast() + []),
            Damage(about: "the end mark", from: byteCount - 30, upTo: byteCount, lost: [UInt32(frames.count - 1)]),
        ]
    }
}

func hex(_ key: SymmetricKey) -> String { key.withUnsafeBytes { hex(Array($0)) } }

func unhex(_ text: String) throws -> [UInt8] {
    let read = bytes(hex: text)
    return try #require(read)
}
