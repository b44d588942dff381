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

/// Seals a parcel piece by piece: first ``header``, then frames in the order given, then ``finish(random:)``.
///
/// Every space has a content key of its own, and a recipient learns the keys of just the spaces granted to it.
/// No recipient is named outside; the number of stanzas and the total size are padded.
public struct ParcelWriter: Sendable {
    public let header: [UInt8]
    /// Bytes produced so far, the header included.
    public private(set) var byteCount: UInt64
    public private(set) var frameCount: UInt32 = 0
    private let marker: FrameMarker
    private let sealers: [SpaceID: FrameSealer]
    private let endSpace: SpaceID
    private let byteCountMax: UInt64
    /// Of everything so far, for the end mark.
    private var digest = SHA256()

    /// - Parameter recipients: 1 to 1,024; their order does not show.
    /// - Parameter common: a space that every recipient may open (the roster); carries the end mark.
    /// - Throws: `.noRecipient`, `.tooLarge`.
    public init(recipients: [ParcelRecipient], common: SpaceID, random: inout some RandomNumberGenerator) throws {
        try self.init(recipients: recipients, common: common, byteCountMax: ParcelLayout.byteCountMax, random: &random)
    }

    /// - Parameter byteCountMax: a limit below that of a parcel, for tests.
    init(recipients: [ParcelRecipient], common: SpaceID, byteCountMax: UInt64, random: inout some RandomNumberGenerator) throws {
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
        let id = Identifier<ChainKind>.random(using: &random).bytes
        var contentKeys = [SpaceID: SymmetricKey]()
        for space in recipients.flatMap(\.spaces) + [common] where contentKeys[space] == nil {
            contentKeys[space] = SymmetricKey(size: .bits256)
        }
        let slotCount = (keyCount + ParcelLayout.keysPerGroup - 1) / ParcelLayout.keysPerGroup * ParcelLayout.keysPerGroup
        var stanzas = [HPKEStanza]()
        for recipient in recipients {
            let keys = Set(recipient.spaces).union([common]).sorted().compactMap { space in
                contentKeys[space].map { SpaceKey(space: space, key: $0) }
            }
            stanzas.append(
                try HPKEStanza.seal(
                    SpaceKey.encode(keys, slotCount: slotCount), to: recipient.key, info: ParcelLayout.stanzaInfo(id)))
        }
        while stanzas.count < Self.paddedStanzaCount(recipients.count) { stanzas.append(Self.decoy(slotCount: slotCount)) }
        stanzas.shuffle(using: &random)
        header = Self.header(id: id, stanzas: stanzas)
        byteCount = UInt64(header.count)
        digest.update(data: header)
        marker = FrameMarker(id: id)
        sealers = Dictionary(
            uniqueKeysWithValues: contentKeys.map { ($0, FrameSealer(contentKey: $1, context: ParcelLayout.frameContext(id, $0))) })
        endSpace = common
        self.byteCountMax = byteCountMax
    }

    private static func header(id: [UInt8], stanzas: [HPKEStanza]) -> [UInt8] {
        let ciphertextByteCount = stanzas.first?.ciphertext.count ?? 0
        var writer = ByteWriter()
        writer.raw(ParcelLayout.magic)
        writer.raw(id)
        writer.raw([UInt8(stanzas.count >> 8), UInt8(truncatingIfNeeded: stanzas.count)])
        writer.raw([UInt8(ciphertextByteCount >> 8), UInt8(truncatingIfNeeded: ciphertextByteCount)])
        for stanza in stanzas {
            writer.raw(stanza.encapsulated)
            writer.raw(stanza.ciphertext)
        }
        return writer.bytes
    }

    /// The next frame, sealed for the readers of `space`.
    ///
    /// - Throws: `.noRecipient`; `.tooLarge` for a frame over ``Frame/sealedBytesMax``, or when the parcel with it would be over
    ///   ``ParcelReader/byteCountMax``: finish this one then, and go on in another. The writer is unchanged.
    public mutating func frame(_ frame: Frame, in space: SpaceID) throws -> [UInt8] { try self.frame(frame.bytes, in: space) }

    /// The same for bytes that may be no frame of this version.
    mutating func frame(_ bytes: [UInt8], in space: SpaceID) throws -> [UInt8] {
        let body = try sealed(bytes, in: space)
        let end = byteCount + UInt64(ParcelLayout.frameHeaderByteCount + body.count) + ParcelLayout.endByteCount
        guard ParcelLayout.filledByteCount(end) <= byteCountMax else {
            throw ExchangeError(.tooLarge, "The parcel is full.", hint: "Write the rest to another parcel.")
        }
        return append(body)
    }

    /// Random filler up to a padded size, and the end mark. Filler looks like frames for somebody else.
    public mutating func finish(random: inout some RandomNumberGenerator) throws -> [UInt8] {
        let overhead = ParcelLayout.frameHeaderByteCount
        let least = overhead + ParcelLayout.sealedBytesMin
        var missing = ParcelLayout.filledByteCount(byteCount + ParcelLayout.endByteCount) - byteCount - ParcelLayout.endByteCount
        var bytes = [UInt8]()
        while missing > 0 {
            var size = Int(min(missing, UInt64(least + Frame.chunkBytesMax)))
            if missing > UInt64(size), missing - UInt64(size) < UInt64(least) { size -= least }
            bytes += append(Self.noise(size - overhead, random: &random))
            missing -= UInt64(size)
        }
        bytes += append(try sealed(Frame.end(frameCount: frameCount, digest: Array(digest.finalize())).bytes, in: endSpace))
        return bytes
    }

    private func sealed(_ bytes: [UInt8], in space: SpaceID) throws -> [UInt8] {
        guard let sealer = sealers[space] else {
            throw ExchangeError(.noRecipient, "No recipient of this parcel may read this space.")
        }
        guard bytes.count + FrameSealer.tagByteCount <= Frame.sealedBytesMax, frameCount < UInt32.max else {
            throw ExchangeError(.tooLarge, "A frame is larger than \(Frame.sealedBytesMax) bytes.")
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
