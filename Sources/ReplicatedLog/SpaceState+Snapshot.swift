public import Records

/// The folded state as bytes, for the sealed image of the view: a cache, thrown away when it disagrees with the log.
extension SpaceState {
    private static let snapshotVersion: UInt8 = 3

    public func snapshot() -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.snapshotVersion)
        writer.byte(Self.foldVersion)
        writer.identifier(space)
        writer.varint(UInt64(heads.count))
        for (_, head) in heads { head.write(to: &writer) }
        writer.varint(UInt64(chains.items.count))
        for (index, chain) in chains.items.enumerated() {
            writer.identifier(chain)
            writer.varint(UInt64(times[index].count))
            var last: Int64 = 0
            for entry in times[index].indices {
                writer.signed(times[index][entry] &- last)
                writer.signed(Int64(authors[index][entry]))
                writer.fixed64(shorts[index][entry])
                last = times[index][entry]
            }
        }
        writer.varint(UInt64(persons.items.count))
        for person in persons.items { writer.identifier(person) }
        writer.varint(UInt64(names.items.count))
        for name in names.items { writer.string(name) }
        writer.varint(UInt64(records.items.count))
        for (record, hash) in zip(records.items, recordHashes) {
            writer.operation(record)
            writer.byte(hash == nil ? 0 : 1)
            hash?.write(to: &writer)
        }
        writer.varint(UInt64(registers.items.count))
        for key in registers.items {
            writer.varint(UInt64(key.record))
            writer.varint(UInt64(key.name))
            writer.byte(key.sort.rawValue)
            writer.fixed64(key.element.high)
            writer.fixed64(key.element.low)
        }
        context.write(to: &writer)
        writer.varint(UInt64(operations.count))
        for operation in operations {
            writer.varint(UInt64(operation.chain))
            writer.varint(operation.sequence)
            writer.varint(UInt64(operation.ordinal))
            writer.varint(UInt64(operation.register))
            writer.byte((operation.removes ? 1 : 0) | (operation.exact ? 2 : 0) | (operation.superseded ? 4 : 0))
            writer.fixed64(operation.digest.high)
            writer.fixed64(operation.digest.low)
        }
        writer.varint(UInt64(awaited.count))
        for (register, named) in awaited {
            writer.varint(UInt64(register))
            writer.varint(UInt64(named.count))
            for id in named { writer.operation(id) }
        }
        return writer.bytes
    }

    /// - Throws: ``LogErrorCode/badSnapshot`` for bytes of another version, cut short, or that no state writes: whatever is
    ///   accepted can be used without a crash. What it says is not compared with the log; the seal around it vouches for that.
    public init(snapshot bytes: [UInt8]) throws(LogError) {
        do {
            var reader = ByteReader(bytes)
            guard try reader.byte() == Self.snapshotVersion, try reader.byte() == Self.foldVersion else { throw ByteFault.outOfRange }
            self.init(space: try reader.identifier(SpaceID.self))
            try readChains(&reader)
            for _ in 0..<(try reader.varint()) { try persons.append(try reader.identifier(PersonID.self)) }
            guard authors.allSatisfy({ $0.allSatisfy { (-1..<Int32(persons.items.count)).contains($0) } }) else {
                throw ByteFault.outOfRange
            }
            for _ in 0..<(try reader.varint()) { try names.append(try reader.name()) }
            for _ in 0..<(try reader.varint()) {
                try records.append(try reader.reference())
                let known = try reader.byte()
                guard known <= 1 else { throw ByteFault.outOfRange }
                recordHashes.append(known == 1 ? EntryHash(bytes: try reader.raw(EntryHash.byteCount)) : nil)
                recordRegisters.append([])
            }
            try readRegisters(&reader)
            context = try ContextIndex(from: &reader, entries: times.map { UInt64($0.count) })
            try readOperations(&reader)
            try readAwaited(&reader)
            try reader.end()
        } catch {
            throw LogError(.badSnapshot, "The image of the folded state cannot be used.", hint: "It is rebuilt from the log.", cause: error)
        }
    }

    private mutating func readChains(_ reader: inout ByteReader) throws(ByteFault) {
        for _ in 0..<(try reader.varint()) {
            let head = try ChainHead(from: &reader)
            guard heads.updateValue(head, forKey: head.origin.chain(in: space)) == nil else { throw .outOfRange }
        }
        var held = 0
        for _ in 0..<(try reader.varint()) {
            let chain = try reader.identifier(ChainID.self)
            try chains.append(chain)
            var time: Int64 = 0
            var entryTimes = [Int64]()
            var entryAuthors = [Int32]()
            var entryShorts = [UInt64]()
            for _ in 0..<(try reader.varint()) {
                time = time &+ (try reader.signed())
                entryTimes.append(time)
                guard let author = Int32(exactly: try reader.signed()) else { throw .outOfRange }
                entryAuthors.append(author)
                entryShorts.append(try reader.fixed64())
            }
            guard UInt64(entryTimes.count) == heads[chain]?.count ?? 0 else { throw .outOfRange }
            if heads[chain] != nil { held += 1 }
            times.append(entryTimes)
            authors.append(entryAuthors)
            shorts.append(entryShorts)
        }
        guard held == heads.count else { throw .outOfRange }
    }

    private mutating func readRegisters(_ reader: inout ByteReader) throws(ByteFault) {
        for index in 0..<(try reader.varint()) {
            let record = try reader.varint()
            let name = try reader.varint()
            guard record < UInt64(records.items.count), name < UInt64(names.items.count),
                let sort = RegisterKey.Sort(rawValue: try reader.byte())
            else { throw .outOfRange }
            let element = ValueDigest(high: try reader.fixed64(), low: try reader.fixed64())
            try registers.append(RegisterKey(record: Int32(record), name: Int32(name), sort: sort, element: element))
            histories.append(RegisterHistory())
            recordRegisters[Int(record)].append(Int32(index))
        }
    }

    private mutating func readOperations(_ reader: inout ByteReader) throws(ByteFault) {
        for index in 0..<(try reader.varint()) {
            let chain = try reader.varint()
            let sequence = try reader.varint()
            let ordinal = try reader.varint()
            let register = try reader.varint()
            let flags = try reader.byte()
            guard chain < UInt64(chains.items.count), sequence < UInt64(times[Int(chain)].count), ordinal <= UInt64(UInt16.max),
                register < UInt64(histories.count), flags < 8, authors[Int(chain)][Int(sequence)] >= 0,
                Int(authors[Int(chain)][Int(sequence)]) < persons.items.count
            else { throw .outOfRange }
            operations.append(
                FoldedOperation(
                    chain: Int32(chain), ordinal: UInt16(ordinal), removes: flags & 1 != 0, exact: flags & 2 != 0,
                    superseded: flags & 4 != 0,
                    sequence: sequence, register: Int32(register),
                    digest: ValueDigest(high: try reader.fixed64(), low: try reader.fixed64())))
            if flags & 4 != 0 {
                histories[Int(register)].appendSuperseded(Int32(index))
            } else {
                insertStanding(Int32(index), id(of: Int32(index)), in: Int32(register))
            }
        }
    }

    private mutating func readAwaited(_ reader: inout ByteReader) throws(ByteFault) {
        for _ in 0..<(try reader.varint()) {
            let register = try reader.varint()
            guard register < UInt64(histories.count), awaited[Int32(register)] == nil else { throw .outOfRange }
            var named = Set<OperationID>()
            for _ in 0..<(try reader.varint()) { named.insert(try reader.reference()) }
            awaited[Int32(register)] = named
        }
    }
}
