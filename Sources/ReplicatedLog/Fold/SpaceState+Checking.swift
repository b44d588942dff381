import Records

/// How much of everything a snapshot says it holds: exactly what its length has room for, so nothing is allocated for a lie.
struct SnapshotCounts {
    let side: Int
    let entries: Int
    let operations: Int
    let records: Int

    init(from header: inout ByteReader, byteCount: Int) throws(ByteFault) {
        var counts = [Int]()
        for _ in 0..<4 {
            guard let count = Int(exactly: try header.fixed64()), count <= byteCount else { throw .outOfRange }
            counts.append(count)
        }
        (side, entries, operations, records) = (counts[0], counts[1], counts[2], counts[3])
        guard entries < Int(UInt32.max), operations <= FoldedOperation.countMax, records < Int(UInt32.max) else { throw .outOfRange }
        // Each count is at most the length of something in memory and below 2³², so the products fit.
        let rows =
            entries * Arena<FoldedEntry>.elementByteCount + operations * Arena<FoldedOperation>.elementByteCount
            + records * (Arena<FoldedRecord>.elementByteCount + Arena<RecordHash>.elementByteCount)
        guard StateSnapshot.headerByteCount + side + rows == byteCount else { throw .outOfRange }
    }
}

/// What must hold of rows that were read as they lay in memory, before anything follows a number in them. One pass each.
extension SpaceState {
    /// Entries of each chain are in order and without gaps, as many as its head says; this also makes the table that finds them.
    mutating func checkEntries() throws(ByteFault) {
        var number: UInt32 = 0
        for piece in entries.pieces {
            for entry in piece {
                guard Int(entry.chain) < chains.count, entry.isWellFormed,
                    entry.person == .nowhere || Int(entry.person) < persons.items.count
                else { throw .outOfRange }
                if adoption.contains(entry.chain) {
                    guard entry.person != .nowhere, adoption.chains[entry.chain]?.folded[entry.sequence]?.short == entry.short,
                        adoption.chains[entry.chain]?.rows.updateValue(number, forKey: entry.sequence) == nil
                    else { throw .outOfRange }
                } else {
                    guard entry.sequence == chains.count(of: entry.chain) else { throw .outOfRange }
                    chains.append(entry: number, to: entry.chain)
                }
                number += 1
            }
        }
        var held = 0
        for (index, chain) in chains.ids.enumerated() {
            guard UInt64(chains.count(of: UInt32(index))) == heads[chain]?.count ?? 0 else { throw .outOfRange }
            if heads[chain] != nil { held += 1 }
        }
        guard held == heads.count else { throw .outOfRange }
    }

    /// Operations are in the order of their entries, each of an entry with a payload and in exactly one list; lists only go forward,
    /// so that every walk ends, and each record has an end of its own to append to.
    func check(_ operations: Arena<FoldedOperation>, of records: Arena<FoldedRecord>) throws(ByteFault) {
        var listed = BitRow(count: operations.count)
        let count = UInt32(operations.count)
        let nameCount = UInt32(names.items.count)
        var number: UInt32 = 0
        var linked = 0
        var last: (entry: UInt32, ordinal: UInt16)?
        for piece in operations.pieces {
            for operation in piece {
                if last?.entry != operation.entry {
                    guard Int(operation.entry) < entries.count, operation.entry > last?.entry ?? 0 || last == nil,
                        entries[operation.entry].person != .nowhere
                    else { throw .outOfRange }
                } else if let last, operation.ordinal <= last.ordinal {
                    throw .outOfRange
                }
                last = (operation.entry, operation.ordinal)
                guard operation.name < nameCount, operation.isWellFormed else { throw .outOfRange }
                if operation.next != .nowhere {
                    guard operation.next > number, operation.next < count, listed.insert(operation.next) else { throw .outOfRange }
                    linked += 1
                }
                number += 1
            }
        }
        var ended = BitRow(count: operations.count)
        for piece in records.pieces {
            for record in piece {
                guard Int(record.chain) < chains.count, record.sequence <= Operation.sequenceMax, record.first < count, record.last < count,
                    record.operationCount > 0, record.first <= record.last, listed.insert(record.first),
                    operations[record.last].next == .nowhere, ended.insert(record.last)
                else { throw .outOfRange }
            }
        }
        guard linked + records.count == operations.count else { throw .outOfRange }
    }
}

/// A set of numbers below a count that is known.
private struct BitRow {
    private var words: [UInt64]

    init(count: Int) { words = [UInt64](repeating: 0, count: count / 64 + 1) }

    /// - Returns: whether the number was not in it.
    mutating func insert(_ number: UInt32) -> Bool {
        let bit = UInt64(1) << UInt64(number % 64)
        let isNew = words[Int(number / 64)] & bit == 0
        words[Int(number / 64)] |= bit
        return isNew
    }
}
