import Records
import ReplicatedLog
import Sealing

/// The fixed shapes of a parcel: `Schemas/parcel.md`.
///
///     magic 8 ‖ parcel id 16 ‖ stanza count 2 ‖ ciphertext length 2 ‖ stanzas ‖ frames
///     frame = length 2 ‖ index 4 ‖ header check 2 ‖ body check 4 ‖ sealed body
enum ParcelLayout {
    static let magic = Array("SPARCEL1".utf8)
    static let idByteCount = 16
    static let fixedByteCount = 28
    static let stanzaCountMax = 1024
    static let keysPerGroup = 8
    static let keyCountMax = 256
    static let frameHeaderByteCount = 12
    /// How far a reader looks for the next frame after damage.
    static let searchBytesMax: UInt64 = 4 << 20

    static func stanzaInfo(_ id: [UInt8]) -> [UInt8] { Array("satchel/v1/parcel\0".utf8) + id }

    static func frameContext(_ id: [UInt8], _ space: SpaceID) -> [UInt8] { id + space.bytes }

    static func frameHeader(_ id: [UInt8], index: UInt32, body: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        let length = UInt16(body.count)
        writer.raw([UInt8(length >> 8), UInt8(truncatingIfNeeded: length)])
        writer.raw(big(index))
        let check = headerCheck(id, length: length, index: index)
        writer.raw([UInt8(check >> 8), UInt8(truncatingIfNeeded: check)])
        writer.raw(bodyCheck(body))
        return writer.bytes
    }

    static func big(_ value: UInt32) -> [UInt8] {
        [
            UInt8(value >> 24), UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8),
            UInt8(truncatingIfNeeded: value),
        ]
    }

    /// FNV-1a over parcel id, length and index, folded to 16 bits: finds the next frame after damage. No secret, no proof.
    static func headerCheck(_ id: [UInt8], length: UInt16, index: UInt32) -> UInt16 {
        var state: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
        for byte in id { mix(byte) }
        mix(UInt8(length >> 8))
        mix(UInt8(truncatingIfNeeded: length))
        for byte in big(index) { mix(byte) }
        return UInt16(truncatingIfNeeded: state ^ state >> 16 ^ state >> 32 ^ state >> 48)
    }

    /// The first four bytes of SHA-256 of the sealed body: tells a damaged frame from one for somebody else.
    static func bodyCheck(_ body: [UInt8]) -> [UInt8] { Array(EntryHash(hashing: body).bytes.prefix(4)) }
}
