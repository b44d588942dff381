import Records

/// Which columns the operations of an entry lie in, for all entries that look alike.
struct ShapeTable {
    /// An item that is no column: the next operation is about another record.
    static let change = -1

    /// The items of all shapes, one after another: columns, or ``change``.
    private(set) var items: [Int] = []
    /// Where each shape starts in ``items``, and where the last one ends.
    private(set) var starts: [Int] = [0]
    private(set) var columnCount = 0

    func items(of shape: Int) -> Range<Int> { starts[shape]..<starts[shape + 1] }

    /// Reads `count` shapes, each another, with columns in order of first use.
    init(_ count: Int, from cursor: inout ColumnCursor) throws(LogError) {
        var seen = Set<ArraySlice<Int>>()
        for _ in 0..<count {
            let itemCount = try cursor.varint()
            guard itemCount <= UInt64(2 * Payload.operationCountMax) else {
                throw LogError(.tooLarge, "An entry has too many operations.")
            }
            let start = items.count
            var expected: Int64 = 0
            for _ in 0..<itemCount {
                let item = try cursor.varint()
                guard item > 0 else {
                    guard items.count == start || items[items.count - 1] != Self.change else {
                        throw UnverifiedSegment.malformed("a shape changes the record twice")
                    }
                    items.append(Self.change)
                    continue
                }
                let (column, overflow) = expected.addingReportingOverflow(ZigZag.decode(item - 1))
                guard !overflow, column >= 0, column <= Int64(columnCount) else {
                    throw UnverifiedSegment.malformed("a column is out of range")
                }
                if column == Int64(columnCount) { columnCount += 1 }
                items.append(Int(column))
                expected = column + 1
            }
            guard items.count > start, items[items.count - 1] != Self.change else {
                throw UnverifiedSegment.malformed("a shape does not end with an operation")
            }
            guard seen.insert(items[start...]).inserted else { throw UnverifiedSegment.malformed("a shape is there twice") }
            starts.append(items.count)
        }
    }

    /// Operations that an entry of this shape has.
    func operationCount(of shape: Int) -> Int {
        items[items(of: shape)].count { $0 != Self.change }
    }

    /// A change of the record is written only where the next operation names one.
    func changesOnlyBeforeEdits(_ keys: [ColumnKey]) -> Bool {
        zip(items, items.dropFirst()).allSatisfy { item, next in
            item != Self.change || keys[next].edit.hasValue || keys[next].edit.isNote
        }
    }
}
