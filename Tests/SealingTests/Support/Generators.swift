/// Gives out exactly the bytes it was made with, for vectors.
struct ScriptedGenerator: RandomNumberGenerator {
    private var bytes: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { self.bytes = bytes[...] }

    mutating func next() -> UInt64 {
        var number: UInt64 = 0
        // A number that is only partly used is filled up with zeros.
        for _ in 0..<8 { number = number << 8 | UInt64(bytes.popFirst() ?? 0) }
        return number
    }
}
