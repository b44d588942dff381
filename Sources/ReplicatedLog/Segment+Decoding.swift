public import Records

extension UnverifiedSegment {
    /// Reads an encoded segment and refuses every spelling but the canonical one.
    ///
    /// Cost: linear in the inflated bytes, which are limited to ``inflatedBytesMax`` before anything is inflated.
    public init(decoding bytes: [UInt8]) throws(LogError) {
        guard bytes.count <= Self.encodedBytesMax else {
            throw LogError(.tooLarge, "A segment is larger than \(Self.encodedBytesMax) bytes.")
        }
        var reader = ByteReader(bytes)
        let size: Int
        do {
            guard try reader.byte() == Self.codecVersion, try reader.byte() == Self.noDictionary else {
                throw LogError(
                    .unsupported, "A segment is in a format that this version does not read.", hint: "Update Satchel on this device.")
            }
            let stated = try reader.varint()
            guard stated <= UInt64(Self.inflatedBytesMax) else {
                throw LogError(.tooLarge, "A segment would inflate to more than \(Self.inflatedBytesMax) bytes.")
            }
            size = Int(stated)
        } catch let error as LogError {
            throw error
        } catch {
            throw Self.malformed("its first bytes are incomplete")
        }
        let inflated = try Deflate.inflate(bytes[reader.position...], size: size)
        guard let columns = SegmentColumns(serialized: inflated) else {
            throw Self.malformed("its columns cannot be read")
        }
        var parser = ColumnParser(columns: columns)
        self = try parser.segment()
        guard inflatedBytes() == inflated else { throw Self.malformed("it is not in canonical form") }
    }
}

/// Walks the columns of one segment. Every count is checked against the column that must hold it.
private struct ColumnParser {
    private let columns: SegmentColumns
    private var persons: [PersonID] = []
    private var rosters: [RosterHead] = []
    private var chains: [ChainID] = []
    private var records: [RecordID] = []
    private var values: [[Value]] = []
    private var notes: [[String]] = []
    private var position = Positions()

    private struct Positions {
        var operation = 0, record = 0, name = 0, schemaVersion = 0, over = 0, about = 0, reference = 0, other = 0
        var context = 0, erased = 0, payload = 0
        var valuesByName: [Int] = []
        var notesByName: [Int] = []
        var lastReference: Int64 = 0
    }

    init(columns: SegmentColumns) { self.columns = columns }

    mutating func segment() throws(LogError) -> UnverifiedSegment {
        guard let space = SpaceID(bytes: columns.space), let chain = ChainID(bytes: columns.chain),
            columns.signature.count == UnverifiedSegment.signatureByteCount
        else {
            throw UnverifiedSegment.malformed("a fixed field has the wrong length")
        }
        let count = columns.time.count
        guard count > 0 else { throw UnverifiedSegment.malformed("it has no entries") }
        guard count <= UnverifiedSegment.entryCountMax, columns.code.count <= UnverifiedSegment.operationCountMax,
            columns.contextChain.count <= UnverifiedSegment.contextCountMax
        else { throw LogError(.tooLarge, "A segment has too many entries, operations or context items.") }
        guard columns.first <= ChainHead.countMax - UInt64(count) else { throw UnverifiedSegment.malformed("a sequence is out of range") }
        var origin: ChainOrigin?
        if columns.first == 0 {
            origin = ChainOrigin(deviceKey: Array(columns.originDevice), incarnation: Array(columns.originIncarnation))
            guard origin != nil else { throw UnverifiedSegment.malformed("the chain's origin is missing") }
        }
        try readTables(chain: chain)
        try readValues()
        var entries = [EntryBody]()
        var time: Int64 = 0
        for index in 0..<count {
            time = time &+ columns.time[index]
            entries.append(try entry(index, time: time, first: columns.first))
        }
        let salts = try salts()
        guard Self.areExact(salts, for: entries, from: columns.first) else {
            throw UnverifiedSegment.malformed("its salts open other entries than those that it carries")
        }
        return UnverifiedSegment(
            space: space, chain: chain, first: columns.first, origin: origin, entries: entries, salts: salts,
            signature: Array(columns.signature))
    }

    // MARK: Tables

    private mutating func readTables(chain: ChainID) throws(LogError) {
        persons = try identifiers(columns.persons)
        chains = [chain] + (try identifiers(columns.chains))
        guard columns.rosterHeads.count == columns.rosterCount.count * 8 else { throw short("roster") }
        let heads = columns.rosterHeads.fixed64s
        rosters = zip(columns.rosterCount, heads).map { RosterHead(count: $0, head: $1) }
        guard columns.recordChain.count == columns.recordSequence.count, columns.recordChain.count == columns.recordOrdinal.count else {
            throw short("record table")
        }
        var sequence: Int64 = 0
        for index in columns.recordChain.indices {
            sequence = sequence &+ columns.recordSequence[index]
            records.append(try operationID(columns.recordChain[index], sequence, columns.recordOrdinal[index]))
        }
        guard columns.names.allSatisfy(Operation.isName) else {
            throw UnverifiedSegment.malformed("a name is not 1 to \(Operation.nameBytesMax) visible ASCII characters")
        }
    }

