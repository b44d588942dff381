import Records

extension Frame {
    private enum Sort: UInt8 { case statement = 1, segment, chunk, end }

    var bytes: [UInt8] {
        var writer = ByteWriter()
        switch self {
        case .statement(let bytes):
            writer.byte(Sort.statement.rawValue)
            writer.raw(bytes)
        case .segment(let bytes):
            writer.byte(Sort.segment.rawValue)
            writer.raw(bytes)
        case .chunk(let chunk):
            writer.byte(Sort.chunk.rawValue)
            writer.raw(chunk.digest)
            writer.varint(chunk.size)
            writer.varint(chunk.offset)
            writer.raw(chunk.bytes)
        case .end(let frameCount, let digest):
            writer.byte(Sort.end.rawValue)
            // Of fixed size, so that the writer knows how much filler makes the size round before it writes the end.
            writer.raw(ParcelLayout.big(frameCount))
            writer.raw(digest)
        }
        return writer.bytes
    }

    init(_ bytes: [UInt8]) throws(ExchangeError) {
        do {
            var reader = ByteReader(bytes)
            switch Sort(rawValue: try reader.byte()) {
            case .statement: self = .statement(try reader.raw(reader.remaining))
            case .segment: self = .segment(try reader.raw(reader.remaining))
            case .chunk:
                let digest = try reader.raw(32)
                let size = try reader.varint()
                let offset = try reader.varint()
                let content = try reader.raw(reader.remaining)
                guard offset <= size, UInt64(content.count) <= size - offset else { throw ByteFault.outOfRange }
                self = .chunk(DocumentChunk(digest: digest, size: size, offset: offset, bytes: content))
            case .end:
                let count = try reader.raw(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
                self = .end(frameCount: count, digest: try reader.raw(32))
                try reader.end()
            case nil: throw ByteFault.outOfRange
            }
        } catch {
            throw ExchangeError(.malformed, "A frame cannot be read.", hint: "Update Satchel on this device.", cause: error)
        }
    }
}
