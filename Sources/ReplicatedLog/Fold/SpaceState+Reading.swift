public import Records

extension SpaceState {
    /// The operations of a register that nothing supersedes, in canonical order; empty when it was never written.
    ///
    /// - Complexity: O(operations of the record), unless something was folded on a record that has many.
    public func survivors(of record: RecordID, field: String) -> [Survivor] {
        guard let record = recordIndex(record), let name = names.existing(field) else { return [] }
        return standing(on: RegisterKey(record: record, name: name, sort: .register, element: .none)).map(survivor)
    }

    /// Everything ever folded on a field, oldest claimed time first. Notes and every element of a set included.
    public func history(of record: RecordID, field: String) -> [HistoryItem] {
        guard let record = recordIndex(record), let name = names.existing(field) else { return [] }
        return operations(of: record) { $0.name == name && $0.sort != .creation }
            .map { HistoryItem(operation: id(of: $0), provenance: provenance(of: $0), superseded: operations[$0].superseded) }
            .sorted { ($0.provenance.time, $0.operation) < ($1.provenance.time, $1.operation) }
    }

    /// The fields of a record that were ever written, in order of first use.
    public func fields(of record: RecordID) -> [String] {
        guard let record = recordIndex(record) else { return [] }
        var seen = Set<UInt32>()
        return operations(of: record) { $0.sort != .creation && seen.insert($0.name).inserted }.map { names[operations[$0].name] }
    }

    /// Whether the author of `later` had seen `earlier` when writing.
    public func hadSeen(_ earlier: OperationID, by later: OperationID) -> Bool {
        guard let author = chains.existing(later.chain), let other = chains.existing(earlier.chain) else { return false }
        if author == other { return (earlier.sequence, earlier.ordinal) < (later.sequence, later.ordinal) }
        guard adoption.isEmpty else {
            guard !adoption.contains(other) || adoption.row(other, earlier.sequence) != nil else { return false }
            return hadSeen(other, earlier.sequence, by: author, at: later.sequence)
        }
        return context.seen(of: other, by: author, at: later.sequence) > earlier.sequence
    }

    /// What the next entry of `chain` has to say that it has seen, beyond what its last one said.
    public func contextChange(since chain: ChainID) -> [ContextItem] {
        let author = chains.existing(chain)
        let next = heads[chain]?.count ?? 0
        return heads.compactMap { other, head -> ContextItem? in
            guard other != chain else { return nil }
            if let author, let index = chains.existing(other), context.seen(of: index, by: author, at: next) >= head.count { return nil }
            return ContextItem(chain: other, count: head.count, head: head.hash.short)
        }
        .sorted { $0.chain < $1.chain }
    }

    /// ``EntryHash/short`` of entry `count - 1` of a chain; `nil` when that is not held.
    public func head(of chain: ChainID, at count: UInt64) -> UInt64? {
        guard count > 0, let index = chains.existing(chain), let entry = chains.entry(index, count - 1) else { return nil }
        return entries[entry].short
    }

    /// Whether the payload of an entry was folded; `false` when it was erased before, or the entry is not held.
    public func hasPayload(_ chain: ChainID, _ sequence: UInt64) -> Bool {
        guard let index = chains.existing(chain), let entry = chains.entry(index, sequence) else { return false }
        return entries[entry].person != .nowhere
    }
}

// MARK: By number

extension SpaceState {
    /// The number of an entry that is folded here, of this space or another.
    func entryNumber(_ chain: UInt32, _ sequence: UInt64) -> UInt32? {
        chains.entry(chain, sequence) ?? (adoption.isEmpty ? nil : adoption.row(chain, sequence))
    }

    func recordIndex(_ record: RecordID) -> UInt32? {
        chains.existing(record.chain).flatMap { records.existing(chain: $0, sequence: record.sequence, ordinal: record.ordinal) }
    }

    func recordID(_ index: UInt32) -> RecordID {
        let record = records[index]
        return RecordID(chain: chains[record.chain], sequence: record.sequence, ordinal: record.ordinal)
    }

    /// The operations of a record that are meant, in the order of folding.
    func operations(of record: UInt32, where isMeant: (FoldedOperation) -> Bool) -> [UInt32] {
        var result = [UInt32]()
        var index = records[record].first
        while index != .nowhere {
            let operation = operations[index]
            if isMeant(operation) { result.append(index) }
            index = operation.next
        }
        return result
    }

    /// The operations of a place that nothing supersedes, in canonical order.
    func standing(on key: RegisterKey) -> [UInt32] {
        if crowd.records.contains(key.record), case .many(let register) = crowd.find(key) { return standing(inCrowd: register) }
        return operations(of: key.record) { !$0.superseded && $0.isOn(name: key.name, key.sort, key.element) }
            .sorted { id(of: $0) < id(of: $1) }
    }

    private func standing(inCrowd register: Int, max: Int = .max) -> [UInt32] {
        var result = [UInt32]()
        for lane in crowd.registers[register].lanes where result.count < max { lane.standing.prefix(max - result.count, to: &result) }
        return result
    }

    /// The first survivors of the register that `operation`, folded last, was on.
    func survivors(after operation: OperationID, _ provenance: Provenance, _ desk: inout FoldingDesk) -> [Survivor] {
        if let register = desk.crowded { return standing(inCrowd: register, max: Change.survivorsMax).map(survivor) }
        if desk.standing.isEmpty { return desk.stands ? [Survivor(operation: operation, provenance: provenance)] : [] }
        if desk.stands { desk.standing.append(UInt32(operations.count - 1)) }
        return desk.standing.sorted { id(of: $0) < id(of: $1) }.prefix(Change.survivorsMax).map(survivor)
    }

    func id(of index: UInt32) -> OperationID {
        let operation = operations[index]
        let entry = entries[operation.entry]
        return OperationID(chain: chains[entry.chain], sequence: UInt64(entry.sequence), ordinal: operation.ordinal)
    }

    private func survivor(_ index: UInt32) -> Survivor { Survivor(operation: id(of: index), provenance: provenance(of: index)) }

    private func provenance(of index: UInt32) -> Provenance {
        let entry = entries[operations[index].entry]
        // An operation exists only where the payload did, so its author is always known.
        return Provenance(person: persons[entry.person], chain: chains[entry.chain], time: entry.time)
    }
}
