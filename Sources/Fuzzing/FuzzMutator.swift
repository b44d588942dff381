import Trials

/// Makes bad inputs out of good ones: the same seed makes the same ones.
struct FuzzMutator {
    private static let numbers: [UInt8] = [0, 1, 2, 0x3F, 0x40, 0x7F, 0x80, 0x81, 0xC0, 0xFE, 0xFF]
    /// Lengths and counts at the edges of what is allowed, and far beyond, as LEB128.
    private static let varints: [[UInt8]] = [
        [0x80, 0x01], [0xFF, 0x7F], [0x80, 0x80, 0x01], [0xFF, 0xFF, 0x03], [0x80, 0x80, 0x20], [0x80, 0x80, 0x80, 0x80, 0x08],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x01], [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01],
        [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F], [0x80, 0x00],
    ]
    private static let bytesMax = 96 * 1024

    var generator: SeededGenerator

    /// - Parameter others: what pieces are taken from.
    mutating func mutated(_ input: [UInt8], _ others: [[UInt8]]) -> [UInt8] {
        var bytes = input
        for _ in 0..<(generator.happens(60) ? 1 : Int.random(in: 2...8, using: &generator)) { mutate(&bytes, others) }
        return Array(bytes.prefix(Self.bytesMax))
    }

    private mutating func mutate(_ bytes: inout [UInt8], _ others: [[UInt8]]) {
        guard !bytes.isEmpty else {
            bytes = [UInt8.random(in: 0...255, using: &generator)]
            return
        }
        // Headers and counts stand at the beginning, signatures at the end.
        let place =
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: Int.random(in: 0..<min(bytes.count, 24), using: &generator)
            case 1: bytes.count - 1 - Int.random(in: 0..<min(bytes.count, 80), using: &generator)
            default: Int.random(in: 0..<bytes.count, using: &generator)
            }
        let count = Int.random(in: 1...min(bytes.count - place, generator.happens(80) ? 16 : 4096), using: &generator)
        switch Int.random(in: 0..<12, using: &generator) {
        case 0, 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
        case 2: bytes[place] = UInt8.random(in: 0...255, using: &generator)
        case 3: bytes[place] = Self.numbers[Int.random(in: 0..<Self.numbers.count, using: &generator)]
        case 4: bytes[place] = generator.happens(50) ? bytes[place] &+ 1 : bytes[place] &- 1
        case 5: bytes.replaceSubrange(place..<place + 1, with: Self.varints[Int.random(in: 0..<Self.varints.count, using: &generator)])
        case 6: bytes.removeSubrange(place..<place + count)
        case 7: bytes.insert(contentsOf: bytes[place..<place + count], at: place)
        case 8: bytes.removeSubrange(place...)
        case 9: bytes.insert(contentsOf: (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }, at: place)
        case 10:
            let other = Int.random(in: 0...bytes.count - count, using: &generator)
            for offset in 0..<count { bytes.swapAt(place + offset, other + offset) }
        default:
            guard let other = others.randomElement(using: &generator), !other.isEmpty else { return }
            let start = Int.random(in: 0..<other.count, using: &generator)
            bytes.replaceSubrange(place..<min(bytes.count, place + count), with: other[start..<min(other.count, start + count)])
        }
    }
}
