import Records

/// Everything of a segment but its values: read first, since it says how many values there are.
struct SegmentFrame {
    let first: UInt64
    let shapes: ShapeTable
    let keys: [ColumnKey]
    /// Per entry: its shape, or `nil` when its payload was erased.
    let shapeOfEntry: [Int?]
    /// Per column, how many operations lie in it.
    private(set) var counts: [Int]
    let times: [UInt64]
    let persons: [UInt64]
    let personCount: Int
    let rosters: [UInt64]
    let rosterCounts: [UInt64]
    let contextCounts: [UInt64]
    let contextChains: [UInt64]
    let contextTo: [UInt64]
    let subjects: [UInt64]
    let switches: [UInt64]
    let overCounts: [UInt64]
    let named: [UInt64]
    /// Per reference, subjects first, then switches, then named, then values; empty when all are 0.
    let chains: [UInt64]
    let ordinals: [UInt64]
    let chainCount: Int
    let salts: [SaltTree.Place]

    var payloadCount: Int { persons.count }

    init(from cursor: inout ColumnCursor) throws(LogError) {
        first = try cursor.varint()
        let count = try cursor.varint()
        guard count > 0 else { throw UnverifiedSegment.malformed("it has no entries") }
        guard count <= UInt64(UnverifiedSegment.entryCountMax) else { throw LogError(.tooLarge, "A segment has too many entries.") }
        guard first <= ChainHead.countMax - count else { throw UnverifiedSegment.malformed("a sequence is out of range") }
        let entryCount = Int(count)
        let marks = SegmentColumns.Marks(rawValue: try cursor.byte())
        guard SegmentColumns.Marks.all.isSuperset(of: marks) else { throw UnverifiedSegment.malformed("a mark is not known") }

        let tokens = try cursor.varints(entryCount)
        let shapeCount = try Self.firstUse(tokens.lazy.filter { $0 > 0 }.map { $0 - 1 }, of: "shape")
        shapeOfEntry = tokens.map { $0 == 0 ? nil : Int($0 - 1) }
        shapes = try ShapeTable(shapeCount, from: &cursor)
        var keys = [ColumnKey]()
        for _ in 0..<shapes.columnCount { keys.append(try ColumnKey(from: &cursor)) }
        guard Set(keys).count == keys.count, shapes.changesOnlyBeforeEdits(keys) else {
            throw UnverifiedSegment.malformed("a column is there twice")
        }
        self.keys = keys
        counts = try Self.counts(of: shapes, shapeOfEntry)
        let payloadCount = shapeOfEntry.count { $0 != nil }

        times = try cursor.varints(entryCount)
        persons = try cursor.varints(payloadCount)
        personCount = try Self.firstUse(persons, of: "person")
        rosters = marks.contains(.rosters) ? try cursor.varints(entryCount) : []
        let rosterCount = marks.contains(.rosters) ? try Self.firstUse(rosters, of: "roster") : 1
        guard rosterCount > 1 || !marks.contains(.rosters) else { throw UnverifiedSegment.malformed("it has one roster in two spellings") }
        rosterCounts = try cursor.varints(rosterCount)

        contextCounts = marks.contains(.contexts) ? try cursor.varints(entryCount) : []
        let contextCount = try Self.sum(contextCounts, max: UnverifiedSegment.contextCountMax, "context items")
        guard contextCount > 0 || !marks.contains(.contexts) else { throw UnverifiedSegment.malformed("its contexts are empty") }
        contextChains = try cursor.varints(contextCount)
        contextTo = try cursor.varints(contextCount)

        let counts = counts
        func operations(_ isCounted: (ColumnKey) -> Bool) -> Int {
            zip(keys, counts).reduce(0) { $0 + (isCounted($1.0) ? $1.1 : 0) }
        }
        subjects = try cursor.varints(payloadCount)
        switches = try cursor.varints(
            shapeOfEntry.reduce(0) { [shapes] in
                $0 + ($1.map { shape in shapes.items(of: shape).count - shapes.operationCount(of: shape) } ?? 0)
            })
        overCounts = try cursor.varints(operations { $0.edit.isOver })
        guard overCounts.allSatisfy({ $0 <= UInt64(Operation.overCountMax) }) else {
            throw LogError(.tooLarge, "An operation names too many others.")
        }
        named = try cursor.varints(Int(overCounts.reduce(0, +)) + operations { $0.edit == .noteAbout })
        let referenceCount =
            subjects.count { $0 > 0 } + switches.count + named.count + operations { $0.layout == .reference }
        chains = marks.contains(.chains) ? try cursor.varints(referenceCount) : []
        ordinals = marks.contains(.ordinals) ? try cursor.varints(referenceCount) : []
        guard !marks.contains(.chains) || chains.contains(where: { $0 > 0 }),
            !marks.contains(.ordinals) || ordinals.contains(where: { $0 > 0 }), ordinals.allSatisfy({ $0 <= UInt64(UInt16.max) })
        else { throw UnverifiedSegment.malformed("a reference is out of range") }
        // The segment's own chain is there before anything uses it.
        chainCount = try Self.firstUse([0] + contextChains + chains, of: "chain")
        salts = try Self.salts(from: &cursor, first: first, opened: shapeOfEntry.map { $0 != nil }, marks)
    }

