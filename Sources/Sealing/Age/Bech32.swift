/// Bech32 (BIP 173) without its limit of 90 characters, as age writes keys.
enum Bech32 {
    private static let alphabet = Array("qpzry9x8gf2tvdw0s3jn54khce6mua7l".utf8)

    /// - Returns: the part before the last `1` in lower case, and the bytes; `nil` when a character or the checksum is wrong.
    static func decode(_ text: String) -> (prefix: String, bytes: [UInt8])? {
        guard text.utf8.count <= 1024, text == text.lowercased() || text == text.uppercased() else { return nil }
        let lower = text.lowercased()
        guard lower.utf8.allSatisfy({ (33...126).contains($0) }), let separator = lower.lastIndex(of: "1") else { return nil }
        let prefix = String(lower[..<separator])
        let values = lower[lower.index(after: separator)...].utf8.compactMap { alphabet.firstIndex(of: $0).map(UInt8.init) }
        guard !prefix.isEmpty, values.count == lower.utf8.count - prefix.utf8.count - 1, values.count >= 6,
            checksum(expanded(prefix) + values) == 1
        else { return nil }
        return bytes(of: values.dropLast(6)).map { (prefix, $0) }
    }

    static func encode(_ prefix: String, _ bytes: [UInt8]) -> String {
        var values = [UInt8]()
        var waiting: UInt32 = 0
        var bitCount = 0
        for byte in bytes {
            waiting = waiting << 8 | UInt32(byte)
            bitCount += 8
            while bitCount >= 5 {
                bitCount -= 5
                values.append(UInt8(waiting >> UInt32(bitCount) & 31))
            }
            waiting &= 0xFF
        }
        if bitCount > 0 { values.append(UInt8(waiting << UInt32(5 - bitCount) & 31)) }
        let sum = checksum(expanded(prefix) + values + [0, 0, 0, 0, 0, 0]) ^ 1
        values += (0..<6).map { UInt8(sum >> UInt32(5 * (5 - $0)) & 31) }
        return prefix + "1" + String(decoding: values.map { alphabet[Int($0)] }, as: UTF8.self)
    }

    /// Eight bits of every five, the rest of them zero.
    private static func bytes(of values: ArraySlice<UInt8>) -> [UInt8]? {
        var bytes = [UInt8]()
        var waiting: UInt32 = 0
        var bitCount = 0
        for value in values {
            waiting = waiting << 5 | UInt32(value)
            bitCount += 5
            if bitCount >= 8 {
                bitCount -= 8
                bytes.append(UInt8(waiting >> UInt32(bitCount) & 0xFF))
            }
            waiting &= 0xFFF
        }
        return bitCount < 5 && waiting & (1 << UInt32(bitCount) - 1) == 0 ? bytes : nil
    }

    private static func expanded(_ prefix: String) -> [UInt8] { prefix.utf8.map { $0 >> 5 } + [0] + prefix.utf8.map { $0 & 31 } }

    private static func checksum(_ values: [UInt8]) -> UInt32 {
        let generators: [UInt32] = [0x3B6A_57B2, 0x2650_8E6D, 0x1EA1_19FA, 0x3D42_33DD, 0x2A14_62B3]
        return values.reduce(1) { sum, value in
            let top = sum >> 25
            var next = (sum & 0x1FF_FFFF) << 5 ^ UInt32(value)
            for (index, generator) in generators.enumerated() where top >> UInt32(index) & 1 == 1 { next ^= generator }
            return next
        }
    }
}
