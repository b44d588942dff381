import Records

/// How many rows every other table has, sealed, so that rows that vanish from a damaged file are missed.
///
/// It is a page of the write-ahead log and a sealing of its own, so saves by themselves do not write it: each of them adds one segment
/// under the next number, so that how many there must be follows from the highest number that was ever given out.
struct RowTally {
    static let row: Int64 = 1
    /// Segments that may be added before it is written again; an open store that crashes has so many to look through.
    static let lagMax: Int64 = 128
    private static let lastSegmentName = "last"

    var counts: [LogTable: Int] = [:]
    /// The highest number that a row of `segment` had when this was written; a store of layout 1 has always counted all of them.
    var lastSegment: Int64?

    init() {}

    /// - Parameter last: the highest number that a row of `segment` has or had.
    func counts(at last: Int64) -> [LogTable: Int] {
        var counts = counts
        if let lastSegment { counts[.segment, default: 0] += Int(clamping: last.subtractingReportingOverflow(lastSegment).partialValue) }
        return counts
    }

    var encoded: [UInt8] {
        var writer = ByteWriter()
        for table in LogTable.allCases where table != .tally {
            writer.string(table.rawValue)
            writer.varint(UInt64(max(0, counts[table, default: 0])))
        }
        if let lastSegment {
            writer.string(Self.lastSegmentName)
            writer.varint(UInt64(lastSegment))
        }
        return writer.bytes
    }

    init(decoding bytes: [UInt8]) throws {
        var reader = ByteReader(bytes)
        while reader.remaining > 0 {
            let name = try reader.string(max: 64)
            let number = Int64(clamping: try reader.varint())
            if name == Self.lastSegmentName {
                lastSegment = number
            } else {
                guard let table = LogTable(rawValue: name) else { throw ByteFault.outOfRange }
                counts[table] = Int(number)
            }
        }
    }
}
