import Records

/// Puts the entries of one segment together from its columns, and refuses every spelling but the canonical one.
///
/// Nothing is encoded again to find out: each rule of `Schemas/log.md`, "Columns", is checked where it is read.
struct SegmentReader {
    private let frame: SegmentFrame
    private var values: ValueReader
    private let space: SpaceID
    private let origin: ChainOrigin?
    private let signature: [UInt8]
    private let salts: [SaltNode]
    private let persons: [PersonID]
    private let rosters: [RosterHead]
    private let chains: [ChainID]
    private let contextHeads: [UInt64]
    private let erased: [EntryHash]
    /// Subjects that are spelled out: the first references.
    private let subjectCount: Int

    // Positions in the columns of the frame.
    private var entry = 0
    private var payload = 0
    private var context = 0
    private var explicitSubject = 0
    private var change = 0
    private var over = 0
    private var named = 0
    private var reference: [Int]
    private var time: Int64 = 0
    private var lastSubject: RecordID?
    private var payloadBytes = 0

    /// - Parameter bytes: what a segment inflates to.
    /// - Throws: `.malformed`, `.tooLarge`.
    static func segment(_ bytes: [UInt8], in space: SpaceID) throws(LogError) -> UnverifiedSegment {
        let result = bytes.withUnsafeBufferPointer { bytes -> Result<UnverifiedSegment, LogError> in
            do throws(LogError) {
                var reader = try SegmentReader(bytes, in: space)
                return .success(try reader.segment())
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }

    private init(_ bytes: UnsafeBufferPointer<UInt8>, in space: SpaceID) throws(LogError) {
        var cursor = ColumnCursor(bytes)
        frame = try SegmentFrame(from: &cursor)
        values = try ValueReader(frame, from: &cursor)

        self.space = space
        let chain: ChainID = try Self.identifier(&cursor)
        if frame.first == 0 {
            let key = try cursor.raw(32)
            origin = ChainOrigin(deviceKey: Array(key), incarnation: Array(try cursor.raw(16)))
        } else {
            origin = nil
        }
        signature = Array(try cursor.raw(UnverifiedSegment.signatureByteCount))
        var salts = [SaltNode]()
        for place in frame.salts {
            guard let salt = Salt(bytes: try cursor.raw(Salt.byteCount)) else { throw ColumnCursor.truncated }
            salts.append(SaltNode(block: place.block, number: place.number, salt: salt))
        }
        self.salts = salts
        var persons = [PersonID]()
        for _ in 0..<frame.personCount { persons.append(try Self.identifier(&cursor)) }
        self.persons = persons
        var rosters = [RosterHead]()
        for count in frame.rosterCounts { rosters.append(RosterHead(count: count, head: try Self.fixed64(&cursor))) }
        self.rosters = rosters
        var chains = [chain]
        for _ in 1..<frame.chainCount { chains.append(try Self.identifier(&cursor)) }
        self.chains = chains
        guard Set(persons).count == persons.count, Set(rosters).count == rosters.count, Set(chains).count == chains.count else {
            throw UnverifiedSegment.malformed("a table has something twice")
        }
        var contextHeads = [UInt64]()
        for _ in frame.contextChains { contextHeads.append(try Self.fixed64(&cursor)) }
        self.contextHeads = contextHeads
        var erased = [EntryHash]()
        for _ in 0..<frame.shapeOfEntry.count - frame.payloadCount {
            guard let hash = EntryHash(bytes: try cursor.raw(EntryHash.byteCount)) else { throw ColumnCursor.truncated }
            erased.append(hash)
        }
        self.erased = erased
        values.setDigests(try cursor.raw(values.digestCount * 32))
        guard cursor.remaining == 0 else { throw UnverifiedSegment.malformed("something follows its end") }

        // References of values follow all others, column by column.
        subjectCount = frame.subjects.count { $0 > 0 }
        var next = subjectCount + frame.switches.count + frame.named.count
        reference = []
        for (key, count) in zip(frame.keys, frame.counts) {
            reference.append(next)
            if key.layout == .reference { next += count }
        }
    }

    private static func identifier<Kind>(_ cursor: inout ColumnCursor) throws(LogError) -> Identifier<Kind> {
        guard let identifier = Identifier<Kind>(bytes: try cursor.raw(Identifier<Kind>.byteCount)) else { throw ColumnCursor.truncated }
        return identifier
    }

    private static func fixed64(_ cursor: inout ColumnCursor) throws(LogError) -> UInt64 {
        try cursor.raw(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    // MARK: Entries

    private mutating func segment() throws(LogError) -> UnverifiedSegment {
        var entries = [EntryBody]()
        entries.reserveCapacity(frame.shapeOfEntry.count)
        while entry < frame.shapeOfEntry.count {
            entries.append(try nextEntry())
            entry += 1
        }
        guard payloadBytes <= UnverifiedSegment.payloadBytesMax else { throw Self.tooLong }
        return UnverifiedSegment(
            space: space, chain: chains[0], first: frame.first, origin: origin, entries: entries, salts: salts, signature: signature)
    }

    private mutating func nextEntry() throws(LogError) -> EntryBody {
        time = time &+ ZigZag.decode(frame.times[entry])
        let context = try nextContext()
        let roster = rosters[frame.rosters.isEmpty ? 0 : Int(frame.rosters[entry])]
        guard let shape = frame.shapeOfEntry[entry] else {
            return EntryBody(time: time, context: context, roster: roster, content: .erased(erased[entry - payload]))
        }
        let person = persons[Int(frame.persons[payload])]
        let subject = try nextSubject()
        payload += 1
        let payload = Payload(person: person, subject: subject, operations: try operations(of: shape, about: subject))
        return EntryBody(time: time, context: context, roster: roster, content: .payload(payload))
    }

    private mutating func nextContext() throws(LogError) -> [ContextItem] {
        guard !frame.contextCounts.isEmpty, frame.contextCounts[entry] > 0 else { return [] }
        var items = [ContextItem]()
        for _ in 0..<frame.contextCounts[entry] {
            items.append(
                ContextItem(chain: chains[Int(frame.contextChains[context])], count: frame.contextTo[context], head: contextHeads[context]))
            context += 1
        }
        guard ContextItem.areCanonical(items, for: chains[0]) else { throw UnverifiedSegment.malformed("a context is not in order") }
        return items
    }

    private mutating func nextSubject() throws(LogError) -> RecordID {
        let number = frame.subjects[payload]
        guard number > 0 else {
            guard let lastSubject else { throw UnverifiedSegment.malformed("a subject is the one before the first") }
            return lastSubject
        }
        let subject = try operationID(number - 1, from: frame.first + UInt64(entry), at: explicitSubject)
        explicitSubject += 1
        guard subject != lastSubject else { throw UnverifiedSegment.malformed("a subject is spelled twice") }
        lastSubject = subject
        return subject
    }

    /// - Parameter number: zig-zag of how far before `sequence` it is.
    /// - Parameter index: among all references.
    private func operationID(_ number: UInt64, from sequence: UInt64, at index: Int) throws(LogError) -> OperationID {
        let result = valueReference(number, from: sequence, at: index)
        guard result.sequence <= Operation.sequenceMax else { throw UnverifiedSegment.malformed("an operation id is out of range") }
        return result
    }

    private func valueReference(_ number: UInt64, from sequence: UInt64, at index: Int) -> OperationID {
        OperationID(
            chain: chains[frame.chains.isEmpty ? 0 : Int(frame.chains[index])],
            sequence: sequence &- UInt64(bitPattern: ZigZag.decode(number)),
            ordinal: frame.ordinals.isEmpty ? 0 : UInt16(truncatingIfNeeded: frame.ordinals[index]))
    }

    // MARK: Operations

    private mutating func operations(of shape: Int, about subject: RecordID) throws(LogError) -> [Operation] {
        let items = frame.shapes.items(of: shape)
        var operations = [Operation]()
        operations.reserveCapacity(items.count)
        let sequence = frame.first + UInt64(entry)
        let day = Days.day(of: time)
        var record = subject
        var nameBytes = 0
        let textBytesBefore = values.textBytes
        for index in items {
            let column = frame.shapes.items[index]
            if column == ShapeTable.change {
                let other = try operationID(frame.switches[change], from: subject.sequence, at: subjectCount + change)
                change += 1
                guard other != record else { throw UnverifiedSegment.malformed("a record is changed to itself") }
                record = other
                continue
            }
            let key = frame.keys[column]
            nameBytes += key.name.utf8.count
            switch key.edit {
            case .create:
                record = OperationID(chain: chains[0], sequence: sequence, ordinal: UInt16(truncatingIfNeeded: operations.count))
                operations.append(.create(kind: key.name, schemaVersion: UInt32(truncatingIfNeeded: key.extra)))
            case .put:
                operations.append(.put(record: record, field: key.name, value: try value(column, key, day, subject), over: nil))
            case .putOver:
                let value = try value(column, key, day, subject)
                operations.append(.put(record: record, field: key.name, value: value, over: try nextOver(sequence)))
            case .add:
                operations.append(.add(record: record, field: key.name, value: try value(column, key, day, subject)))
            case .remove:
                operations.append(.remove(record: record, field: key.name, value: try value(column, key, day, subject), over: nil))
            case .removeOver:
                let value = try value(column, key, day, subject)
                operations.append(.remove(record: record, field: key.name, value: value, over: try nextOver(sequence)))
            case .note:
                operations.append(.note(record: record, field: key.name, text: values.nextNote(column), about: nil))
            case .noteAbout:
                let text = values.nextNote(column)
                operations.append(.note(record: record, field: key.name, text: text, about: try nextNamed(sequence)))
            case .other:
                operations.append(.other(code: UInt8(truncatingIfNeeded: key.extra), bytes: values.nextBlob(column)))
            }
        }
        let bytes = nameBytes + values.textBytes - textBytesBefore
        payloadBytes += bytes
        guard bytes <= Payload.bytesMax, payloadBytes <= UnverifiedSegment.payloadBytesMax else { throw Self.tooLong }
        return operations
    }

    private mutating func value(_ column: Int, _ key: ColumnKey, _ day: Int64, _ subject: RecordID) throws(LogError) -> Value {
        guard key.layout == .reference else { return try values.next(column, key.layout, day: day) }
        defer { reference[column] += 1 }
        return .reference(valueReference(values.nextReference(column), from: subject.sequence, at: reference[column]))
    }

    private mutating func nextOver(_ sequence: UInt64) throws(LogError) -> [OperationID] {
        let count = frame.overCounts[over]
        over += 1
        var result = [OperationID]()
        for _ in 0..<count {
            let next = try nextNamed(sequence)
            if let last = result.last, last >= next { throw UnverifiedSegment.malformed("superseded operations are not in order") }
            result.append(next)
        }
        return result
    }

    private mutating func nextNamed(_ sequence: UInt64) throws(LogError) -> OperationID {
        defer { named += 1 }
        return try operationID(frame.named[named], from: sequence, at: subjectCount + frame.switches.count + named)
    }

    private static var tooLong: LogError { LogError(.tooLarge, "The entries of a segment are larger than \(Payload.bytesMax) bytes.") }
}
