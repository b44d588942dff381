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

/// Seals a parcel piece by piece: first ``header``, then frames in the order given, then ``finish()``.
///
/// Every space has a content key of its own, and a recipient learns the keys of just the spaces granted to it.
/// No recipient is named outside; the number of stanzas and the total size are padded.
public struct ParcelWriter: Sendable {
    public let header: [UInt8]
    /// Bytes produced so far, the header included.
    public private(set) var byteCount: UInt64
    public private(set) var frameCount: UInt32 = 0
    private let id: [UInt8]
    private let sealers: [SpaceID: FrameSealer]
    private let endSpace: SpaceID

    /// - Parameter recipients: 1 to 1,024; their order does not show.
    /// - Parameter common: a space that every recipient may open (the roster); carries the end mark.
    /// - Throws: `.noRecipient`, `.tooLarge`.
    public init(recipients: [ParcelRecipient], common: SpaceID, random: inout some RandomNumberGenerator) throws {
        guard !recipients.isEmpty else {
            throw ExchangeError(
                .noRecipient, "There is nobody to write to.", hint: "Join an organisation first, or name a device that is enrolled.")
        }
        let keyCount = recipients.map { Set($0.spaces).union([common]).count }.max() ?? 0
        guard recipients.count <= ParcelLayout.stanzaCountMax, keyCount <= ParcelLayout.keyCountMax else {
            throw ExchangeError(
                .tooLarge, "A parcel has at most \(ParcelLayout.stanzaCountMax) recipients of \(ParcelLayout.keyCountMax) spaces.")
        }
        id = Identifier<ChainKind>.random(using: &random).bytes
        var contentKeys = [SpaceID: SymmetricKey]()
        for space in recipients.flatMap(\.spaces) + [common] where contentKeys[space] == nil {
            contentKeys[space] = SymmetricKey(size: .bits256)
        }
        let slots = (keyCount + ParcelLayout.keysPerGroup - 1) / ParcelLayout.keysPerGroup * ParcelLayout.keysPerGroup
        var stanzas = [HPKEStanza]()
        for recipient in recipients.shuffled(using: &random) {
            var plaintext = ByteWriter()
            let spaces = Set(recipient.spaces).union([common]).sorted()
            plaintext.varint(UInt64(spaces.count))
            for space in spaces {
                guard let key = contentKeys[space] else { continue }
                plaintext.identifier(space)
                key.withUnsafeBytes { plaintext.raw(Array($0)) }
            }
            // 2 bytes hold the count of at most 256 spaces; the rest is zeros, so that all stanzas are of one length.
            plaintext.raw([UInt8](repeating: 0, count: 2 + slots * 48 - plaintext.bytes.count))
            stanzas.append(try HPKEStanza.seal(plaintext.bytes, to: recipient.key, info: ParcelLayout.stanzaInfo(id)))
        }
        let ciphertextByteCount = 2 + slots * 48 + HPKEStanza.tagByteCount
        while stanzas.count < Self.paddedStanzaCount(recipients.count) {
            stanzas.append(Self.decoy(ciphertextByteCount, random: &random))
        }
        stanzas.shuffle(using: &random)
        var header = ByteWriter()
        header.raw(ParcelLayout.magic)
        header.raw(id)
        header.raw([UInt8(stanzas.count >> 8), UInt8(truncatingIfNeeded: stanzas.count)])
        header.raw([UInt8(ciphertextByteCount >> 8), UInt8(truncatingIfNeeded: ciphertextByteCount)])
        for stanza in stanzas {
            header.raw(stanza.encapsulated)
            header.raw(stanza.ciphertext)
        }
        self.header = header.bytes
        byteCount = UInt64(header.bytes.count)
        let parcel = id
        sealers = Dictionary(
            uniqueKeysWithValues: contentKeys.map { ($0, FrameSealer(contentKey: $1, context: ParcelLayout.frameContext(parcel, $0))) })
        endSpace = common
    }

    /// The next frame, sealed for the readers of `space`.
    public mutating func frame(_ frame: Frame, in space: SpaceID) throws -> [UInt8] {
        guard let sealer = sealers[space] else {
            throw ExchangeError(.noRecipient, "No recipient of this parcel may read this space.")
        }
        return try append(sealer.seal(frame.bytes, index: frameCount, authenticating: []))
    }

    /// The end mark and random filler up to a padded size. Filler looks like frames for somebody else.
    public mutating func finish(random: inout some RandomNumberGenerator) throws -> [UInt8] {
        var bytes = try frame(.end(frameCount: frameCount), in: endSpace)
        let overhead = UInt64(ParcelLayout.frameHeaderByteCount)
        var missing = Padme.paddedSize(byteCount) - byteCount
        while missing > overhead {
            let size = Int(min(missing - overhead, UInt64(Frame.sealedBytesMax)))
            bytes += try append(Self.noise(size, random: &random))
            missing -= min(missing, UInt64(size) + overhead)
        }
        return bytes
    }

    private mutating func append(_ body: [UInt8]) throws -> [UInt8] {
        guard body.count <= Frame.sealedBytesMax, frameCount < UInt32.max else {
            throw ExchangeError(.tooLarge, "A frame is larger than \(Frame.sealedBytesMax) bytes.")
        }
        let bytes = ParcelLayout.frameHeader(id, index: frameCount, body: body) + body
        frameCount += 1
        byteCount += UInt64(bytes.count)
        return bytes
    }

    /// 1, 2, 4, 8, … so that the number of readers shows only roughly.
    static func paddedStanzaCount(_ count: Int) -> Int {
        var padded = 1
        while padded < count { padded *= 2 }
        return min(padded, ParcelLayout.stanzaCountMax)
    }

    /// A stanza that nobody opens: sealed to a key that is forgotten at once, so that it looks like any other.
    private static func decoy(_ ciphertextByteCount: Int, random: inout some RandomNumberGenerator) -> HPKEStanza {
        let plaintext = [UInt8](repeating: 0, count: ciphertextByteCount - HPKEStanza.tagByteCount)
        guard let stanza = try? HPKEStanza.seal(plaintext, to: RecipientPrivateKey().publicKey, info: []) else {
            preconditionFailure("a fresh key can be sealed to")
        }
        return stanza
    }

    private static func noise(_ count: Int, random: inout some RandomNumberGenerator) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    }
}
