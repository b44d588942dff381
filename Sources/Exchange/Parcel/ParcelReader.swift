import Crypto
public import Records
public import Sealing

/// Bytes of a parcel wherever they are: a file on a stick, a network body, a test.
public protocol ByteSource {
    var byteCount: UInt64 { get }
    /// - Returns: exactly `count` bytes; whatever it throws ends the reading, and what was read before stays read.
    func read(at offset: UInt64, count: Int) throws -> [UInt8]
}

/// A parcel in memory.
public struct ByteArraySource: ByteSource {
    private let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public var byteCount: UInt64 { UInt64(bytes.count) }

    public func read(at offset: UInt64, count: Int) throws -> [UInt8] {
        guard count >= 0, offset <= byteCount, UInt64(count) <= byteCount - offset else {
            throw ExchangeError(.malformed, "The parcel ends early.")
        }
        return Array(bytes[Int(offset)..<Int(offset) + count])
    }
}

/// One thing found while reading a parcel from front to back.
public enum ParcelEvent: Sendable {
    case frame(Frame, in: SpaceID)
    /// An intact frame for somebody else, or filler.
    case foreign
    /// Bytes that are no intact frame; reading goes on behind them.
    case damaged(byteCount: UInt64)
    /// An authentic frame that this version cannot read.
    case unreadable
}

/// Opens a parcel frame by frame. Holds one frame in memory at a time; every limit is checked before allocation.
public struct ParcelReader<Source: ByteSource> {
    public static var byteCountMax: UInt64 { 1 << 30 }

    /// The spaces whose frames this device can open.
    public let spaces: [SpaceID]
    /// Whether the end mark was seen with no frame missing before it.
    public private(set) var isComplete = false
    private let source: Source
    private let id: [UInt8]
    private let openers: [(space: SpaceID, sealer: FrameSealer)]
    private var position: UInt64
    private var preferred = 0
    private var intactFrames: UInt32 = 0

    /// - Parameter keys: the device's recipient key, and former ones that are still kept.
    /// - Throws: `.notAParcel`, `.tooLarge`, `.notForThisDevice`, or what the source throws.
    public init(_ source: Source, keys: [RecipientPrivateKey]) throws {
        self.source = source
        let notAParcel = ExchangeError(.notAParcel, "This file is not a Satchel parcel of a version that can be read here.")
        guard source.byteCount >= UInt64(ParcelLayout.fixedByteCount) else { throw notAParcel }
        guard source.byteCount <= Self.byteCountMax else { throw ExchangeError(.tooLarge, "The parcel is larger than 1 GiB.") }
        let fixed = try source.read(at: 0, count: ParcelLayout.fixedByteCount)
        guard fixed.starts(with: ParcelLayout.magic) else { throw notAParcel }
        id = Array(fixed[8..<24])
        let stanzaCount = Int(fixed[24]) << 8 | Int(fixed[25])
        let ciphertextByteCount = Int(fixed[26]) << 8 | Int(fixed[27])
        let stanzaByteCount = HPKEStanza.encapsulatedByteCount + ciphertextByteCount
        guard (1...ParcelLayout.stanzaCountMax).contains(stanzaCount),
            source.byteCount >= UInt64(ParcelLayout.fixedByteCount + stanzaCount * stanzaByteCount)
        else { throw notAParcel }
        position = UInt64(ParcelLayout.fixedByteCount + stanzaCount * stanzaByteCount)
        var found: [(SpaceID, SymmetricKey)]?
        for index in 0..<stanzaCount where found == nil {
            let bytes = try source.read(at: UInt64(ParcelLayout.fixedByteCount + index * stanzaByteCount), count: stanzaByteCount)
            let stanza = HPKEStanza(
                encapsulated: Array(bytes.prefix(HPKEStanza.encapsulatedByteCount)),
                ciphertext: Array(bytes.dropFirst(HPKEStanza.encapsulatedByteCount)))
            for key in keys {
                if let plaintext = try? stanza.open(with: key, info: ParcelLayout.stanzaInfo(id)) {
                    found = try Self.contentKeys(plaintext)
                }
            }
        }
        guard let found else {
            throw ExchangeError(
                .notForThisDevice, "This parcel is not addressed to this device, or its first part is damaged.",
                hint: "It was written for other devices or another organisation; ask its writer for a stick addressed to this one.")
        }
        let parcel = id
        openers = found.map { ($0, FrameSealer(contentKey: $1, context: ParcelLayout.frameContext(parcel, $0))) }
        spaces = found.map(\.0)
    }

