import Crypto
public import Records
public import Sealing

/// Who may open a parcel, and which of its spaces.
public struct ParcelRecipient: Sendable {
    public let key: RecipientKey
    public let spaces: [SpaceID]

    public init(key: RecipientKey, spaces: [SpaceID]) {
        self.key = key
        self.spaces = spaces
    }
}

/// What a parcel is made for.
public enum ParcelForm: Sendable {
    /// Whoever finds it sees its size: filled up to a padded one.
    case stick
    /// Inside a connection that hides it: nothing is filled up.
    case network
}

/// Seals a parcel piece by piece: first ``header``, then items in the order given, then ``finish(random:)``.
///
/// Every space has a content key of its own, and a recipient learns the keys of just the spaces granted to it.
/// No recipient is named outside; the number of stanzas is padded, and on a stick the total size.
public struct ParcelWriter: Sendable {
    public let header: [UInt8]
    /// Bytes produced so far, the header included.
    public private(set) var byteCount: UInt64
    /// Frames produced so far: an item just added stands in the frame of this number.
    public private(set) var frameCount: UInt32 = 0
    let marker: FrameMarker
    private let sealers: [SpaceID: FrameSealer]
    private let common: SpaceID
    /// Spaces that every recipient may open.
    private let readByAll: Set<SpaceID>
    private let isOnlyRecipient: Bool
    private let form: ParcelForm
    private let byteCountMax: UInt64
    /// Of everything so far, for the end mark.
    private var digest = SHA256()
    /// Items of one space that wait for others to be sealed with.
    private var pending: Packing?

    /// - Parameter recipients: 1 to 1,024; their order does not show.
    /// - Parameter common: a space that every recipient may open: the roster's.
    /// - Throws: `.noRecipient`, `.tooLarge`.
    public init(
        recipients: [ParcelRecipient], common: SpaceID, form: ParcelForm = .stick, random: inout some RandomNumberGenerator
    ) throws {
        try self.init(recipients: recipients, common: common, form: form, byteCountMax: ParcelLayout.byteCountMax, random: &random)
    }

    /// - Parameter byteCountMax: a limit below that of a parcel, for tests.
    init(
        recipients: [ParcelRecipient], common: SpaceID, form: ParcelForm = .stick, byteCountMax: UInt64,
        random: inout some RandomNumberGenerator
    ) throws {
        guard !recipients.isEmpty else {
            throw ExchangeError(
                .noRecipient, "There is nobody to write to.", hint: "Name a device that is enrolled; `satchel device list` shows them.")
        }
        let keyCount = recipients.map { Set($0.spaces).union([common]).count }.max() ?? 0
        guard recipients.count <= ParcelLayout.stanzaCountMax, keyCount <= ParcelLayout.keyCountMax else {
            throw ExchangeError(
                .tooLarge, "A parcel has at most \(ParcelLayout.stanzaCountMax) recipients of \(ParcelLayout.keyCountMax) spaces.",
                hint: "Write for fewer devices at once.")
        }
        let commonKey = SymmetricKey(size: .bits256)
        let id = ParcelLayout.id(commonKey: commonKey)
        var contentKeys = [common: commonKey]
        for space in recipients.flatMap(\.spaces) where contentKeys[space] == nil {
            contentKeys[space] = SymmetricKey(size: .bits256)
        }
        let slotCount = (keyCount + ParcelLayout.keysPerGroup - 1) / ParcelLayout.keysPerGroup * ParcelLayout.keysPerGroup
        var stanzas = [HPKEStanza]()
        for recipient in recipients {
            let keys = ([common] + Set(recipient.spaces).subtracting([common]).sorted()).compactMap { space in
                contentKeys[space].map { SpaceKey(space: space, key: $0) }
            }
            stanzas.append(
                try HPKEStanza.seal(
                    SpaceKey.encode(keys, slotCount: slotCount), to: recipient.key, info: ParcelLayout.stanzaInfo))
        }
        while stanzas.count < Self.paddedStanzaCount(recipients.count) { stanzas.append(Self.decoy(slotCount: slotCount)) }
        stanzas.shuffle(using: &random)
        header = Self.header(slotCount: slotCount, stanzas: stanzas)
        byteCount = UInt64(header.count)
        digest.update(data: header)
        marker = FrameMarker(id: id)
        sealers = Dictionary(
            uniqueKeysWithValues: contentKeys.map { ($0, FrameSealer(contentKey: $1, context: ParcelLayout.frameContext(id, $0))) })
        self.common = common
        readByAll = recipients.reduce(into: Set(contentKeys.keys)) { $0.formIntersection($1.spaces) }.union([common])
        isOnlyRecipient = stanzas.count == 1
        self.form = form
        self.byteCountMax = byteCountMax
    }

