import Records

/// The columns of a segment as plain numbers and bytes, in the order in which they lie: `Schemas/log.md`, "Columns".
struct SegmentColumns {
    /// Which of the sections that are mostly empty are there.
    struct Marks: OptionSet {
        let rawValue: UInt8
        /// The entries cite more than one roster head.
        static let rosters = Marks(rawValue: 1)
        static let contexts = Marks(rawValue: 2)
        /// Some operation named is of another chain.
        static let chains = Marks(rawValue: 4)
        /// Some operation named is not the first of its entry.
        static let ordinals = Marks(rawValue: 8)
        /// The salts are not the fewest.
        static let salts = Marks(rawValue: 16)
        static let all: Marks = [.rosters, .contexts, .chains, .ordinals, .salts]
    }

    // The frame.
    var first: UInt64 = 0
    /// Per entry: 0 when its payload was erased, else 1 + its shape.
    var shape: [UInt64] = []
    /// Per shape: 0 for a change of the record, else 1 + zig-zag of the column less the one expected.
    var shapes: [[UInt64]] = []
    var columns: [ColumnKey] = []
    /// Per entry: zig-zag of the difference.
    var time: [UInt64] = []
    var person: [UInt64] = []
    /// Per entry; left out when all are of one.
    var roster: [UInt64] = []
    var rosterCounts: [UInt64] = []

    // Causal context; all left out when no entry has any.
    var contextCounts: [UInt64] = []
    var contextChains: [UInt64] = []
    var contextTo: [UInt64] = []

    // References.
    var subject: [UInt64] = []
    var switches: [UInt64] = []
    var overCounts: [UInt64] = []
    var named: [UInt64] = []
    /// Per reference; left out when all are of the segment's own chain.
    var chains: [UInt64] = []
    /// Per reference; left out when all are 0.
    var ordinals: [UInt64] = []

    // Salts that are not the fewest.
    var saltBlocks: [UInt64] = []
    var saltNumbers: [UInt8] = []
    var hasFewestSalts = true

    // Values.
    var flags: [UInt8] = []
    var numbers: [UInt64] = []
    var tokens: [UInt64] = []
    var blobLengths: [UInt64] = []
    var texts: [UInt8] = []
    /// Where the texts of each class end in ``texts``; not written, for whoever deflates.
    var textEnds: [Int] = []
    var blobs: [UInt8] = []
    /// What does not compress: identifiers, signature, salts, hashes.
    var raw: [UInt8] = []

    var marks: Marks {
        var marks = Marks()
        if !roster.isEmpty { marks.insert(.rosters) }
        if !contextCounts.isEmpty { marks.insert(.contexts) }
        if !chains.isEmpty { marks.insert(.chains) }
        if !ordinals.isEmpty { marks.insert(.ordinals) }
        if !hasFewestSalts { marks.insert(.salts) }
        return marks
    }

    /// What inflating gives: identity lies here.
    func inflated() -> InflatedSegment {
        var writer = ByteWriter()
        func append(_ numbers: [UInt64]) { for number in numbers { writer.varint(number) } }
        writer.varint(first)
        writer.varint(UInt64(shape.count))
        writer.byte(marks.rawValue)
        append(shape)
        for items in shapes {
            writer.varint(UInt64(items.count))
            append(items)
        }
        for column in columns { column.write(to: &writer) }
        append(time)
        append(person)
        append(roster)
        append(rosterCounts)
        append(contextCounts)
        append(contextChains)
        append(contextTo)
        append(subject)
        append(switches)
        append(overCounts)
        append(named)
        append(chains)
        append(ordinals)
        if !hasFewestSalts {
            writer.varint(UInt64(saltBlocks.count))
            append(saltBlocks)
            writer.raw(saltNumbers)
        }
        writer.raw(flags)
        append(numbers)
        append(tokens)
        append(blobLengths)
        let start = writer.bytes.count
        writer.raw(texts)
        writer.raw(blobs)
        let packed = writer.bytes.count
        writer.raw(raw)
        return InflatedSegment(bytes: writer.bytes, textEnds: textEnds.map { $0 + start }, textStart: start, rawStart: packed)
    }
}

/// The columns as bytes, and where parts of different kinds meet: a hint for compression, nothing more.
struct InflatedSegment {
    let bytes: [UInt8]
    /// Per class, where its texts end.
    let textEnds: [Int]
    let textStart: Int
    /// From here on nothing compresses.
    let rawStart: Int
}
