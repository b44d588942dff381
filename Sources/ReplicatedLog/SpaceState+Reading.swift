public import Records

extension SpaceState {
    /// The operations of a register that nothing supersedes, in canonical order; empty when it was never written.
    public func survivors(of record: RecordID, field: String) -> [Survivor] {
        guard let register = register(record, field, .register) else { return [] }
        return survivors(register)
    }

    /// Everything ever folded on a field, oldest claimed time first. Notes and every element of a set included.
    public func history(of record: RecordID, field: String) -> [HistoryItem] {
        guard let record = records.existing(record), let name = names.existing(field) else { return [] }
        return recordRegisters[Int(record)]
            .filter { registers[$0].name == name && registers[$0].sort != .creation }
            .flatMap { histories[Int($0)].operations }
            .map { HistoryItem(operation: id(of: $0), provenance: provenance(of: $0), superseded: operations[Int($0)].superseded) }
            .sorted { ($0.provenance.time, $0.operation) < ($1.provenance.time, $1.operation) }
    }

    /// The fields of a record that were ever written, in order of first use.
    public func fields(of record: RecordID) -> [String] {
        guard let record = records.existing(record) else { return [] }
        var seen = Set<Int32>()
        return recordRegisters[Int(record)].map { registers[$0] }
            .filter { $0.sort != .creation && seen.insert($0.name).inserted }
            .map { names[$0.name] }
    }

    /// Whether the author of `later` had seen `earlier` when writing.
    public func hadSeen(_ earlier: OperationID, by later: OperationID) -> Bool {
        guard let author = chains.existing(later.chain), let other = chains.existing(earlier.chain) else { return false }
        if author == other { return (earlier.sequence, earlier.ordinal) < (later.sequence, later.ordinal) }
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
        guard let index = chains.existing(chain), count > 0, count <= UInt64(shorts[Int(index)].count) else { return nil }
        return shorts[Int(index)][Int(count - 1)]
    }

    /// Whether the payload of an entry was folded; `false` when it was erased before, or the entry is not held.
    public func hasPayload(_ chain: ChainID, _ sequence: UInt64) -> Bool {
        guard let index = chains.existing(chain), sequence < UInt64(authors[Int(index)].count) else { return false }
        return authors[Int(index)][Int(sequence)] >= 0
    }

    func register(_ record: RecordID, _ field: String, _ sort: RegisterKey.Sort) -> Int32? {
        guard let record = records.existing(record), let name = names.existing(field) else { return nil }
        return registers.existing(RegisterKey(record: record, name: name, sort: sort, element: .none))
    }

    func survivors(_ register: Int32, max: Int = .max) -> [Survivor] {
        histories[Int(register)].standing.prefix(max).map { Survivor(operation: id(of: $0), provenance: provenance(of: $0)) }
    }

    func isPresent(_ register: Int32) -> Bool {
        histories[Int(register)].standing.contains { !operations[Int($0)].removes }
    }

    func id(of index: Int32) -> OperationID {
        let operation = operations[Int(index)]
        return OperationID(chain: chains[operation.chain], sequence: operation.sequence, ordinal: operation.ordinal)
    }

    private func provenance(of index: Int32) -> Provenance {
        let operation = operations[Int(index)]
        // An operation exists only where the payload did, so its author is always known.
        let author = authors[Int(operation.chain)][Int(operation.sequence)]
        return Provenance(
            person: persons[author], chain: chains[operation.chain], time: times[Int(operation.chain)][Int(operation.sequence)])
    }
}
