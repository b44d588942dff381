public import Records

extension SpaceState {
    /// The whole snapshot at once; ``stateSnapshot`` hands it out in ranges.
    public func snapshot() -> [UInt8] {
        let snapshot = stateSnapshot
        return snapshot.bytes(0..<snapshot.byteCount)
    }

    /// The state as it is now, as bytes.
    public var stateSnapshot: StateSnapshot {
        let side = sideTables()
        var writer = ByteWriter()
        writer.byte(StateSnapshot.version)
        writer.byte(Self.foldVersion)
        writer.byte(StateSnapshot.byteOrder)
        for count in [side.count, entries.count, operations.count, records.count] { writer.fixed64(UInt64(count)) }
        writer.raw(side)
        return StateSnapshot(front: writer.bytes, self)
    }

    private func sideTables() -> [UInt8] {
        var writer = ByteWriter()
        writer.identifier(space)
        writer.varint(UInt64(heads.count))
        for (_, head) in heads { head.write(to: &writer) }
        writer.varint(UInt64(chains.count))
        for chain in chains.ids { writer.identifier(chain) }
        writer.varint(UInt64(persons.items.count))
        for person in persons.items { writer.identifier(person) }
        writer.varint(UInt64(names.items.count))
        for name in names.items { writer.string(name) }
        adoption.write(to: &writer)
        context.write(to: &writer)
        writer.varint(UInt64(awaited.count))
        for (key, named) in awaited {
            writer.varint(UInt64(key.record))
            writer.varint(UInt64(key.name))
            writer.byte(key.sort.rawValue)
            writer.fixed64(key.element.high)
            writer.fixed64(key.element.low)
            writer.varint(UInt64(named.count))
            for id in named { writer.operation(id) }
        }
        return writer.bytes
    }

    // MARK: Reading

    /// - Throws: ``LogErrorCode/badSnapshot`` for bytes of another version, cut short, or that no state writes: whatever is
    ///   accepted can be used without a crash. What it says is not compared with the log; the seal around it vouches for that.
    public init(snapshot bytes: [UInt8]) throws(LogError) {
        try self.init(snapshotByteCount: bytes.count) { bytes[$0] }
    }

    /// Reads a snapshot range by range, in order, so that it need not be held beside the state.
    ///
    /// - Parameter read: bytes of the snapshot, ranges of at most 1 MiB but for the side tables; exactly as many as asked for.
    /// - Throws: as ``init(snapshot:)``, also when `read` throws.
    /// - Complexity: O(bytes).
    public init(snapshotByteCount byteCount: Int, read: (Range<Int>) throws -> ArraySlice<UInt8>) throws(LogError) {
        do {
            var position = 0
            func next(_ count: Int) throws -> ArraySlice<UInt8> {
                guard count <= byteCount - position else { throw ByteFault.truncated }
                defer { position += count }
                return try read(position..<position + count)
            }
            var header = ByteReader(try next(StateSnapshot.headerByteCount))
            guard try header.byte() == StateSnapshot.version, try header.byte() == Self.foldVersion,
                try header.byte() == StateSnapshot.byteOrder
            else { throw ByteFault.outOfRange }
            let counts = try SnapshotCounts(from: &header, byteCount: byteCount)
            var side = ByteReader(try next(counts.side))
            self.init(space: try side.identifier(SpaceID.self))
            try readFirstTables(&side)
            adoption = try AdoptionIndex(from: &side, chainCount: chains.count)
            entries = try Arena(count: counts.entries, read: next)
            try checkEntries()
            operations = try Arena(count: counts.operations, read: next)
            let records = try Arena<FoldedRecord>(count: counts.records, read: next)
            try check(operations, of: records)
            self.records = try RecordTable(records: records, hashes: try Arena(count: counts.records, read: next))
            context = try ContextIndex(from: &side, chains, adoption)
            try readAwaited(&side)
            try side.end()
        } catch {
            throw LogError(.badSnapshot, "The image of the folded state cannot be used.", hint: "It is rebuilt from the log.", cause: error)
        }
    }

    private mutating func readFirstTables(_ reader: inout ByteReader) throws(ByteFault) {
        for _ in 0..<(try reader.varint()) {
            let head = try ChainHead(from: &reader)
            guard heads.updateValue(head, forKey: head.origin.chain(in: space)) == nil else { throw .outOfRange }
        }
        for expected in 0..<(try reader.varint()) {
            guard UInt64(chains.index(of: try reader.identifier(ChainID.self))) == expected else { throw .outOfRange }
        }
        for expected in 0..<(try reader.varint()) {
            guard UInt64(persons.index(of: try reader.identifier(PersonID.self))) == expected else { throw .outOfRange }
        }
        for expected in 0..<(try reader.varint()) {
            guard UInt64(names.index(of: try reader.name())) == expected else { throw .outOfRange }
        }
    }

    private mutating func readAwaited(_ reader: inout ByteReader) throws(ByteFault) {
        for _ in 0..<(try reader.varint()) {
            let record = try reader.varint()
            let name = try reader.varint()
            guard record < UInt64(records.count), name < UInt64(names.items.count),
                let sort = RegisterKey.Sort(rawValue: try reader.byte())
            else { throw .outOfRange }
            let element = ValueDigest(high: try reader.fixed64(), low: try reader.fixed64())
            let key = RegisterKey(record: UInt32(record), name: UInt32(name), sort: sort, element: element)
            guard awaited[key] == nil else { throw .outOfRange }
            var named = Set<OperationID>()
            for _ in 0..<(try reader.varint()) { named.insert(try reader.reference()) }
            awaited[key] = named
        }
    }
}
