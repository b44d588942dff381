/// What literals and matches cost in a block, in 64ths of a bit.
struct DeflateCosts {
    private(set) var literals = [UInt32](repeating: 0, count: 256)
    /// By match length, with the extra bits.
    private(set) var lengths = [UInt32](repeating: 0, count: DeflateSymbols.matchMax + 1)
    /// By distance symbol, with the extra bits.
    private(set) var distances = [UInt32](repeating: 0, count: DeflateSymbols.distanceCount)
    static let bit: Double = 64

    /// From how often each symbol was used; one that was not used costs as much as one that was used less than once.
    init(_ counts: SymbolCounts) {
        let literalBits = Self.bits(counts.literals)
        let distanceBits = Self.bits(counts.distances)
        for symbol in 0..<256 { literals[symbol] = literalBits[symbol] }
        for length in DeflateSymbols.matchMin...DeflateSymbols.matchMax {
            let symbol = Int(DeflateSymbols.lengthSymbol[length])
            lengths[length] = literalBits[symbol] + UInt32(DeflateSymbols.lengthExtra[symbol - 257] * 64)
        }
        for symbol in distances.indices { distances[symbol] = distanceBits[symbol] + UInt32(DeflateSymbols.distanceExtra[symbol] * 64) }
    }

    private static func bits(_ counts: [UInt32]) -> [UInt32] {
        let total = Double(max(counts.reduce(0, +), 1))
        return counts.map { count in
            let share = count == 0 ? 0.4 : Double(count)
            return UInt32(max(1, min(15, BinaryLogarithm.of(total) - BinaryLogarithm.of(share))) * bit)
        }
    }
}

/// How often each symbol is used in a block.
struct SymbolCounts {
    var literals = [UInt32](repeating: 0, count: DeflateSymbols.literalCount)
    var distances = [UInt32](repeating: 0, count: DeflateSymbols.distanceCount)

    mutating func add(_ step: DeflateStep) {
        switch step {
        case .literal(let byte): literals[Int(byte)] += 1
        case .match(let length, let distance):
            literals[Int(DeflateSymbols.lengthSymbol[Int(length)])] += 1
            distances[DeflateSymbols.distanceSymbol(Int(distance))] += 1
        }
    }

    static func += (left: inout Self, right: Self) {
        for index in left.literals.indices { left.literals[index] += right.literals[index] }
        for index in left.distances.indices { left.distances[index] += right.distances[index] }
    }

    /// About how many bits a block of these symbols takes, its header included and extra bits left out.
    var estimatedBits: Double {
        Self.entropy(literals, plus: 1) + Self.entropy(distances, plus: 0)
            + 17 + 20 + 3.1 * Double(literals.count { $0 > 0 }) + 2.6 * Double(distances.count { $0 > 0 })
    }

    private static func entropy(_ counts: [UInt32], plus endOfBlock: Double) -> Double {
        var total = endOfBlock
        var sum = 0.0
        for count in counts where count > 0 {
            total += Double(count)
            sum += BinaryLogarithm.times(count)
        }
        return total > 0 ? total * BinaryLogarithm.of(total) - sum : 0
    }
}

/// One step of the parse: a literal byte, or a match.
enum DeflateStep {
    case literal(UInt8)
    case match(length: UInt16, distance: UInt16)

    var byteCount: Int {
        switch self {
        case .literal: 1
        case .match(let length, _): Int(length)
        }
    }
}

/// Base-2 logarithms without a mathematics library; ten bits are more than a parse can use.
enum BinaryLogarithm {
    /// log2(1 + i / 1024), by repeated squaring.
    private static let fractions: [Double] = (0...1024).map { index in
        var value = 1 + Double(index) / 1024
        var result = 0.0
        var weight = 0.5
        if value >= 2 { return 1 }
        for _ in 0..<30 {
            value *= value
            if value >= 2 {
                value /= 2
                result += weight
            }
            weight /= 2
        }
        return result
    }

    private static let products: [Double] = (0..<2048).map { $0 == 0 ? 0 : Double($0) * of(Double($0)) }

    /// - Precondition: `value` is positive.
    static func of(_ value: Double) -> Double {
        Double(value.exponent) + fractions[Int((value.significand - 1) * 1024)]
    }

    /// value · log2(value)
    static func times(_ value: UInt32) -> Double {
        value < 2048 ? products[Int(value)] : Double(value) * of(Double(value))
    }
}