    /// Checks that each index is of something seen before or the next new one; returns how many there are.
    private static func firstUse(_ indexes: some Sequence<UInt64>, of what: String) throws(LogError) -> Int {
        var seen: UInt64 = 0
        for index in indexes {
            guard index <= seen else { throw UnverifiedSegment.malformed("a \(what) is not in order of first use") }
            if index == seen { seen += 1 }
        }
        return Int(seen)
    }

    private static func sum(_ counts: [UInt64], max: Int, _ what: String) throws(LogError) -> Int {
        var total: UInt64 = 0
        for count in counts {
            guard count <= UInt64(max), total + count <= UInt64(max) else { throw LogError(.tooLarge, "A segment has too many \(what).") }
            total += count
        }
        return Int(total)
    }

    private static func counts(of shapes: ShapeTable, _ shapeOfEntry: [Int?]) throws(LogError) -> [Int] {
        var uses = [Int](repeating: 0, count: shapes.starts.count - 1)
        for case let shape? in shapeOfEntry { uses[shape] += 1 }
        var counts = [Int](repeating: 0, count: shapes.columnCount)
        var total = 0
        for (shape, uses) in uses.enumerated() {
            let operations = shapes.operationCount(of: shape)
            guard operations <= Payload.operationCountMax else { throw LogError(.tooLarge, "An entry has too many operations.") }
            total += operations * uses
            guard total <= UnverifiedSegment.operationCountMax else { throw LogError(.tooLarge, "A segment has too many operations.") }
            for item in shapes.items[shapes.items(of: shape)] where item != ShapeTable.change { counts[item] += uses }
        }
        return counts
    }

    private static func salts(
        from cursor: inout ColumnCursor, first: UInt64, opened: [Bool], _ marks: SegmentColumns.Marks
    ) throws(LogError) -> [SaltTree.Place] {
        let fewest = SaltTree.cover(from: first, opened: opened)
        guard marks.contains(.salts) else { return fewest }
        let count = try cursor.varint()
        guard count <= UInt64(opened.count) else { throw UnverifiedSegment.malformed("it has more salts than entries") }
        let blocks = try cursor.varints(Int(count))
        let numbers = try cursor.raw(Int(count))
        var block = first / SaltTree.blockSize
        var places = [SaltTree.Place]()
        for (difference, number) in zip(blocks, numbers) {
            block = block &+ difference
            guard (2...127).contains(number), block <= ChainHead.countMax / SaltTree.blockSize else {
                throw UnverifiedSegment.malformed("a salt is out of range")
            }
            places.append(SaltTree.Place(block: block, number: Int(number)))
        }
        guard places != fewest, areExact(places, from: first, opened: opened) else {
            throw UnverifiedSegment.malformed("its salts open other entries than those that it carries")
        }
        return places
    }

    /// Whether the nodes open every entry that has its payload, in order, each once, and nothing else.
    private static func areExact(_ places: [SaltTree.Place], from first: UInt64, opened: [Bool]) -> Bool {
        let wanted = opened.indices.filter { opened[$0] }
        var next = 0
        for place in places {
            let sequences = place.sequences
            guard next + sequences.count <= wanted.count, first + UInt64(wanted[next]) == sequences.lowerBound,
                first + UInt64(wanted[next + sequences.count - 1]) == sequences.upperBound
            else { return false }
            next += sequences.count
        }
        return next == wanted.count
    }
}
