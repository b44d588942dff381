import Records
import ReplicatedLog

/// The content of a row of `segment`: enough to index it without decoding the columns.
struct SegmentRow {
    let chain: ChainID
    let first: UInt64
    let end: UInt64
    private let encoded: ArraySlice<UInt8>

    static func bytes(of segment: UnverifiedSegment) -> [UInt8] {
        var writer = ByteWriter()
        writer.identifier(segment.chain)
        writer.varint(segment.first)
        writer.varint(segment.end)
        writer.raw(segment.encoded())
        return writer.bytes
    }

    init(_ bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        chain = try reader.identifier(ChainID.self)
        first = try reader.varint()
        end = try reader.varint()
        guard first < end else { throw ByteFault.outOfRange }
        encoded = bytes[reader.position...]
    }

    /// - Throws: when the columns are not of the chain and the entries that the row says.
    func segment(in space: SpaceID) throws -> UnverifiedSegment {
        let segment = try UnverifiedSegment(decoding: Array(encoded), in: space)
        guard segment.chain == chain, segment.first == first, segment.end == end else { throw ByteFault.outOfRange }
        return segment
    }
}

extension HeldSegment {
    private static let salvagedBit: UInt8 = 0x80

    var rowBytes: [UInt8] {
        var writer = ByteWriter()
        writer.byte(reason.rawValue | (isSalvaged ? Self.salvagedBit : 0))
        writer.signed(arrived)
        writer.identifier(contents.space)
        writer.raw(contents.encoded())
        return writer.bytes
    }

    init(rowBytes bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        let first = try reader.byte()
        guard let reason = HoldReason(rawValue: first & ~Self.salvagedBit) else { throw ByteFault.outOfRange }
        let arrived = try reader.signed()
        let space = try reader.identifier(SpaceID.self)
        self.init(
            contents: try UnverifiedSegment(decoding: try reader.raw(reader.remaining), in: space), reason: reason, arrived: arrived,
            isSalvaged: first & Self.salvagedBit != 0)
    }
}

extension StoredStatement {
    var rowBytes: [UInt8] {
        var writer = ByteWriter()
        writer.raw(deviceKey)
        writer.identifier(space)
        writer.raw(bytes)
        return writer.bytes
    }

    init(rowBytes bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        let deviceKey = try reader.raw(Self.deviceKeyByteCount)
        self.init(deviceKey: deviceKey, space: try reader.identifier(SpaceID.self), bytes: try reader.raw(reader.remaining))
    }
}

/// The content of a row of `setting`.
struct SettingRow {
    let name: String
    let value: [UInt8]

    init(name: String, value: [UInt8]) {
        self.name = name
        self.value = value
    }

    init(rowBytes bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        name = try reader.string(max: LogBatch.settingNameBytesMax)
        value = try reader.raw(reader.remaining)
    }

    var rowBytes: [UInt8] {
        var writer = ByteWriter()
        writer.string(name)
        writer.raw(value)
        return writer.bytes
    }
}
