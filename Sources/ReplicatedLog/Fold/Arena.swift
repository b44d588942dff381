import Records

/// A long row of elements of fixed width, in pieces of 32,768.
///
/// Appending never moves what is there, and copies of a row share every piece that neither side has changed since: a state of
/// hundreds of megabytes can be handed around, written out while it grows, and read back piece by piece.
///
/// `Element` must have no padding and no bit pattern that is not a value; its bytes are what snapshots hold.
struct Arena<Element: BitwiseCopyable & Sendable>: Sendable {
    private static var pieceShift: Int { 15 }
    static var pieceCount: Int { 1 << pieceShift }
    static var elementByteCount: Int { MemoryLayout<Element>.stride }

    private(set) var pieces: [ContiguousArray<Element>] = []
    private(set) var count = 0

    init() {}

    init(repeating element: Element, count: Int) {
        self.count = count
        for start in stride(from: 0, to: count, by: Self.pieceCount) {
            pieces.append(ContiguousArray(repeating: element, count: min(Self.pieceCount, count - start)))
        }
    }

    subscript(index: UInt32) -> Element {
        get { pieces[Int(index) >> Self.pieceShift][Int(index) & (Self.pieceCount - 1)] }
        _modify { yield &pieces[Int(index) >> Self.pieceShift][Int(index) & (Self.pieceCount - 1)] }
    }

    mutating func append(_ element: Element) {
        if count & (Self.pieceCount - 1) == 0 {
            var piece = ContiguousArray<Element>()
            // Only a first piece starts small: most spaces have few elements, and the rest fill one piece after the other.
            if count > 0 { piece.reserveCapacity(Self.pieceCount) }
            pieces.append(piece)
        }
        pieces[pieces.count - 1].append(element)
        count += 1
    }
}

// MARK: Bytes

/// The only place of the fold where elements are taken for the bytes they are made of: a state of hundreds of megabytes is to be
/// written and read at the speed of copying memory, and what is read is checked before any number in it is followed.
extension Arena {
    var byteCount: Int { count * Self.elementByteCount }

    /// Appends the bytes from `range.lowerBound` to `range.upperBound` of all elements in a row, as this machine orders them.
    func copyBytes(_ range: Range<Int>, to output: inout [UInt8]) {
        var position = range.lowerBound
        let pieceByteCount = Self.pieceCount * Self.elementByteCount
        while position < range.upperBound {
            let start = position % pieceByteCount
            let piece = pieces[position / pieceByteCount]
            piece.withUnsafeBytes { bytes in
                let end = min(bytes.count, start + range.upperBound - position)
                output.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
                position += end - start
            }
        }
    }

    /// - Parameter read: the next so many bytes, exactly.
    init(count: Int, read: (Int) throws -> ArraySlice<UInt8>) throws {
        self.count = count
        for start in stride(from: 0, to: count, by: Self.pieceCount) {
            let elements = min(Self.pieceCount, count - start)
            let bytes = try read(elements * Self.elementByteCount)
            guard bytes.count == elements * Self.elementByteCount else { throw ByteFault.truncated }
            pieces.append(
                ContiguousArray(unsafeUninitializedCapacity: elements) { buffer, initializedCount in
                    bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
                    initializedCount = elements
                })
        }
    }
}
