extension SigningKey {
    public static let publicKeyByteCount = 32

    /// Whether a public key may be enrolled: 32 bytes, canonical, and not of small order.
    ///
    /// Under a small-order key some signatures hold for many messages, so "signed by this device" would mean nothing; a
    /// non-canonical key would give one device two names. Whether the bytes are a point of the curve at all is not decided
    /// here: nobody can sign for one that is not.
    public static func isAcceptablePublicKey(_ key: [UInt8]) -> Bool {
        guard key.count == publicKeyByteCount else { return false }
        // The top bit is the sign of x; the other 255 are y, little-endian.
        var y = key
        y[31] &= 0x7F
        guard y.reversed().lexicographicallyPrecedes(prime.reversed()) else { return false }
        return !smallOrder.contains(y)
    }

    /// 2^255 - 19.
    private static let prime: [UInt8] = [0xED] + [UInt8](repeating: 0xFF, count: 30) + [0x7F]

    /// The y of every point whose order divides 8, each of which belongs to x and -x. Their non-canonical spellings, y = p and
    /// y = p + 1, and 2^255 - 1 as any other y not below p, are refused before this list is asked.
    static let smallOrder: Set<[UInt8]> = [
        // 1: the neutral element, order 1.
        [1] + [UInt8](repeating: 0, count: 31),
        // p - 1: order 2.
        [0xEC] + [UInt8](repeating: 0xFF, count: 30) + [0x7F],
        // 0: order 4.
        [UInt8](repeating: 0, count: 32),
        // The two of order 8.
        [
            0x26, 0xE8, 0x95, 0x8F, 0xC2, 0xB2, 0x27, 0xB0, 0x45, 0xC3, 0xF4, 0x89, 0xF2, 0xEF, 0x98, 0xF0,
            0xD5, 0xDF, 0xAC, 0x05, 0xD3, 0xC6, 0x33, 0x39, 0xB1, 0x38, 0x02, 0x88, 0x6D, 0x53, 0xFC, 0x05,
        ],
        [
            0xC7, 0x17, 0x6A, 0x70, 0x3D, 0x4D, 0xD8, 0x4F, 0xBA, 0x3C, 0x0B, 0x76, 0x0D, 0x10, 0x67, 0x0F,
            0x2A, 0x20, 0x53, 0xFA, 0x2C, 0x39, 0xCC, 0xC6, 0x4E, 0xC7, 0xFD, 0x77, 0x92, 0xAC, 0x03, 0x7A,
        ],
    ]
}
