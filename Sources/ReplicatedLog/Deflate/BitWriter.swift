/// Bits of a deflate stream, lowest first within each byte.
struct BitWriter {
    private(set) var bytes: [UInt8] = []
    private var pending: UInt64 = 0
    private var count: UInt64 = 0

    /// - Parameter width: 0 to 32.
    mutating func append(_ bits: UInt32, width: Int) {
        pending |= UInt64(bits) << count
        count += UInt64(width)
        while count >= 8 {
            bytes.append(UInt8(truncatingIfNeeded: pending))
            pending >>= 8
            count -= 8
        }
    }

    mutating func alignToByte() {
        if count > 0 { append(0, width: 8 - Int(count)) }
    }

    mutating func append(bytes more: some Sequence<UInt8>) {
        precondition(count == 0, "bytes stand at a byte boundary")
        bytes.append(contentsOf: more)
    }
}
