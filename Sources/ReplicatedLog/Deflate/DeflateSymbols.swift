/// The alphabets of RFC 1951, 3.2.5.
enum DeflateSymbols {
    static let endOfBlock = 256
    static let literalCount = 286
    static let distanceCount = 30
    static let matchMin = 3
    static let matchMax = 258
    static let window = 32 * 1024

    /// For each match length: the symbol, from 257 on.
    static let lengthSymbol: [UInt16] = {
        var table = [UInt16](repeating: 0, count: matchMax + 1)
        for (symbol, base) in lengthBase.enumerated() {
            for length in base..<(symbol + 1 < lengthBase.count ? lengthBase[symbol + 1] : matchMax + 1) {
                table[length] = UInt16(257 + symbol)
            }
        }
        return table
    }()

    static let lengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258]
    static let lengthExtra = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0]

    static let distanceBase = [
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289,
        16385, 24577,
    ]
    static let distanceExtra = [
        0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
    ]

    /// The symbol of a distance from 1 to 32,768: two for each power of two.
    static func distanceSymbol(_ distance: Int) -> Int {
        if distance < 5 { return distance - 1 }
        let rest = distance - 1
        let power = Int.bitWidth - 1 - rest.leadingZeroBitCount
        return 2 * power + (rest >> (power - 1) & 1)
    }

    /// In which order the lengths of the code for code lengths are written.
    static let codeLengthOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15]

    static let fixedLiteralLengths: [UInt8] =
        [UInt8](repeating: 8, count: 144) + [UInt8](repeating: 9, count: 112) + [UInt8](repeating: 7, count: 24)
        + [UInt8](repeating: 8, count: 8)
    static let fixedDistanceLengths = [UInt8](repeating: 5, count: 30)
}