    private func identifiers<Kind>(_ bytes: [UInt8]) throws(LogError) -> [Identifier<Kind>] {
        guard bytes.count % 16 == 0 else { throw short("identifier table") }
        let bytes = Array(bytes)
        return stride(from: 0, to: bytes.count, by: 16).compactMap { Identifier(bytes: bytes[$0..<$0 + 16]) }
    }

    private func operationID(_ chain: UInt32, _ sequence: Int64, _ ordinal: UInt32) throws(LogError) -> OperationID {
        guard Int(chain) < chains.count, sequence >= 0, ordinal <= UInt32(UInt16.max) else {
            throw UnverifiedSegment.malformed("an operation id is out of range")
        }
        return OperationID(chain: chains[Int(chain)], sequence: UInt64(sequence), ordinal: UInt16(ordinal))
    }

    /// Values and notes lie grouped by name; how many each name has is known from the operations.
    private mutating func readValues() throws(LogError) {
        var valueCounts = [Int](repeating: 0, count: columns.names.count)
        var noteCounts = valueCounts
        var name = 0
        for code in columns.code {
            guard code <= UInt32(UInt8.max) else { throw UnverifiedSegment.malformed("an operation code is out of range") }
            guard let known = Operation.Code(rawValue: UInt8(code)) else { continue }
            guard name < columns.name.count, Int(columns.name[name]) < columns.names.count else { throw short("name") }
            switch known {
            case .create: break
            case .put, .add, .remove: valueCounts[Int(columns.name[name])] += 1
            case .note: noteCounts[Int(columns.name[name])] += 1
            }
            name += 1
        }
        var reader = ByteReader(Array(columns.values))
        for count in valueCounts {
            var group = [Value]()
            for _ in 0..<count {
                guard let value = try? Value(from: &reader) else { throw UnverifiedSegment.malformed("a value cannot be read") }
                group.append(value)
            }
            values.append(group)
        }
        guard reader.remaining == 0 else { throw UnverifiedSegment.malformed("values are left over") }
        var used = 0
        for count in noteCounts {
            guard used + count <= columns.notes.count else { throw short("note") }
            notes.append(Array(columns.notes[used..<used + count]))
            used += count
        }
        position.valuesByName = [Int](repeating: 0, count: columns.names.count)
        position.notesByName = position.valuesByName
    }

    private func salts() throws(LogError) -> [SaltNode] {
        guard columns.salts.count == columns.saltNumber.count * Salt.byteCount, columns.saltBlock.count == columns.saltNumber.count else {
            throw short("salt")
        }
        let bytes = Array(columns.salts)
        var block: UInt64 = 0
        var nodes = [SaltNode]()
        for (index, number) in columns.saltNumber.enumerated() {
            block = block &+ columns.saltBlock[index]
            guard (2...127).contains(number), block <= UInt64(Int64.max) / SaltTree.blockSize,
                let salt = Salt(bytes: bytes[index * Salt.byteCount..<(index + 1) * Salt.byteCount])
            else { throw UnverifiedSegment.malformed("a salt is out of range") }
            nodes.append(SaltNode(block: block, number: UInt8(number), salt: salt))
        }
        return nodes
    }

    /// Whether the nodes open every entry that has its payload, in order and once each, and nothing else: a node that
    /// opened an erased entry would let its payload be guessed.
    private static func areExact(_ salts: [SaltNode], for entries: [EntryBody], from first: UInt64) -> Bool {
        let wanted = entries.enumerated().filter { $1.payload != nil }.map { first + UInt64($0.offset) }
        var next = 0
        for node in salts {
            let opened = node.sequences
            guard next + opened.count <= wanted.count, wanted[next] == opened.lowerBound,
                wanted[next + opened.count - 1] == opened.upperBound
            else { return false }
            next += opened.count
        }
        return next == wanted.count
    }

    // MARK: Entries

    private mutating func entry(_ index: Int, time: Int64, first: UInt64) throws(LogError) -> EntryBody {
        guard index < columns.operationCount.count, index < columns.roster.count, Int(columns.roster[index]) < rosters.count else {
            throw short("entry")
        }
        let contextCount = columns.contextCount.isEmpty ? 0 : index < columns.contextCount.count ? Int(columns.contextCount[index]) : -1
        guard contextCount >= 0 else { throw short("context") }
        let context = try contextItems(contextCount)
        let roster = rosters[Int(columns.roster[index])]
        let operationCount = Int(columns.operationCount[index])
        guard operationCount > 0 else {
            let bytes = columns.erasedCommitments.dropFirst(position.erased * EntryHash.byteCount).prefix(EntryHash.byteCount)
            guard let commitment = EntryHash(bytes: bytes) else { throw short("commitment") }
            position.erased += 1
            return EntryBody(time: time, context: context, roster: roster, content: .erased(commitment))
        }
        guard operationCount <= Payload.operationCountMax else { throw LogError(.tooLarge, "An entry has too many operations.") }
        guard position.payload < columns.person.count,
            position.payload < columns.subject.count,
            Int(columns.person[position.payload]) < persons.count, Int(columns.subject[position.payload]) < records.count
        else { throw short("person or subject") }
        let person = persons[Int(columns.person[position.payload])]
        let subject = records[Int(columns.subject[position.payload])]
        position.payload += 1
        var operations = [Operation]()
        for _ in 0..<operationCount { operations.append(try operation()) }
        let payload = Payload(person: person, subject: subject, operations: operations)
        return EntryBody(time: time, context: context, roster: roster, content: .payload(payload))
    }

