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
