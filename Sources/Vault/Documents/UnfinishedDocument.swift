import Records

/// Which document is arriving, as which size, for which space. Whoever lies about the size only makes a document of its own.
struct UnfinishedKey: Hashable {
    let digest: [UInt8]
    let size: UInt64
    let space: SpaceID
}

/// The pieces of a document that have arrived so far.
struct UnfinishedDocument {
    struct Piece: Hashable {
        let row: Int64
        let range: Range<UInt64>
    }

    /// Sorted by where they begin.
    private(set) var pieces: [Piece] = []

    var byteCount: UInt64 { pieces.reduce(0) { $0 + UInt64($1.range.count) } }

    /// Whether everything of `range` is there already.
    func covers(_ range: Range<UInt64>) -> Bool {
        var position = range.lowerBound
        for piece in pieces where piece.range.lowerBound <= position { position = max(position, piece.range.upperBound) }
        return position >= range.upperBound && (!range.isEmpty || !pieces.isEmpty)
    }

    mutating func insert(_ piece: Piece) {
        let position = pieces.firstIndex { $0.range.lowerBound > piece.range.lowerBound } ?? pieces.endIndex
        pieces.insert(piece, at: position)
    }

    /// What is missing of `size` bytes, in order.
    func missing(of size: UInt64) -> [Range<UInt64>] {
        var result = [Range<UInt64>]()
        var position: UInt64 = 0
        for piece in pieces {
            if piece.range.lowerBound > position { result.append(position..<piece.range.lowerBound) }
            position = max(position, piece.range.upperBound)
        }
        if position < size { result.append(position..<size) }
        return result
    }
}