    private static func contentKeys(_ plaintext: [UInt8]) throws -> [(SpaceID, SymmetricKey)] {
        do {
            var reader = ByteReader(plaintext)
            let count = try reader.varint()
            guard count <= UInt64(ParcelLayout.keyCountMax) else { throw ByteFault.outOfRange }
            var keys = [(SpaceID, SymmetricKey)]()
            for _ in 0..<count { keys.append((try reader.identifier(SpaceID.self), SymmetricKey(data: try reader.raw(32)))) }
            return keys
        } catch {
            throw ExchangeError(.malformed, "The parcel's list of keys cannot be read.", cause: error)
        }
    }

    /// How far reading has come, of the source's `byteCount`.
    public var bytesRead: UInt64 { position }

    /// The next thing in the parcel, or `nil` at its end.
    public mutating func next() throws -> ParcelEvent? {
        guard position < source.byteCount else { return nil }
        guard let header = try frameHeader(at: position), position + header.frameByteCount <= source.byteCount else {
            return try skipDamage()
        }
        let start = position + UInt64(ParcelLayout.frameHeaderByteCount)
        let body = try source.read(at: start, count: header.length)
        guard ParcelLayout.bodyCheck(body) == header.bodyCheck else {
            // The header is right, so the next frame is where it says; only this one is lost.
            position += header.frameByteCount
            return .damaged(byteCount: header.frameByteCount)
        }
        position += header.frameByteCount
        for offset in openers.indices {
            let candidate = (preferred + offset) % openers.count
            guard let bytes = try? openers[candidate].sealer.open(body, index: header.index, authenticating: []) else { continue }
            preferred = candidate
            guard let frame = try? Frame(bytes) else { return .unreadable }
            if case .end(let frameCount) = frame { isComplete = intactFrames == frameCount && header.index == frameCount }
            intactFrames += 1
            return .frame(frame, in: openers[candidate].space)
        }
        intactFrames += 1
        return .foreign
    }

    private struct Header {
        let length: Int
        let index: UInt32
        let bodyCheck: [UInt8]
        var frameByteCount: UInt64 { UInt64(ParcelLayout.frameHeaderByteCount + length) }
    }

    private func frameHeader(at offset: UInt64) throws -> Header? {
        guard offset + UInt64(ParcelLayout.frameHeaderByteCount) <= source.byteCount else { return nil }
        return header(in: try source.read(at: offset, count: ParcelLayout.frameHeaderByteCount)[...])
    }

    private func header(in bytes: ArraySlice<UInt8>) -> Header? {
        let bytes = Array(bytes)
        let length = UInt16(bytes[0]) << 8 | UInt16(bytes[1])
        let index = bytes[2..<6].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let check = UInt16(bytes[6]) << 8 | UInt16(bytes[7])
        guard check == ParcelLayout.headerCheck(id, length: length, index: index) else { return nil }
        return Header(length: Int(length), index: index, bodyCheck: Array(bytes[8..<12]))
    }

    /// Looks for the next frame whose header and body both check, within a stated distance.
    private mutating func skipDamage() throws -> ParcelEvent {
        let start = position
        let limit = min(source.byteCount, start + ParcelLayout.searchBytesMax)
        let windowByteCount = 64 * 1024
        var offset = start + 1
        while offset + UInt64(ParcelLayout.frameHeaderByteCount) <= limit {
            let window = try source.read(at: offset, count: Int(min(UInt64(windowByteCount), source.byteCount - offset)))
            var index = 0
            while index + ParcelLayout.frameHeaderByteCount <= window.count {
                if let header = header(in: window[index..<index + ParcelLayout.frameHeaderByteCount]) {
                    let found = offset + UInt64(index)
                    if found + header.frameByteCount <= source.byteCount {
                        let body = try source.read(at: found + UInt64(ParcelLayout.frameHeaderByteCount), count: header.length)
                        if ParcelLayout.bodyCheck(body) == header.bodyCheck {
                            position = found
                            return .damaged(byteCount: found - start)
                        }
                    }
                }
                index += 1
            }
            offset += UInt64(max(1, window.count - ParcelLayout.frameHeaderByteCount + 1))
        }
        position = source.byteCount
        return .damaged(byteCount: source.byteCount - start)
    }
}