    private mutating func contextItems(_ count: Int) throws(LogError) -> [ContextItem] {
        guard count > 0 else { return [] }
        let end = position.context + count
        guard end <= columns.contextChain.count, end <= columns.contextTo.count, end * 8 <= columns.contextHeads.count else {
            throw short("context")
        }
        let heads = columns.contextHeads.dropFirst(position.context * 8).prefix(count * 8).fixed64s
        var items = [ContextItem]()
        for offset in 0..<count {
            let index = position.context + offset
            guard Int(columns.contextChain[index]) < chains.count else { throw UnverifiedSegment.malformed("a context is out of range") }
            let chain = chains[Int(columns.contextChain[index])]
            items.append(ContextItem(chain: chain, count: columns.contextTo[index], head: heads[offset]))
        }
        guard ContextItem.areCanonical(items, for: chains[0]) else { throw UnverifiedSegment.malformed("a context is not in order") }
        position.context = end
        return items
    }

    private mutating func operation() throws(LogError) -> Operation {
        guard position.operation < columns.code.count else { throw short("operation") }
        let code = UInt8(truncatingIfNeeded: columns.code[position.operation])
        position.operation += 1
        guard let known = Operation.Code(rawValue: code) else {
            guard position.other < columns.others.count else { throw short("operation body") }
            defer { position.other += 1 }
            return .other(code: code, bytes: Array(columns.others[position.other]))
        }
        // readValues() has checked that every known operation has a name inside the table.
        let name = Int(columns.name[position.name])
        let field = columns.names[name]
        position.name += 1
        switch known {
        case .create:
            guard position.schemaVersion < columns.schemaVersion.count else { throw short("schema version") }
            defer { position.schemaVersion += 1 }
            return .create(kind: field, schemaVersion: columns.schemaVersion[position.schemaVersion])
        case .put:
            let record = try nextRecord()
            return .put(record: record, field: field, value: nextValue(name), over: try nextOver())
        case .add:
            let record = try nextRecord()
            return .add(record: record, field: field, value: nextValue(name))
        case .remove:
            let record = try nextRecord()
            return .remove(record: record, field: field, value: nextValue(name), over: try nextOver())
        case .note:
            let record = try nextRecord()
            guard position.about < columns.aboutCount.count, columns.aboutCount[position.about] <= 1 else { throw short("note") }
            let refers = columns.aboutCount[position.about] == 1
            position.about += 1
            defer { position.notesByName[name] += 1 }
            return .note(
                record: record, field: field, text: notes[name][position.notesByName[name]], about: refers ? try nextReference() : nil)
        }
    }

    private mutating func nextRecord() throws(LogError) -> RecordID {
        guard position.record < columns.record.count, Int(columns.record[position.record]) < records.count else { throw short("record") }
        defer { position.record += 1 }
        return records[Int(columns.record[position.record])]
    }

    private mutating func nextValue(_ name: Int) -> Value {
        defer { position.valuesByName[name] += 1 }
        return values[name][position.valuesByName[name]]
    }

    private mutating func nextOver() throws(LogError) -> [OperationID]? {
        guard position.over < columns.overCount.count else { throw short("over") }
        let marker = Int(columns.overCount[position.over])
        position.over += 1
        guard marker > 0 else { return nil }
        guard marker <= Operation.overCountMax + 1 else { throw LogError(.tooLarge, "An operation names too many others.") }
        var over = [OperationID]()
        for _ in 0..<marker - 1 {
            let next = try nextReference()
            if let last = over.last, last >= next { throw UnverifiedSegment.malformed("superseded operations are not in order") }
            over.append(next)
        }
        return over
    }

    private mutating func nextReference() throws(LogError) -> OperationID {
        let index = position.reference
        guard index < columns.refChain.count, index < columns.refSequence.count, index < columns.refOrdinal.count else {
            throw short("reference")
        }
        position.reference += 1
        position.lastReference = position.lastReference &+ columns.refSequence[index]
        return try operationID(columns.refChain[index], position.lastReference, columns.refOrdinal[index])
    }

    private func short(_ column: String) -> LogError { UnverifiedSegment.malformed("a \(column) column does not fit the others") }
}
