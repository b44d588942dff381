import Records

extension SpaceState {
    /// Folds a verified segment that continues its chain, and says what it changed, in order.
    ///
    /// Entries that end before what is held are passed over, so folding is idempotent.
    ///
    /// - Parameter judge: whether entries count that were adopted from other spaces.
    public mutating func fold(_ segment: Segment, adopting judge: AdoptionJudge = .everything) -> [Change] {
        var changes = [Change]()
        changes.reserveCapacity(segment.entries.reduce(0) { $0 + ($1.payload?.operations.count ?? 0) })
        fold(segment, adopting: judge) { changes.append($0) }
        return changes
    }

    /// Folds like `fold(_:)` and hands each change over as it happens, so that they are never held together.
    public mutating func fold(_ segment: Segment, adopting judge: AdoptionJudge = .everything, visiting visit: (Change) -> Void) {
        var desk = FoldingDesk(isWatched: true, judge: judge)
        fold(segment, &desk, visit)
    }

    /// Folds for whoever only wants the state: no change is put together.
    public mutating func advance(over segment: Segment, adopting judge: AdoptionJudge = .everything) {
        var desk = FoldingDesk(isWatched: false, judge: judge)
        fold(segment, &desk) { _ in }
    }

    private mutating func fold(_ segment: Segment, _ desk: inout FoldingDesk, _ visit: (Change) -> Void) {
        precondition(segment.space == space, "a segment of another space")
        let held = heads[segment.chain]?.count ?? 0
        precondition(segment.first <= held, "a segment beyond a gap")
        guard segment.end > held else { return }
        let chain = chains.index(of: segment.chain)
        for (offset, entry) in segment.entries.enumerated().dropFirst(Int(held - segment.first)) {
            fold(entry, chain: chain, short: segment.hashes[offset].short, &desk, visit)
        }
        heads[segment.chain] = segment.head
        settleClaims(on: chain)
    }

    private mutating func settleClaims(on chain: UInt32) {
        guard context.hasClaims(on: chain) else { return }
        let count = UInt64(chains.count(of: chain))
        let (chains, entries) = (chains, entries)
        let short = { (count: UInt64) in chains.entry(chain, count - 1).map { entries[$0].short } }
        if context.settleClaims(on: chain, through: count, head: short) { isContradicted = true }
    }

    private mutating func fold(
        _ entry: EntryBody, chain: UInt32, short: UInt64, _ desk: inout FoldingDesk, _ visit: (Change) -> Void
    ) {
        let sequence = chains.count(of: chain)
        for item in entry.context { note(item, by: chain, at: UInt64(sequence)) }
        let number = UInt32(entries.count)
        chains.append(entry: number, to: chain)
        let person = entry.payload.map { persons.index(of: $0.person) } ?? .nowhere
        entries.append(FoldedEntry(time: entry.time, short: short, chain: chain, sequence: sequence, person: person))
        guard let payload = entry.payload else { return }
        desk.entry = number
        desk.chain = chain
        let provenance = Provenance(person: payload.person, chain: chains[chain], time: entry.time)
        for (ordinal, operation) in payload.operations.enumerated() {
            let id = OperationID(chain: chains[chain], sequence: UInt64(sequence), ordinal: UInt16(ordinal))
            fold(operation, id, provenance, &desk, visit)
        }
        // Last, so that the operations of each entry lie together.
        for (ordinal, operation) in payload.operations.enumerated() {
            guard case .other(Operation.adoptCode, let bytes) = operation else { continue }
            adopt(bytes, by: Adopter(chain: chain, sequence: UInt64(sequence), ordinal: UInt16(ordinal)), &desk, visit)
        }
    }

    /// What the author of an entry says to have seen of another chain.
    private mutating func note(_ item: ContextItem, by chain: UInt32, at sequence: UInt64) {
        let other = chains.index(of: item.chain)
        let claim = ContextIndex.Claim(count: item.count, head: item.head)
        guard !context.isVoid(claim, on: other) else { return }
        if let known = head(of: item.chain, at: item.count) {
            // The author had seen another course of that chain than is held here: nothing of this one.
            guard known == item.head else { return context.void(claim, on: other) }
        } else {
            context.remember(claim, on: other)
        }
        context.append(author: chain, other: other, at: sequence, count: item.count)
    }

