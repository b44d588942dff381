extension Array where Element == UInt8 {
    /// The bytes of a hexadecimal text; a mistake in a test traps.
    init(hex: String) {
        let digits = hex.utf8.map { UInt8(Character(UnicodeScalar($0)).hexDigitValue!) }
        precondition(digits.count.isMultiple(of: 2))
        self = stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
    }

    var hex: String {
        flatMap { [$0 >> 4, $0 & 15] }.map { String($0, radix: 16) }.joined()
    }

    /// With bit 0 of one byte changed.
    func flipped(at index: Int, by mask: UInt8 = 1) -> [UInt8] {
        var copy = self
        copy[index] ^= mask
        return copy
    }
}
