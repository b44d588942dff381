import Records

extension ParcelItem {
    private enum Sort: UInt8 { case statement = 1, segment, chunk, end, difference, passedOn }

    /// Sort, length and content, as they stand in a frame.
    package var bytes: [UInt8] {
        let (sort, content) = parts
        var writer = ByteWriter()
        writer.byte(sort.rawValue)
        writer.blob(content)
        return writer.bytes
    }

    private var parts: (Sort, [UInt8]) {
        switch self {
        case .statement(let bytes): return (.statement, bytes)
        case .difference(let bytes): return (.difference, bytes)
        case .passedOn(let bytes): return (.passedOn, bytes)
        case .segment(let bytes): return (.segment, bytes)
        case .chunk(let chunk):
            var writer = ByteWriter()
            writer.raw(chunk.digest)
            writer.varint(chunk.size)
            writer.varint(chunk.offset)
            writer.raw(chunk.bytes)
            return (.chunk, writer.bytes)
        case .end(let digest): return (.end, digest)
        }
    }

    /// The items of a frame, in order; `nil` for each that this version cannot read. What follows a length that cannot be right is one.
    static func list(_ plaintext: [UInt8]) -> [ParcelItem?] {
        var reader = ByteReader(plaintext)
        var items = [ParcelItem?]()
        while reader.remaining > 0 {
            guard let sort = try? reader.byte(), let content = try? reader.blob(max: plaintext.count) else { return items + [nil] }
            items.append(try? ParcelItem(sort: sort, content))
        }
        return items
    }

    private init(sort: UInt8, _ content: [UInt8]) throws(ByteFault) {
        switch Sort(rawValue: sort) {
        case .statement: self = .statement(content)
        case .difference: self = .difference(content)
        case .passedOn: self = .passedOn(content)
        case .segment: self = .segment(content)
        case .chunk:
            var reader = ByteReader(content)
            let digest = try reader.raw(32)
            let size = try reader.varint()
            let offset = try reader.varint()
            let bytes = try reader.raw(reader.remaining)
            guard offset <= size, UInt64(bytes.count) <= size - offset else { throw .outOfRange }
            self = .chunk(DocumentChunk(digest: digest, size: size, offset: offset, bytes: bytes))
        case .end:
            guard content.isEmpty || content.count == Self.endDigestByteCount else { throw .outOfRange }
            self = .end(digest: content)
        case nil: throw .outOfRange
        }
    }
}
