import Crypto
import Records
import ReplicatedLog
import Sealing

/// The fixed shapes of a parcel: `Schemas/parcel.md`.
///
///     magic 8 ‖ log2 of stanza count 1 ‖ groups of keys 1 ‖ stanzas ‖ frames
///     frame = length 2 ‖ index 4 ‖ header check 2 ‖ body check 4 ‖ sealed body
///     body = items, each sort 1 ‖ varint length ‖ content
enum ParcelLayout {
    static let magic = Array("SPARCEL2".utf8)
    static let idByteCount = 16
    static let fixedByteCount = 10
    static let byteCountMax: UInt64 = 1 << 30
    static let stanzaCountMax = 1024
    static let keysPerGroup = 8
    static let keyCountMax = 256
    /// A space and its content key.
    static let slotByteCount = 48
    static let ciphertextByteCountMax = ciphertextByteCount(slotCount: keyCountMax)
    static let frameHeaderByteCount = 12
    /// A frame carries at least an item's sort and length.
    static let sealedBytesMin = FrameSealer.tagByteCount + 2
    /// The end mark in a frame of its own: sort, length and digest.
    static let endByteCount = UInt64(frameHeaderByteCount + 2 + ParcelItem.endDigestByteCount + FrameSealer.tagByteCount)
    /// How far a reader looks for the next frame before it says that there is damage; then it looks on.
    static let searchBytesMax: UInt64 = 4 << 20

    static let stanzaInfo = Array("satchel/v1/parcel\0".utf8)

    /// Follows from the common space's content key, which every recipient has and nobody else: so it takes no room, tells no carrier
    /// anything, and no damage to somebody else's stanza changes it.
    static func id(commonKey: SymmetricKey) -> [UInt8] {
        let label = Array("satchel/v1/parcel-id\0".utf8)
        return Array(EntryHash(hashing: label + commonKey.withUnsafeBytes { Array($0) }).bytes.prefix(idByteCount))
    }

    static func frameContext(_ id: [UInt8], _ space: SpaceID) -> [UInt8] { id + space.bytes }

    static func ciphertextByteCount(slotCount: Int) -> Int { 2 + slotCount * slotByteCount + HPKEStanza.tagByteCount }

    /// The size that a parcel is filled up to: a padded one that leaves no room, or room for a frame that looks like others.
    ///
    /// - Parameter byteCount: with the end mark.
    static func filledByteCount(_ byteCount: UInt64) -> UInt64 {
        let least = UInt64(frameHeaderByteCount + sealedBytesMin)
        var size = Padme.paddedSize(byteCount)
        while size != byteCount, size - byteCount < least { size = Padme.paddedSize(size + 1) }
        return size
    }

    static func big(_ value: UInt32) -> [UInt8] {
        [
            UInt8(value >> 24), UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8),
            UInt8(truncatingIfNeeded: value),
        ]
    }

    /// The first four bytes of SHA-256 of the sealed body: tells a damaged frame from one for somebody else.
    static func bodyCheck(_ body: [UInt8]) -> [UInt8] { Array(EntryHash(hashing: body).bytes.prefix(4)) }
}
