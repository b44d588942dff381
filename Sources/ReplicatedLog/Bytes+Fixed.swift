/// Columns of eight-byte numbers, most significant byte first.
extension [UInt8] {
    mutating func append(fixed value: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: value >> UInt64(shift))) }
    }

}

extension Collection<UInt8> {
    var fixed64s: [UInt64] {
        var result = [UInt64]()
        var value: UInt64 = 0
        for (index, byte) in enumerated() {
            value = value << 8 | UInt64(byte)
            if index % 8 == 7 {
                result.append(value)
                value = 0
            }
        }
        return result
    }
}
