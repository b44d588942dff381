import Records

/// Fills the columns and tables of one segment from its entries.
struct ColumnBuilder {
    private let segment: UnverifiedSegment
    private var columns = SegmentColumns()
    private var shapes = FirstUse<[UInt64]>()
    private var keys = FirstUse<ColumnKey>()
    private var persons = FirstUse<PersonID>()
    private var rosters = FirstUse<RosterHead>()
    private var chains = FirstUse<ChainID>()
    private var rosterIndexes: [UInt64] = []
    private var contextHeads: [UInt8] = []
    private var erased: [UInt8] = []
    private var contents: [ColumnContent] = []
    private var explicitSubjects: [OperationID] = []
    private var switched: [OperationID] = []
    private var named: [OperationID] = []
    private var lastTime: Int64 = 0
    private var lastSubject: RecordID?

    static func columns(of segment: UnverifiedSegment) -> SegmentColumns {
        var builder = ColumnBuilder(segment)
        return builder.finished()
    }

    private init(_ segment: UnverifiedSegment) {
        self.segment = segment
        _ = chains.index(of: segment.chain)
    }

    // MARK: Entries

    private mutating func append(_ entry: EntryBody, at sequence: UInt64) {
        columns.time.append(ZigZag.encode(entry.time &- lastTime))
        lastTime = entry.time
        rosterIndexes.append(rosters.index(of: entry.roster))
        columns.contextCounts.append(UInt64(entry.context.count))
        for item in entry.context {
            columns.contextChains.append(chains.index(of: item.chain))
            columns.contextTo.append(item.count)
            contextHeads.append(fixed: item.head)
        }
        switch entry.content {
        case .erased(let commitment):
            columns.shape.append(0)
            erased.append(contentsOf: commitment.bytes)
        case .payload(let payload):
            columns.person.append(persons.index(of: payload.person))
            if payload.subject == lastSubject {
                columns.subject.append(0)
            } else {
                columns.subject.append(1 &+ Self.distance(payload.subject.sequence, from: sequence))
                explicitSubjects.append(payload.subject)
                lastSubject = payload.subject
            }
            columns.shape.append(1 + shape(of: payload, at: sequence, time: entry.time))
        }
    }

    private mutating func shape(of payload: Payload, at sequence: UInt64, time: Int64) -> UInt64 {
        var items = [UInt64]()
        items.reserveCapacity(payload.operations.count + 1)
        var expected: Int64 = 0
        var current = payload.subject
        for (ordinal, operation) in payload.operations.enumerated() {
            if let record = operation.record, record != current {
                items.append(0)
                columns.switches.append(Self.distance(record.sequence, from: payload.subject.sequence))
                switched.append(record)
                current = record
            }
            if case .create = operation {
                current = OperationID(chain: segment.chain, sequence: sequence, ordinal: UInt16(truncatingIfNeeded: ordinal))
            }
            let column = keys.index(of: ColumnKey(operation))
            if column == contents.count { contents.append(ColumnContent()) }
            items.append(1 + ZigZag.encode(Int64(column) - expected))
            expected = Int64(column) + 1
            contents[Int(column)].append(operation, day: Days.day(of: time), subject: payload.subject)
            switch operation {
            case .put(_, _, _, let over?), .remove(_, _, _, let over?):
                columns.overCounts.append(UInt64(over.count))
                for reference in over { name(reference, from: sequence) }
            case .note(_, _, _, let about?):
                name(about, from: sequence)
            default: break
            }
        }
        return shapes.index(of: items)
    }

    private mutating func name(_ reference: OperationID, from sequence: UInt64) {
        columns.named.append(Self.distance(reference.sequence, from: sequence))
        named.append(reference)
    }

    private static func distance(_ sequence: UInt64, from other: UInt64) -> UInt64 {
        ZigZag.encode(Int64(bitPattern: other &- sequence))
    }

    // MARK: The whole

    private mutating func finished() -> SegmentColumns {
        columns.first = segment.first
        for (offset, entry) in segment.entries.enumerated() { append(entry, at: segment.first + UInt64(offset)) }
        columns.shapes = shapes.items
        columns.columns = keys.items
        if rosters.items.count > 1 { columns.roster = rosterIndexes }
        columns.rosterCounts = rosters.items.map(\.count)
        if columns.contextChains.isEmpty { columns.contextCounts = [] }
        var values = ValueBuilder()
        values.append(contents, keys: keys.items)
        columns.flags = values.flags
        columns.numbers = values.numbers
        columns.tokens = values.tokens
        columns.blobLengths = values.blobLengths
        columns.blobs = values.blobs
        (columns.texts, columns.textEnds) = values.texts()
        let references = explicitSubjects + switched + named + values.references
        if references.contains(where: { $0.chain != segment.chain }) { columns.chains = references.map { chains.index(of: $0.chain) } }
        if references.contains(where: { $0.ordinal != 0 }) { columns.ordinals = references.map { UInt64($0.ordinal) } }
        appendSalts()
        columns.raw = raw(digests: values.digests)
        return columns
    }

    private mutating func appendSalts() {
        columns.hasFewestSalts =
            segment.salts.map { SaltTree.Place($0) }
            == SaltTree.cover(from: segment.first, opened: segment.entries.map { $0.payload != nil })
        guard !columns.hasFewestSalts else { return }
        var block = segment.first / SaltTree.blockSize
        for node in segment.salts {
            columns.saltBlocks.append(node.block &- block)
            block = node.block
            columns.saltNumbers.append(node.number)
        }
    }

    private func raw(digests: [UInt8]) -> [UInt8] {
        var bytes = segment.chain.bytes
        if let origin = segment.origin { bytes += origin.deviceKey + origin.incarnation }
        bytes += segment.signature
        for node in segment.salts { bytes += node.salt.bytes }
        for person in persons.items { bytes += person.bytes }
        for roster in rosters.items { bytes.append(fixed: roster.head) }
        for chain in chains.items.dropFirst() { bytes += chain.bytes }
        return bytes + contextHeads + erased + digests
    }
}

/// Distinct things in order of first use.
private struct FirstUse<Item: Hashable> {
    private(set) var items: [Item] = []
    private var indexes: [Item: UInt64] = [:]

    mutating func index(of item: Item) -> UInt64 {
        if let index = indexes[item] { return index }
        let index = UInt64(items.count)
        items.append(item)
        indexes[item] = index
        return index
    }
}

/// Days since 1970 in UTC, before it negative.
enum Days {
    static func day(of time: Int64) -> Int64 {
        let (day, rest) = time.quotientAndRemainder(dividingBy: 86_400)
        return rest < 0 ? day - 1 : day
    }

    /// Proleptic Gregorian (Howard Hinnant, "chrono-compatible low-level date algorithms").
    static func day(year: Int, month: Int, day: Int) -> Int64 {
        let shifted = Int64(month <= 2 ? year - 1 : year)
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let ofEra = shifted - era * 400
        let ofYear = Int64((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1)
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }

    /// - Precondition: `day` is within some ten thousand years of 1970.
    static func date(of day: Int64) -> (year: Int, month: Int, day: Int) {
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let result = Int(month < 10 ? month + 3 : month - 9)
        return (Int(year + era * 400) + (result <= 2 ? 1 : 0), result, Int(ofYear - (153 * month + 2) / 5) + 1)
    }
}
