import Records

/// Walks the inflated bytes of a segment; every read is checked against their end.
struct ColumnCursor {
    let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// What was not read yet.
    var rest: UnsafeBufferPointer<UInt8> { UnsafeBufferPointer(rebasing: bytes[position...]) }

    var remaining: Int { bytes.count - position }

    mutating func byte() throws(LogError) -> UInt8 {
        guard position < bytes.count else { throw Self.truncated }
        defer { position += 1 }
        return bytes[position]
    }

    /// Unsigned LEB128 in its shortest form.
    @inline(__always)
    mutating func varint() throws(LogError) -> UInt64 {
        guard position < bytes.count else { throw Self.truncated }
        let first = bytes[position]
        if first < 0x80 {
            position += 1
            return UInt64(first)
        }
        return try longVarint()
    }

    private mutating func longVarint() throws(LogError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw UnverifiedSegment.malformed("a number is too large") }
            value |= UInt64(next & 0x7F) << shift
            if next & 0x80 == 0 {
                guard next != 0 || shift == 0 else { throw UnverifiedSegment.malformed("a number is not in its shortest form") }
                return value
            }
            shift += 7
        }
    }

    /// `count` numbers. Each takes a byte at least, so no more is reserved than there can be.
    mutating func varints(_ count: Int) throws(LogError) -> [UInt64] {
        guard count <= remaining else { throw Self.truncated }
        var result = [UInt64]()
        result.reserveCapacity(count)
        for _ in 0..<count { result.append(try varint()) }
        return result
    }

    mutating func raw(_ count: Int) throws(LogError) -> UnsafeBufferPointer<UInt8> {
        guard count <= remaining else { throw Self.truncated }
        defer { position += count }
        return UnsafeBufferPointer(rebasing: bytes[position..<position + count])
    }

    /// The bytes before the next 0, which is passed over.
    mutating func terminated() throws(LogError) -> UnsafeBufferPointer<UInt8> {
        let start = position
        while position < bytes.count {
            if bytes[position] == 0 {
                position += 1
                return UnsafeBufferPointer(rebasing: bytes[start..<position - 1])
            }
            position += 1
        }
        throw Self.truncated
    }

    static var truncated: LogError { UnverifiedSegment.malformed("its columns end too early") }
}

/// Zig-zag: 0, −1, 1, −2 … as 0, 1, 2, 3 ….
enum ZigZag {
    static func encode(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }
    static func decode(_ value: UInt64) -> Int64 { Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1) }
}
