import Foundation

/// 32 random bytes that stand for a permission, compared in constant time.
public struct Secret: Hashable, Sendable {
    /// 64 hexadecimal digits.
    public let text: String

    public init() {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<4).map { _ in generator.next() as UInt64 }
        text = bytes.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        .joined()
    }

    /// - Returns: `nil` for anything but 64 hexadecimal digits.
    public init?(_ text: String) {
        guard text.utf8.count == 64, text.utf8.allSatisfy({ (48...57).contains($0) || (97...102).contains($0) }) else { return nil }
        self.text = text
    }

    /// Whether `other` is the same text; takes as long for every text of the same length.
    func matches(_ other: String) -> Bool {
        let (mine, theirs) = (Array(text.utf8), Array(other.utf8))
        guard mine.count == theirs.count else { return false }
        return zip(mine, theirs).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
