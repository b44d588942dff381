/// Sebastiano Vigna's SplitMix64, so that a failing test can be run again.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

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
