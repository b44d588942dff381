import Crypto
import Records
import ReplicatedLog
import Sealing
import Testing
import Trials

@testable import Exchange

/// Recipient keys are slow to make in a debug build, so all tests share these.
enum Keys {
    static let recipients = (1...7).map { number -> RecipientPrivateKey in
        guard let key = try? RecipientPrivateKey(seed: SymmetricKey(data: [UInt8](repeating: UInt8(number), count: 32))) else {
            preconditionFailure("any 32 bytes are a seed")
        }
        return key
    }
}

extension Identifier {
    /// Sixteen times the same byte.
    static func repeating(_ byte: UInt8) -> Self {
        guard let identifier = Self(bytes: [UInt8](repeating: byte, count: 16)) else { preconditionFailure("16 bytes are an identifier") }
        return identifier
    }
}

extension SpaceID {
    static let roster = SpaceID.repeating(0xA0)
    static let north = SpaceID.repeating(0xA1)
    static let south = SpaceID.repeating(0xA2)
}

/// An item and the space it was written in.
struct Placed: Hashable {
    let frame: ParcelItem
    let space: SpaceID
}

/// A parcel as it was written, piece by piece.
struct WrittenParcel {
    let header: [UInt8]
    let marker: FrameMarker
    /// Sealed frames as they stand one after another, filler and the end mark included.
    let pieces: [[UInt8]]
    let frames: [Placed]

    var bytes: [UInt8] { header + pieces.flatMap { $0 } }

    /// Where each piece stands.
    var ranges: [Range<Int>] {
        var start = header.count
        return pieces.map { piece in
            defer { start += piece.count }
            return start..<start + piece.count
        }
    }

    /// Each item in a frame of its own.
    init(_ frames: [(ParcelItem, SpaceID)], to recipients: [ParcelRecipient], seed: UInt64 = 1) throws {
        var random = SeededGenerator(seed: seed)
        var writer = try ParcelWriter(recipients: recipients, common: .roster, random: &random)
        header = writer.header
        marker = writer.marker
        var pieces = [[UInt8]]()
        for (frame, space) in frames { pieces.append(try writer.frame(frame.bytes, in: space)) }
        pieces += Self.split(try writer.finish(random: &random))
        self.pieces = pieces
        self.frames = frames.map { Placed(frame: $0, space: $1) }
    }

    /// The end of a parcel as filler and the end mark, by the lengths that the frames state.
    private static func split(_ bytes: [UInt8]) -> [[UInt8]] {
        var pieces = [[UInt8]]()
        var rest = bytes[...]
        while rest.count >= ParcelLayout.frameHeaderByteCount, let high = rest.first, let low = rest.dropFirst().first {
            let piece = rest.prefix(ParcelLayout.frameHeaderByteCount + Int(high) << 8 + Int(low))
            pieces.append(Array(piece))
            rest = rest.dropFirst(piece.count)
        }
        return pieces
    }
}

/// Everything that reading to the end found.
struct Reading {
    var frames: [Placed] = []
    var foreignCount = 0
    var damagedByteCount: UInt64 = 0
    var damageCount = 0
    var unreadableCount = 0
    var isComplete = false

    /// Frames but for the end mark.
    var content: [Placed] {
        frames.filter { if case .end = $0.frame { false } else { true } }
    }

    init(_ reader: ParcelReader<some ByteSource>) throws {
        var reader = reader
        var last = reader.bytesRead
        while let event = try reader.next() {
            switch event {
            case .item(let frame, let space): frames.append(Placed(frame: frame, space: space))
            case .foreign: foreignCount += 1
            case .damaged(let byteCount):
                damageCount += 1
                damagedByteCount += byteCount
            case .unreadable: unreadableCount += 1
            }
            // Whatever stands there, reading gets nearer to the end, or to that of a frame.
            try #require(reader.bytesRead >= last)
            last = reader.bytesRead
        }
        isComplete = reader.isComplete
    }

    init(_ bytes: [UInt8], key: RecipientPrivateKey = Keys.recipients[0]) throws {
        try self.init(ParcelReader(ByteArraySource(bytes), keys: [key]))
    }
}

/// The code with which `body` was refused; `nil` when it was not.
func refusal(_ body: () throws -> Void) -> ExchangeErrorCode? {
    do {
        try body()
        return nil
    } catch {
        return (error as? ExchangeError)?.code
    }
}