    private static func header(slotCount: Int, stanzas: [HPKEStanza]) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(ParcelLayout.magic)
        writer.byte(UInt8(stanzas.count.trailingZeroBitCount))
        writer.byte(UInt8(slotCount / ParcelLayout.keysPerGroup))
        for stanza in stanzas {
            writer.raw(stanza.encapsulated)
            writer.raw(stanza.ciphertext)
        }
        return writer.bytes
    }

    /// The next item, for the readers of `space`; small ones that follow each other share a frame.
    ///
    /// - Returns: the frames that became whole by it, often none.
    /// - Throws: `.noRecipient`; `.tooLarge` for an item that no frame has room for, or when the parcel with it would be over
    ///   ``ParcelReader/byteCountMax``: finish this one then, and go on in another. The writer is unchanged.
    public mutating func add(_ item: ParcelItem, in space: SpaceID) throws -> [UInt8] {
        try requireReader(of: space)
        let next = Packing(item, in: space)
        try requireRoom(next.bytes.count, after: pending)
        if let joined = pending?.joined(by: next, common: common, readByAll: readByAll, form: form) {
            pending = joined
            return []
        }
        let bytes = try flush()
        pending = next
        return bytes
    }

    /// A frame of just these bytes, which may be no items of this version.
    package mutating func frame(_ plaintext: [UInt8], in space: SpaceID) throws -> [UInt8] {
        try requireReader(of: space)
        try requireRoom(plaintext.count, after: pending)
        return try flush() + append(sealed(plaintext, in: space))
    }

    private func requireReader(of space: SpaceID) throws {
        guard sealers[space] != nil else {
            throw ExchangeError(.noRecipient, "No recipient of this parcel may read this space.")
        }
    }

    private func requireRoom(_ count: Int, after pending: Packing?) throws {
        guard count + FrameSealer.tagByteCount <= Frame.sealedBytesMax else {
            throw ExchangeError(.tooLarge, "A frame is larger than \(Frame.sealedBytesMax) bytes.")
        }
        let overhead = ParcelLayout.frameHeaderByteCount + FrameSealer.tagByteCount
        let waiting = pending.map { $0.bytes.count + overhead } ?? 0
        let end = byteCount + UInt64(waiting + count + overhead) + ParcelLayout.endByteCount
        guard (form == .stick ? ParcelLayout.filledByteCount(end) : end) <= byteCountMax, frameCount < UInt32.max - 2 else {
            throw ExchangeError(.tooLarge, "The parcel is full.", hint: "Write the rest to another parcel.")
        }
    }

    /// What still waits, on a stick random filler up to a padded size, and the end mark. Filler looks like frames for somebody else.
    public mutating func finish(random: inout some RandomNumberGenerator) throws -> [UInt8] {
        if form == .network, let last = pending, readByAll.contains(last.space), last.bytes.count <= Frame.packedBytesMax {
            pending = nil
            return append(try sealed(last.bytes + endMark().bytes, in: last.space))
        }
        var bytes = try flush()
        if form == .stick { bytes += fill(random: &random) }
        return bytes + append(try sealed(endMark().bytes, in: common))
    }

    private func endMark() -> ParcelItem {
        // On a stick of one size, whatever stands before it.
        if form == .network, frameCount == 0, isOnlyRecipient { return .end(digest: []) }
        return .end(digest: Array(digest.finalize().prefix(ParcelItem.endDigestByteCount)))
    }

    private mutating func fill(random: inout some RandomNumberGenerator) -> [UInt8] {
        let overhead = ParcelLayout.frameHeaderByteCount
        let least = overhead + ParcelLayout.sealedBytesMin
        var missing = ParcelLayout.filledByteCount(byteCount + ParcelLayout.endByteCount) - byteCount - ParcelLayout.endByteCount
        var bytes = [UInt8]()
        while missing > 0 {
            var size = Int(min(missing, UInt64(least + ParcelItem.chunkBytesMax)))
            if missing > UInt64(size), missing - UInt64(size) < UInt64(least) { size -= least }
            bytes += append(Self.noise(size - overhead, random: &random))
            missing -= UInt64(size)
        }
        return bytes
    }

    private mutating func flush() throws -> [UInt8] {
        guard let whole = pending else { return [] }
        pending = nil
        return append(try sealed(whole.bytes, in: whole.space))
    }

    private func sealed(_ bytes: [UInt8], in space: SpaceID) throws -> [UInt8] {
        guard let sealer = sealers[space] else {
            throw ExchangeError(.noRecipient, "No recipient of this parcel may read this space.")
        }
        return sealer.seal(bytes, index: frameCount, authenticating: [])
    }

    private mutating func append(_ body: [UInt8]) -> [UInt8] {
        let bytes = marker.bytes(index: frameCount, body: body) + body
        frameCount += 1
        byteCount += UInt64(bytes.count)
        digest.update(data: bytes)
        return bytes
    }

    /// 1, 2, 4, 8, … so that the number of readers shows only roughly.
    static func paddedStanzaCount(_ count: Int) -> Int {
        var padded = 1
        while padded < count { padded *= 2 }
        return padded
    }

    /// A stanza that nobody opens: sealed to a key that is forgotten at once, so that it looks like any other.
    private static func decoy(slotCount: Int) -> HPKEStanza {
        let plaintext = SpaceKey.encode([], slotCount: slotCount)
        guard let stanza = try? HPKEStanza.seal(plaintext, to: RecipientPrivateKey().publicKey, info: []) else {
            preconditionFailure("a fresh key can be sealed to")
        }
        return stanza
    }

    private static func noise(_ count: Int, random: inout some RandomNumberGenerator) -> [UInt8] {
        var bytes = [UInt8]()
        bytes.reserveCapacity(count + 8)
        while bytes.count < count {
            let number = random.next()
            for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
        }
        return Array(bytes.prefix(count))
    }
}
