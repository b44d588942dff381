import Crypto
import Records

/// A SHA-256 hash: of an entry, a payload commitment, a state.
public struct EntryHash: Hashable, Comparable, Sendable, CustomStringConvertible {
    let words: (UInt64, UInt64, UInt64, UInt64)

    /// The hash that stands before the first entry of a chain.
    public static let zero = EntryHash(words: (0, 0, 0, 0))
    public static let byteCount = 32

    init(words: (UInt64, UInt64, UInt64, UInt64)) { self.words = words }

    /// - Returns: `nil` unless `bytes` are exactly 32.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == Self.byteCount else { return nil }
        var words = [UInt64](repeating: 0, count: 4)
        for (index, byte) in bytes.enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
        self.words = (words[0], words[1], words[2], words[3])
    }

    init(_ digest: SHA256.Digest) {
        self = digest.withUnsafeBytes { buffer in
            EntryHash(
                words: (
                    UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
                    UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
                    UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
                    UInt64(bigEndian: buffer.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
                ))
        }
    }

    /// SHA-256 of `bytes`.
    public init(hashing bytes: [UInt8]) { self.init(SHA256.hash(data: bytes)) }

    public var bytes: [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }

    func write(to writer: inout ByteWriter) {
        writer.fixed64(words.0)
        writer.fixed64(words.1)
        writer.fixed64(words.2)
        writer.fixed64(words.3)
    }

    /// The first eight bytes: enough to notice a different history, not to prove one.
    public var short: UInt64 { words.0 }

    /// Lower-case hexadecimal, 64 characters.
    public var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    public static func == (left: Self, right: Self) -> Bool { left.words == right.words }
    public static func < (left: Self, right: Self) -> Bool { left.words < right.words }
    public func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
        hasher.combine(words.1)
    }
}
