import Records

extension SpaceState {
    /// Folds a verified segment that continues its chain, and says what it changed, in order.
    ///
    /// Entries that end before what is held are passed over, so folding is idempotent.
    public mutating func fold(_ segment: Segment) -> [Change] {
        precondition(segment.space == space, "a segment of another space")
        let held = heads[segment.chain]?.count ?? 0
        precondition(segment.first <= held, "a segment beyond a gap")
        guard segment.end > held else { return [] }
        let chain = chainIndex(segment.chain)
        var changes = [Change]()
        shorts[Int(chain)] += segment.hashes.dropFirst(Int(held - segment.first)).map(\.short)
        for (offset, entry) in segment.entries.enumerated().dropFirst(Int(held - segment.first)) {
            fold(entry, chain: chain, sequence: segment.first + UInt64(offset), into: &changes)
        }
        heads[segment.chain] = segment.head
        let known = shorts[Int(chain)]
        if context.settleClaims(on: chain, through: segment.end, head: { known[Int($0 - 1)] }) { isContradicted = true }
        return changes
    }

    mutating func chainIndex(_ chain: ChainID) -> Int32 {
        let index = chains.index(of: chain)
        while times.count <= Int(index) {
            times.append([])
            authors.append([])
            shorts.append([])
        }
        return index
    }

    private mutating func fold(_ entry: EntryBody, chain: Int32, sequence: UInt64, into changes: inout [Change]) {
        for item in entry.context {
            let other = chainIndex(item.chain)
            let claim = ContextIndex.Claim(count: item.count, head: item.head)
            guard !context.isVoid(claim, on: other) else { continue }
            if let known = head(of: item.chain, at: item.count) {
                // The author had seen another course of that chain than is held here: nothing of this one.
                guard known == item.head else {
                    context.void(claim, on: other)
                    continue
                }
            } else {
                context.remember(claim, on: other)
            }
            context.append(author: chain, other: other, at: sequence, count: item.count)
        }
        times[Int(chain)].append(entry.time)
        guard let payload = entry.payload else {
            authors[Int(chain)].append(-1)
            return
        }
        authors[Int(chain)].append(persons.index(of: payload.person))
        let provenance = Provenance(person: payload.person, chain: chains[chain], time: entry.time)
        for (ordinal, operation) in payload.operations.enumerated() {
            let id = OperationID(chain: chains[chain], sequence: sequence, ordinal: UInt16(ordinal))
            fold(operation, id: id, chain: chain, provenance: provenance, into: &changes)
        }
    }

    private mutating func fold(
        _ operation: Operation, id: OperationID, chain: Int32, provenance: Provenance, into changes: inout [Change]
    ) {
        switch operation {
        case .create(let kind, let schemaVersion):
            var bytes = ByteWriter()
            bytes.string(kind)
            bytes.varint(UInt64(schemaVersion))
            insert(id, chain, record: id, field: kind, .creation, digest: ValueDigest(of: bytes.bytes))
            changes.append(.created(record: id, kind: kind, schemaVersion: schemaVersion, provenance: provenance))
        case .put(let record, let field, let value, let over):
            let register = insert(
                id, chain, record: record, field: field, .register, digest: ValueDigest(of: value.canonicalBytes), over: over)
            changes.append(
                .register(
                    record: record, field: field, operation: id, value: value, survivors: survivors(register, max: Change.survivorsMax)))
        case .add(let record, let field, let value):
            let digest = ValueDigest(of: value.canonicalBytes)
            let register = insert(id, chain, record: record, field: field, .element, element: digest, digest: digest)
            changes.append(.element(record: record, field: field, value: value, present: isPresent(register)))
        case .remove(let record, let field, let value, let over):
            let digest = ValueDigest(of: value.canonicalBytes)
            let register = insert(
                id, chain, record: record, field: field, .element, element: digest, digest: digest, removes: true, over: over)
            changes.append(.element(record: record, field: field, value: value, present: isPresent(register)))
        case .note(let record, let field, let text, let about):
            insert(id, chain, record: record, field: field, .notes, digest: ValueDigest(of: Array(text.utf8)))
            changes.append(.noted(record: record, field: field, operation: id, text: text, about: about, provenance: provenance))
        case .other:
            break
        }
    }

    /// Adds an operation to its register; creations and notes supersede nothing.
    @discardableResult
    private mutating func insert(
        _ id: OperationID, _ chain: Int32, record: RecordID, field: String, _ sort: RegisterKey.Sort, element: ValueDigest = .none,
        digest: ValueDigest, removes: Bool = false, over: [OperationID]? = nil
    ) -> Int32 {
        let record = recordIndex(record)
        let register = registers.index(
            of: RegisterKey(record: record, name: names.index(of: field), sort: sort, element: element))
        if Int(register) == histories.count {
            histories.append(RegisterHistory())
            recordRegisters[Int(record)].append(register)
        }
        recordHashes[Int(record)] = nil
        let index = Int32(operations.count)
        operations.append(
            FoldedOperation(
                chain: chain, ordinal: id.ordinal, removes: removes, exact: over != nil, superseded: false, sequence: id.sequence,
                register: register, digest: digest))
        if sort == .register || sort == .element {
            settle(index, in: register, over: over)
        } else {
            insertStanding(index, id, in: register)
        }
        return register
    }

    private mutating func recordIndex(_ record: RecordID) -> Int32 {
        let index = records.index(of: record)
        if Int(index) == recordRegisters.count {
            recordRegisters.append([])
            recordHashes.append(nil)
        }
        return index
    }
}
