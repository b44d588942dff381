public import Records
import Sealing

extension DocumentStore {
    func loadPieces() throws {
        try database.contents(.chunk) { row in
            let piece = try PieceRow(row.bytes)
            pieces[UnfinishedKey(digest: piece.digest, size: piece.size, space: row.space), default: UnfinishedDocument()]
                .insert(UnfinishedDocument.Piece(row: row.id, range: piece.range))
        }
    }

    /// Keeps a piece of a document that is arriving; when the last one is there, checks the hash and makes it a document.
    ///
    /// Pieces come in any order and any number of times, and may overlap. All of them have to come, also when another space has the
    /// document: else whoever may write here could name a document, send one wrong piece of it, and learn from what is asked for next
    /// whether a space that is none of their business has it.
    ///
    /// - Returns: whether the document is now complete.
    /// - Throws: `.wrongContent` when the pieces do not give the document; they are then dropped and can be fetched again.
    ///   `.tooLarge`, `.missing` for a space that is not held, `.storageFull`.
    public func receive(_ digest: [UInt8], size: UInt64, offset: UInt64, bytes: [UInt8], space: SpaceID) throws -> Bool {
        guard !has(digest, in: space) else { return true }
        guard size <= Self.documentBytesMax, offset <= size, UInt64(bytes.count) <= size - offset, digest.count == PieceRow.digestByteCount
        else { throw VaultError(.tooLarge, "A piece of a document is out of bounds.") }
        guard database.ring.spaceKey(space) != nil else {
            throw VaultError(
                .missing, "A document arrived for a space that is not held here.", hint: "Ask headquarters to grant the space.")
        }
        let key = UnfinishedKey(digest: digest, size: size, space: space)
        let range = offset..<offset + UInt64(bytes.count)
        if pieces[key]?.covers(range) != true, !bytes.isEmpty || size == 0 {
            guard pieces.values.reduce(0, { $0 + $1.byteCount }) + UInt64(bytes.count) <= Self.unfinishedBytesMax else {
                throw VaultError(
                    .tooLarge, "Too many unfinished documents wait on this device.", hint: "Read the sticks that complete them.")
            }
            var row: Int64 = 0
            try database.write(growing: true) { transaction in
                row = try transaction.insert(.chunk, PieceRow.bytes(digest, size: size, offset: offset, bytes), in: space).id
            }
            pieces[key, default: UnfinishedDocument()].insert(UnfinishedDocument.Piece(row: row, range: range))
        }
        guard let document = pieces[key], document.missing(of: size).isEmpty else { return false }
        try assemble(key, document)
        return true
    }

    /// Bytes of a document that have arrived for a space, from its beginning without a gap.
    public func received(_ digest: [UInt8], in space: SpaceID) -> UInt64 {
        pieces.filter { $0.key.digest == digest && $0.key.space == space }
            .map { $0.value.missing(of: $0.key.size).first?.lowerBound ?? $0.key.size }.max() ?? 0
    }

    /// The ranges of a document that have not arrived, in order; all of it when nothing has.
    public func missingRanges(of digest: [UInt8], size: UInt64, space: SpaceID) -> [Range<UInt64>] {
        if has(digest, in: space) { return [] }
        return (pieces[UnfinishedKey(digest: digest, size: size, space: space)] ?? UnfinishedDocument()).missing(of: size)
    }

    private func assemble(_ key: UnfinishedKey, _ document: UnfinishedDocument) throws {
        let rows = document.pieces.map(\.row)
        let (digest, blob): ([UInt8], Blob)
        var position: UInt64 = 0
        var next = 0
        do {
            (digest, blob) = try writeBlob {
                while next < document.pieces.count, document.pieces[next].range.upperBound <= position { next += 1 }
                guard next < document.pieces.count else { return nil }
                let bytes = try content(of: document.pieces[next])
                let fresh = Array(bytes.dropFirst(Int(position - document.pieces[next].range.lowerBound)))
                position = document.pieces[next].range.upperBound
                return fresh
            }
        } catch let error as VaultError where error.code == .damaged {
            try drop(key, rows)
            throw error
        }
        guard digest == key.digest else {
            try remove(file: blob.file)
            try drop(key, rows)
            throw VaultError(
                .wrongContent, "A document that arrived is not what its record says.", hint: "It is asked for again with the next stick.")
        }
        try keep(digest, blob, in: key.space, finished: rows)
        pieces[key] = nil
    }

    private func content(of piece: UnfinishedDocument.Piece) throws -> ArraySlice<UInt8> {
        let row = try PieceRow(try database.content(.chunk, piece.row).bytes)
        guard row.range == piece.range else { throw VaultError(.damaged, "A piece of a document is not what was kept.") }
        return row.bytes
    }

    private func drop(_ key: UnfinishedKey, _ rows: [Int64]) throws {
        try database.write { transaction in
            for row in rows { try transaction.delete(.chunk, row) }
        }
        pieces[key] = nil
    }
}

/// The content of a row of `chunk`.
private struct PieceRow {
    static let digestByteCount = 32

    let digest: [UInt8]
    let size: UInt64
    let range: Range<UInt64>
    let bytes: ArraySlice<UInt8>

    static func bytes(_ digest: [UInt8], size: UInt64, offset: UInt64, _ bytes: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.raw(digest)
        writer.varint(size)
        writer.varint(offset)
        writer.raw(bytes)
        return writer.bytes
    }

    init(_ row: [UInt8]) throws {
        var reader = ByteReader(row)
        digest = try reader.raw(Self.digestByteCount)
        size = try reader.varint()
        let offset = try reader.varint()
        guard size <= DocumentStore.documentBytesMax, offset <= size, UInt64(reader.remaining) <= size - offset else {
            throw ByteFault.outOfRange
        }
        range = offset..<offset + UInt64(reader.remaining)
        bytes = row[reader.position...]
    }
}
