/// SplitMix64: a test says its seed and can be run again.
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

/// The failure that `body` throws, if it is a `Thrown`.
func failure<Thrown: Error>(_ type: Thrown.Type, _ body: () throws -> Void) -> Thrown? {
    do {
        try body()
        return nil
    } catch {
        return error as? Thrown
    }
}

extension String {
    /// Texts with everything in them that JSON, forms and four languages make difficult.
    static func random(using generator: inout some RandomNumberGenerator) -> String {
        let pieces = [
            "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\u{1}", "\u{7F}", "é", "e\u{301}", "م", "َ", "ї", "ґ", "’", "\u{2028}", "😀", "👨‍👩‍👧",
            "\u{10FFFD}",
        ]
        return (0..<Int.random(in: 0...12, using: &generator)).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
    }
}
