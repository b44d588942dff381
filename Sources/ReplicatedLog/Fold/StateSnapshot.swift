import Records

/// The folded state as bytes, for the sealed image of the view: a cache, thrown away when it disagrees with the log.
///
/// It shares the rows of the state it was taken of, so nothing is held twice: whoever writes it asks for one range of bytes after
/// the other. Rows lie in it as they lie in memory.
///
/// ```
/// byte    version of this layout; fold version; order of bytes in numbers
/// 4 × 8   bytes of the side tables; entries; operations; records
///         side tables: space, heads, chains, persons, names, what was adopted, context, awaited
///         entries, operations, records, hashes of records: each row as it lies in memory
/// ```
public struct StateSnapshot: Sendable {
    static let version: UInt8 = 6
    static let headerByteCount = 35
    /// 1 where the least significant byte of a number comes first.
    static var byteOrder: UInt8 { UInt16(1).littleEndian == 1 ? 1 : 2 }

    public let byteCount: Int
    /// Header and side tables.
    private let front: [UInt8]
    private let entries: Arena<FoldedEntry>
    private let operations: Arena<FoldedOperation>
    private let records: Arena<FoldedRecord>
    private let hashes: Arena<RecordHash>

    init(front: [UInt8], _ state: SpaceState) {
        self.front = front
        entries = state.entries
        operations = state.operations
        records = state.records.records
        hashes = state.records.hashArena
        byteCount = front.count + entries.byteCount + operations.byteCount + records.byteCount + hashes.byteCount
    }

    /// Bytes `range` of the snapshot; it must lie in `0..<byteCount`.
    public func bytes(_ range: Range<Int>) -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount, "beyond the snapshot")
        var result = [UInt8]()
        result.reserveCapacity(range.count)
        var start = 0
        func add(_ byteCount: Int, _ copy: (Range<Int>, inout [UInt8]) -> Void) {
            let part = range.clamped(to: start..<start + byteCount)
            if !part.isEmpty { copy(part.lowerBound - start..<part.upperBound - start, &result) }
            start += byteCount
        }
        add(front.count) { $1 += front[$0] }
        add(entries.byteCount, entries.copyBytes)
        add(operations.byteCount, operations.copyBytes)
        add(records.byteCount, records.copyBytes)
        add(hashes.byteCount, hashes.copyBytes)
        return result
    }
}
