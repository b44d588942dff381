/// Writes the canonical byte forms that are hashed, as `Schemas/log.md` defines them: big-endian fixed
/// numbers, LEB128 variable ones, and length-prefixed strings.
public struct ByteWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init() {}

    /// Makes room for `byteCount` bytes more than there are.
    public mutating func reserve(_ byteCount: Int) { bytes.reserveCapacity(bytes.count + byteCount) }

    /// Forgets what was written and keeps the room for as much.
    public mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    public mutating func byte(_ value: UInt8) { bytes.append(value) }

    public mutating func raw(_ value: some Sequence<UInt8>) { bytes.append(contentsOf: value) }

    public mutating func fixed64(_ value: UInt64) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Unsigned LEB128, shortest form.
    public mutating func varint(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    /// Zig-zag, then LEB128.
    public mutating func signed(_ value: Int64) {
        varint(UInt64(bitPattern: (value << 1) ^ (value >> 63)))
    }

    /// Length as a varint, then the bytes.
    public mutating func blob(_ value: some Collection<UInt8>) {
        varint(UInt64(value.count))
        bytes.append(contentsOf: value)
    }

    public mutating func string(_ value: String) { blob(value.utf8) }

    public mutating func identifier<Kind>(_ value: Identifier<Kind>) {
        fixed64(value.high)
        fixed64(value.low)
    }

    public mutating func operation(_ value: OperationID) {
        identifier(value.chain)
        varint(value.sequence)
        varint(UInt64(value.ordinal))
    }
}

/// What is wrong with bytes that should have been canonical.
public enum ByteFault: Error, Hashable, Sendable {
    case truncated
    case notShortest
    case notUTF8
    case outOfRange
    case trailing
}

/// Reads what ``ByteWriter`` writes and refuses every other spelling of the same thing.
public struct ByteReader: Sendable {
    private let bytes: ArraySlice<UInt8>
    public private(set) var position: Int

    public init(_ bytes: [UInt8]) { self.init(bytes[...]) }

    public init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        position = bytes.startIndex
    }

    public var remaining: Int { bytes.endIndex - position }

    public mutating func byte() throws(ByteFault) -> UInt8 {
        guard position < bytes.endIndex else { throw .truncated }
        defer { position += 1 }
        return bytes[position]
    }

    public mutating func raw(_ count: Int) throws(ByteFault) -> [UInt8] {
        guard count >= 0, count <= remaining else { throw .truncated }
        defer { position += count }
        return Array(bytes[position..<position + count])
    }

    public mutating func fixed64() throws(ByteFault) -> UInt64 {
        guard remaining >= 8 else { throw .truncated }
        var value: UInt64 = 0
        for index in position..<position + 8 { value = value << 8 | UInt64(bytes[index]) }
        position += 8
        return value
    }

    public mutating func varint() throws(ByteFault) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while true {
            let next = try byte()
            guard shift < 63 || next <= 1 else { throw .outOfRange }
            value |= UInt64(next & 0x7F) << shift
            if next & 0x80 == 0 {
                guard next != 0 || shift == 0 else { throw .notShortest }
                return value
            }
            shift += 7
        }
    }

    public mutating func signed() throws(ByteFault) -> Int64 {
        let value = try varint()
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    /// - Parameter max: the largest length accepted, checked before anything is allocated.
    public mutating func blob(max: Int) throws(ByteFault) -> [UInt8] {
        let count = try varint()
        guard count <= UInt64(max) else { throw .outOfRange }
        return try raw(Int(count))
    }

    public mutating func string(max: Int) throws(ByteFault) -> String {
        guard let text = String(validating: try blob(max: max), as: UTF8.self) else { throw .notUTF8 }
        return text
    }

    public mutating func identifier<Kind>(_ kind: Identifier<Kind>.Type) throws(ByteFault) -> Identifier<Kind> {
        Identifier(high: try fixed64(), low: try fixed64())
    }

    public mutating func operation() throws(ByteFault) -> OperationID {
        let chain = try identifier(ChainID.self)
        let sequence = try varint()
        let ordinal = try varint()
        guard ordinal <= UInt64(UInt16.max) else { throw .outOfRange }
        return OperationID(chain: chain, sequence: sequence, ordinal: UInt16(ordinal))
    }

    /// Nothing may be left over.
    public func end() throws(ByteFault) {
        guard remaining == 0 else { throw .trailing }
    }
}
