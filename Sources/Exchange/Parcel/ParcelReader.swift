import Crypto
public import Records
public import Sealing

/// One thing found while reading a parcel from front to back.
public enum ParcelEvent: Sendable {
    case item(ParcelItem, in: SpaceID)
    /// An intact frame for somebody else, or filler.
    case foreign
    /// Bytes that are no intact frame; reading goes on behind them.
    case damaged(byteCount: UInt64)
    /// An authentic item that this version cannot read.
    case unreadable
}

/// Opens a parcel frame by frame. Holds one frame in memory at a time; every limit is checked before allocation.
public struct ParcelReader<Source: ByteSource> {
    public static var byteCountMax: UInt64 { ParcelLayout.byteCountMax }

    /// The spaces whose frames this device can open, the common one first.
    public let spaces: [SpaceID]
    /// Whether every byte of the parcel is as its writer left it; decided by its last frame.
    public private(set) var isComplete = false
    /// Frames opened so far.
    public private(set) var frameCount = 0
    let source: Source
    let marker: FrameMarker
    private let openers: [(space: SpaceID, sealer: FrameSealer)]
    var position: UInt64
    /// How far one search goes; less in tests.
    var searchBytesMax = ParcelLayout.searchBytesMax
    /// How many bytes of candidates a search may still hash, so that crafted damage cannot make reading slow.
    var searchAllowance: UInt64 = 1 << 20
    private var preferred = 0
    /// Of everything so far; `nil` once a byte was missing or wrong.
    private var digest: SHA256?
    private var nextIndex: UInt32 = 0
    /// Whether this device's stanza is the only one: then it vouches for all that stands before the frames.
    private let isOnlyRecipient: Bool
    /// What is left of the frame that was opened last, the next at the end.
    private var opened: [ParcelEvent] = []

    /// - Parameter keys: the device's recipient key, and former ones that are still kept.
    /// - Throws: `.notAParcel`, `.tooLarge`, `.notForThisDevice`, or what the source throws.
    public init(_ source: Source, keys: [RecipientPrivateKey]) throws {
        let header = try ParcelHeader(reading: source)
        guard let found = try header.contentKeys(in: source, keys: keys), let common = found.first?.key else {
            throw ExchangeError(
                .notForThisDevice, "This parcel is not addressed to this device, or its first part is damaged.",
                hint: "It was written for other devices or another organisation; ask its writer for a stick addressed to this one.")
        }
        var digest = SHA256()
        let end = UInt64(header.byteCount)
        for offset in stride(from: UInt64(0), to: end, by: 1 << 16) {
            digest.update(data: try source.read(at: offset, count: Int(min(end - offset, 1 << 16))))
        }
        self.source = source
        self.digest = digest
        isOnlyRecipient = header.stanzaCount == 1
        let id = ParcelLayout.id(commonKey: common)
        marker = FrameMarker(id: id)
        openers = found.map { ($0.space, FrameSealer(contentKey: $0.key, context: ParcelLayout.frameContext(id, $0.space))) }
        spaces = found.map(\.space)
        position = end
    }

    /// The same reader where it stands, with the bytes that follow taken from another source.
    func continued(with source: Source) -> ParcelReader { ParcelReader(copying: self, source: source) }

    private init(copying other: ParcelReader, source: Source) {
        self.source = source
        spaces = other.spaces
        isComplete = other.isComplete
        frameCount = other.frameCount
        isOnlyRecipient = other.isOnlyRecipient
        opened = other.opened
        marker = other.marker
        openers = other.openers
        position = other.position
        searchBytesMax = other.searchBytesMax
        searchAllowance = other.searchAllowance
        preferred = other.preferred
        digest = other.digest
        nextIndex = other.nextIndex
    }

    /// How far reading has come, of the source's `byteCount`.
    public var bytesRead: UInt64 { position }

    /// The next thing in the parcel, or `nil` at its end.
    public mutating func next() throws -> ParcelEvent? {
        if let event = opened.popLast() { return event }
        guard position < source.byteCount else { return nil }
        isComplete = false
        guard let header = try frameHeader(at: position), position + header.frameByteCount <= source.byteCount else {
            digest = nil
            return try skipDamage()
        }
        let bytes = try source.read(at: position, count: Int(header.frameByteCount))
        let body = Array(bytes.dropFirst(ParcelLayout.frameHeaderByteCount))
        guard ParcelLayout.bodyCheck(body) == header.bodyCheck else {
            digest = nil
            let end = position + header.frameByteCount
            // A frame that ends where another begins only holds wrong bytes; otherwise some are missing or too many.
            guard try end == source.byteCount || frameHeader(at: end) != nil else { return try skipDamage() }
            position = end
            return .damaged(byteCount: header.frameByteCount)
        }
        position += header.frameByteCount
        let before = digest
        let isInPlace = header.index == nextIndex
        if isInPlace { digest?.update(data: bytes) } else { digest = nil }
        nextIndex &+= 1
        guard let (space, plaintext) = open(body, index: header.index) else { return .foreign }
        frameCount += 1
        let items = ParcelItem.list(plaintext)
        if case .end(let expected) = items.last, let before, isInPlace, position == source.byteCount {
            // The stanza that opened vouches for itself, and the seal for the only frame.
            isComplete =
                expected.isEmpty
                ? isOnlyRecipient && header.index == 0
                : Array(before.finalize().prefix(ParcelItem.endDigestByteCount)) == expected
        }
        opened = items.reversed().map { $0.map { .item($0, in: space) } ?? .unreadable }
        return opened.popLast() ?? .unreadable
    }

    private mutating func open(_ body: [UInt8], index: UInt32) -> (SpaceID, [UInt8])? {
        for offset in openers.indices {
            let candidate = (preferred + offset) % openers.count
            guard let plaintext = try? openers[candidate].sealer.open(body, index: index, authenticating: []) else { continue }
            preferred = candidate
            return (openers[candidate].space, plaintext)
        }
        return nil
    }

    private func frameHeader(at offset: UInt64) throws -> FrameHeader? {
        guard offset + UInt64(ParcelLayout.frameHeaderByteCount) <= source.byteCount else { return nil }
        return marker.header(in: try source.read(at: offset, count: ParcelLayout.frameHeaderByteCount), at: 0)
    }
}