    mutating func fold(
        _ operation: Operation, _ id: OperationID, _ provenance: Provenance, _ desk: inout FoldingDesk, _ visit: (Change) -> Void
    ) {
        switch operation {
        case .create(let kind, let schemaVersion):
            desk.writer.removeAll()
            desk.writer.string(kind)
            desk.writer.varint(UInt64(schemaVersion))
            insert(id, record: id, field: kind, .creation, &desk)
            guard desk.isWatched else { return }
            visit(.created(record: id, kind: kind, schemaVersion: schemaVersion, provenance: provenance))
        case .put(let record, let field, let value, let over):
            desk.digest(of: value)
            insert(id, record: record, field: field, .register, over: over, &desk)
            guard desk.isWatched else { return }
            let survivors = survivors(after: id, provenance, &desk)
            visit(.register(record: record, field: field, operation: id, value: value, survivors: survivors))
        case .add(let record, let field, let value):
            desk.digest(of: value)
            insert(id, record: record, field: field, .element, &desk)
            guard desk.isWatched else { return }
            visit(.element(record: record, field: field, value: value, present: desk.isPresent))
        case .remove(let record, let field, let value, let over):
            desk.digest(of: value)
            insert(id, record: record, field: field, .element, removes: true, over: over, &desk)
            guard desk.isWatched else { return }
            visit(.element(record: record, field: field, value: value, present: desk.isPresent))
        case .note(let record, let field, let text, let about):
            desk.writer.removeAll()
            desk.writer.raw(text.utf8)
            insert(id, record: record, field: field, .notes, &desk)
            guard desk.isWatched else { return }
            visit(.noted(record: record, field: field, operation: id, text: text, about: about, provenance: provenance))
        case .other:
            break
        }
    }

    /// Adds an operation, whose digest is of what `desk.writer` holds, to its place; creations and notes supersede nothing.
    private mutating func insert(
        _ id: OperationID, record: RecordID, field: String, _ sort: RegisterKey.Sort, removes: Bool = false, over: [OperationID]? = nil,
        _ desk: inout FoldingDesk
    ) {
        precondition(operations.count < FoldedOperation.countMax, "more operations than a state can number")
        let digest = ValueDigest(of: desk.writer.bytes)
        let record = recordIndex(record, by: id.chain, &desk)
        let name = names.index(of: field)
        var new = FoldedOperation(
            digest: digest, entry: desk.entry, name: name, ordinal: id.ordinal, sort: sort, removes: removes, exact: over != nil)
        if sort == .register || sort == .element {
            let key = RegisterKey(record: record, name: name, sort: sort, element: sort == .element ? digest : .none)
            settle(&new, id, on: key, over: over, &desk)
        }
        append(new, to: record)
    }

    private mutating func append(_ new: FoldedOperation, to record: UInt32) {
        let index = UInt32(operations.count)
        operations.append(new)
        let last = records[record].last
        if last == .nowhere { records[record].first = index } else { operations[last].next = index }
        records[record].last = index
        records[record].countOperation()
    }

    /// One save is mostly about one record.
    private mutating func recordIndex(_ record: RecordID, by author: ChainID, _ desk: inout FoldingDesk) -> UInt32 {
        if let (id, index) = desk.record, id == record { return index }
        let chain = record.chain == author ? desk.chain : chains.index(of: record.chain)
        let index = records.index(chain: chain, sequence: record.sequence, ordinal: record.ordinal)
        desk.record = (record, index)
        return index
    }
}

/// What folding one segment needs at hand, so that nothing is allocated for each operation.
struct FoldingDesk {
    /// Whether somebody wants to know what changes.
    let isWatched: Bool
    /// Whether what is brought from other spaces counts.
    let judge: AdoptionJudge
    var writer = ByteWriter()
    /// The entry that is being folded, and its chain.
    var entry: UInt32 = 0
    var chain: UInt32 = 0
    /// The record that was asked for last.
    var record: (id: RecordID, index: UInt32)?
    /// The operations that stand on the place of the operation folded last, without it, in no order.
    var standing: [UInt32] = []
    /// The register of the operation folded last in the crowd; then `standing` says nothing.
    var crowded: Int?
    /// Whether the operation folded last stands itself.
    var stands = false
    /// Whether the element of the operation folded last is in its set.
    var isPresent = false

    init(isWatched: Bool, judge: AdoptionJudge) {
        self.isWatched = isWatched
        self.judge = judge
    }

    mutating func digest(of value: Value) {
        writer.removeAll()
        value.write(to: &writer)
    }
}
