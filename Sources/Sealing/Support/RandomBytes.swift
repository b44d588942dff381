public import Crypto

extension RandomNumberGenerator {
    /// `count` random bytes, eight from each number, most significant first.
    mutating func bytes(_ count: Int) -> [UInt8] {
        var result = [UInt8]()
        result.reserveCapacity(count + 7)
        while result.count < count {
            let number = next()
            for shift in stride(from: 56, through: 0, by: -8) { result.append(UInt8(truncatingIfNeeded: number >> UInt64(shift))) }
        }
        result.removeLast(result.count - count)
        return result
    }
}

extension SymmetricKey {
    /// 256 bits from `generator`, which must be a cryptographic one where the key is to keep anything secret.
    public static func random(using generator: inout some RandomNumberGenerator) -> SymmetricKey {
        var bytes = generator.bytes(32)
        defer { wipe(&bytes) }
        return SymmetricKey(data: bytes)
    }
}
