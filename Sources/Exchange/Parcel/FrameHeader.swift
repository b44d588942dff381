/// The twelve bytes before a sealed frame: how long it is, which it is, and checks to find it by after damage.
struct FrameHeader {
    let length: Int
    let index: UInt32
    let bodyCheck: [UInt8]

    var frameByteCount: UInt64 { UInt64(ParcelLayout.frameHeaderByteCount + length) }
}

/// FNV-1a over parcel id, length and index, folded to 16 bits: finds the next frame after damage. No secret, no proof.
struct FrameMarker: Sendable {
    /// After the parcel id, which is the same for every frame.
    private let start: UInt64

    init(id: [UInt8]) { start = id.reduce(0xCBF2_9CE4_8422_2325, Self.mixed) }

    private static func mixed(_ state: UInt64, _ byte: UInt8) -> UInt64 { (state ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }

    func bytes(index: UInt32, body: [UInt8]) -> [UInt8] {
        let length = UInt16(body.count)
        let start = [UInt8(length >> 8), UInt8(truncatingIfNeeded: length)] + ParcelLayout.big(index)
        let check = check(start, at: 0)
        return start + [UInt8(check >> 8), UInt8(truncatingIfNeeded: check)] + ParcelLayout.bodyCheck(body)
    }

    /// The header that begins at `place`.
    ///
    /// - Returns: `nil` when the check fails, or for a length that no frame has.
    func header(in bytes: [UInt8], at place: Int) -> FrameHeader? {
        guard check(bytes, at: place) == UInt16(bytes[place + 6]) << 8 | UInt16(bytes[place + 7]) else { return nil }
        let length = Int(bytes[place]) << 8 | Int(bytes[place + 1])
        guard length >= ParcelLayout.sealedBytesMin else { return nil }
        let index = bytes[place + 2..<place + 6].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        return FrameHeader(length: length, index: index, bodyCheck: Array(bytes[place + 8..<place + 12]))
    }

    private func check(_ bytes: [UInt8], at place: Int) -> UInt16 {
        var state = start
        for offset in place..<place + 6 { state = Self.mixed(state, bytes[offset]) }
        return UInt16(truncatingIfNeeded: state ^ state >> 16 ^ state >> 32 ^ state >> 48)
    }
}
