import Records

/// Bytes of a parcel wherever they are: a file on a stick, a network body, a test.
public protocol ByteSource {
    var byteCount: UInt64 { get }
    /// - Returns: exactly `count` bytes; whatever it throws ends the reading, and what was read before stays read.
    func read(at offset: UInt64, count: Int) throws -> [UInt8]
}

/// A parcel in memory.
public struct ByteArraySource: ByteSource {
    private let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    public var byteCount: UInt64 { UInt64(bytes.count) }

    public func read(at offset: UInt64, count: Int) throws -> [UInt8] {
        guard count >= 0, offset <= byteCount, UInt64(count) <= byteCount - offset else {
            throw ExchangeError(.malformed, "The parcel ends early.")
        }
        return Array(bytes[Int(offset)..<Int(offset) + count])
    }
}
