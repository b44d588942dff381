import Records

/// How a segment travels and lies on disk: `Schemas/log.md`, "Segment", and `Schemas/segment.proto`.
extension UnverifiedSegment {
    static let codecVersion: UInt8 = 1
    /// No preset dictionary.
    static let noDictionary: UInt8 = 0

    /// Version, dictionary, inflated size, raw deflate of the columns.
    public func encoded() -> [UInt8] { encoded(inflatedBytes()) }

    private func encoded(_ columns: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.codecVersion)
        writer.byte(Self.noDictionary)
        writer.varint(UInt64(columns.count))
        writer.raw(Deflate.compress(columns))
        return writer.bytes
    }

    /// Whether other replicas would take this segment when it is encoded.
    ///
    /// - Complexity: one encoding; it is deflated only when it is so long that this might be needed to fit.
    var isWithinLimits: Bool {
        guard entries.count <= Self.entryCountMax, operationCount <= Self.operationCountMax, contextCount <= Self.contextCountMax else {
            return false
        }
        let columns = inflatedBytes()
        // Deflate adds at most a few bytes to what it cannot compress.
        if columns.count <= Self.encodedBytesMax - 64 { return true }
        return columns.count <= Self.inflatedBytesMax && encoded(columns).count <= Self.encodedBytesMax
    }

    /// The canonical bytes of the columns: the same segment always gives the same bytes.
    func inflatedBytes() -> [UInt8] {
        var builder = ColumnBuilder(chain: chain)
        for entry in entries { builder.append(entry) }
        var columns = builder.finished()
        columns.space = space.bytes
        columns.chain = chain.bytes
        columns.first = first
        if let origin {
            columns.originDevice = origin.deviceKey
            columns.originIncarnation = origin.incarnation
        }
        columns.signature = signature
        var block: UInt64 = 0
        for node in salts {
            columns.saltBlock.append(node.block &- block)
            block = node.block
            columns.saltNumber.append(UInt32(node.number))
            columns.salts.append(contentsOf: node.salt.bytes)
        }
        return columns.serialized
    }
}

/// Fills the columns and tables of one segment.
private struct ColumnBuilder {
    private var columns = SegmentColumns()
    private var persons = Table<PersonID>()
    private var rosters = Table<RosterHead>()
    private var chains = Table<ChainID>()
    private var records = Table<RecordID>()
    private var names = Table<String>()
    private var lastTime: Int64 = 0
    private var lastReference: Int64 = 0
    private var values: [(name: UInt32, bytes: [UInt8])] = []
    private var notes: [(name: UInt32, text: String)] = []

    init(chain: ChainID) { _ = chains.index(of: chain) }

    mutating func append(_ entry: EntryBody) {
        columns.time.append(entry.time &- lastTime)
        lastTime = entry.time
        columns.roster.append(rosters.index(of: entry.roster))
        columns.contextCount.append(UInt32(entry.context.count))
        for item in entry.context {
            columns.contextChain.append(chains.index(of: item.chain))
            columns.contextTo.append(item.count)
            columns.contextHeads.append(fixed: item.head)
        }
        switch entry.content {
        case .erased(let commitment):
            columns.operationCount.append(0)
            columns.erasedCommitments.append(contentsOf: commitment.bytes)
        case .payload(let payload):
            columns.person.append(persons.index(of: payload.person))
            columns.subject.append(records.index(of: payload.subject))
            columns.operationCount.append(UInt32(payload.operations.count))
            for operation in payload.operations { append(operation) }
        }
    }

    private mutating func append(_ operation: Operation) {
        columns.code.append(UInt32(operation.code))
        if let record = operation.record { columns.record.append(records.index(of: record)) }
        switch operation {
        case .create(let kind, let schemaVersion):
            columns.name.append(names.index(of: kind))
            columns.schemaVersion.append(schemaVersion)
        case .put(_, let field, let value, let over), .remove(_, let field, let value, let over):
            append(value, of: field)
            columns.overCount.append(over.map { UInt32($0.count) + 1 } ?? 0)
            for reference in over ?? [] { append(reference) }
        case .add(_, let field, let value):
            append(value, of: field)
        case .note(_, let field, let text, let about):
            let name = names.index(of: field)
            columns.name.append(name)
            notes.append((name, text))
            columns.aboutCount.append(about == nil ? 0 : 1)
            if let about { append(about) }
        case .other(_, let bytes):
            columns.others.append(bytes)
        }
    }

    private mutating func append(_ value: Value, of field: String) {
        let name = names.index(of: field)
        columns.name.append(name)
        values.append((name, value.canonicalBytes))
    }

    private mutating func append(_ reference: OperationID) {
        columns.refChain.append(chains.index(of: reference.chain))
        let sequence = Int64(bitPattern: reference.sequence)
        columns.refSequence.append(sequence &- lastReference)
        lastReference = sequence
        columns.refOrdinal.append(UInt32(reference.ordinal))
    }

    mutating func finished() -> SegmentColumns {
        var lastRecord: Int64 = 0
        for record in records.items {
            columns.recordChain.append(chains.index(of: record.chain))
            let sequence = Int64(bitPattern: record.sequence)
            columns.recordSequence.append(sequence &- lastRecord)
            lastRecord = sequence
            columns.recordOrdinal.append(UInt32(record.ordinal))
        }
        if columns.contextCount.allSatisfy({ $0 == 0 }) { columns.contextCount = [] }
        columns.persons = persons.items.flatMap(\.bytes)
        for roster in rosters.items {
            columns.rosterCount.append(roster.count)
            columns.rosterHeads.append(fixed: roster.head)
        }
        columns.chains = chains.items.dropFirst().flatMap(\.bytes)
        columns.names = names.items
        // Swift's sort is stable, so within one name the order of the operations stays.
        columns.values = values.sorted { $0.name < $1.name }.flatMap(\.bytes)
        columns.notes = notes.sorted { $0.name < $1.name }.map(\.text)
        return columns
    }
}

/// Distinct things in order of first use.
private struct Table<Item: Hashable> {
    private(set) var items: [Item] = []
    private var indexes: [Item: UInt32] = [:]

    mutating func index(of item: Item) -> UInt32 {
        if let index = indexes[item] { return index }
        let index = UInt32(items.count)
        items.append(item)
        indexes[item] = index
        return index
    }
}
