import Crypto
import Records

/// The canonical state hash: `Schemas/log.md`, "State hash".
extension SpaceState {
    private static let recordLabel = Array("satchel/v1/record-state\0".utf8)
    private static let spaceLabel = Array("satchel/v1/space-state\0".utf8)

    /// A function of the entries folded and nothing else: equal on every replica that has the same ones.
    ///
    /// - Complexity: O(records) hashes of 58 bytes, and the operations of the records that changed since the last call.
    public mutating func stateHash() -> EntryHash {
        hashChangedRecords()
        var hasher = SHA256()
        var writer = ByteWriter()
        writer.raw(Self.spaceLabel)
        writer.byte(Self.foldVersion)
        writer.identifier(space)
        writer.varint(UInt64(records.count))
        for record in recordsInOrder() {
            writer.operation(recordID(record))
            let words = records.hash(of: record).words
            for word in [words.0, words.1, words.2, words.3] { writer.fixed64(word) }
            if writer.bytes.count >= 1 << 16 {
                hasher.update(data: writer.bytes)
                writer.removeAll()
            }
        }
        hasher.update(data: writer.bytes)
        return EntryHash(hasher.finalize())
    }

    /// The records in canonical order. Most chains created their records in the order of folding, so hardly anything is sorted.
    private func recordsInOrder() -> [UInt32] {
        let ranks = chainRanks()
        var ends = [Int](repeating: 0, count: ranks.count + 1)
        for index in 0..<UInt32(records.count) { ends[Int(ranks[Int(records[index].chain)]) + 1] += 1 }
        for rank in ranks.indices { ends[rank + 1] += ends[rank] }
        let starts = ends
        var ordered = [UInt32](repeating: 0, count: records.count)
        for index in 0..<UInt32(records.count) {
            let rank = Int(ranks[Int(records[index].chain)])
            ordered[ends[rank]] = index
            ends[rank] += 1
        }
        func precedes(_ left: UInt32, _ right: UInt32) -> Bool {
            (records[left].sequence, records[left].ordinal) < (records[right].sequence, records[right].ordinal)
        }
        for rank in ranks.indices {
            let range = starts[rank]..<ends[rank]
            if zip(ordered[range], ordered[range].dropFirst()).allSatisfy(precedes) { continue }
            ordered[range].sort(by: precedes)
        }
        return ordered
    }

    /// Per chain, its place among all chains in canonical order.
    private func chainRanks() -> [UInt32] {
        var ranks = [UInt32](repeating: 0, count: chains.count)
        for (rank, index) in chains.ids.indices.sorted(by: { chains.ids[$0] < chains.ids[$1] }).enumerated() { ranks[index] = UInt32(rank) }
        return ranks
    }

    // MARK: Records

    /// A line of a record, by what it is ordered by.
    private struct Line: Comparable {
        /// The rank of the name, and the sort.
        let place: UInt64
        /// Of the element, for sort 2.
        let element: ValueDigest
        let chainRank: UInt32
        let sequence: UInt32
        let ordinal: UInt16
        let operation: UInt32

        static func < (left: Self, right: Self) -> Bool {
            if left.place != right.place { return left.place < right.place }
            if left.element != right.element { return left.element < right.element }
            return (left.chainRank, left.sequence, left.ordinal) < (right.chainRank, right.sequence, right.ordinal)
        }
    }

    private mutating func hashChangedRecords() {
        guard (0..<UInt32(records.count)).contains(where: { !records[$0].isHashKnown }) else { return }
        let nameRanks = names.rankedByBytes()
        let chainRanks = chainRanks()
        var writer = ByteWriter()
        var lines = [Line]()
        for record in 0..<UInt32(records.count) where !records[record].isHashKnown {
            collect(&lines, of: record, nameRanks, chainRanks)
            lines.sort()
            writer.removeAll()
            writer.raw(Self.recordLabel)
            writer.operation(recordID(record))
            writer.varint(UInt64(lines.count))
            for line in lines {
                let operation = operations[line.operation]
                writer.string(names[operation.name])
                writer.byte(operation.sort.rawValue)
                writer.operation(id(of: line.operation))
                writer.fixed64(operation.digest.high)
                writer.fixed64(operation.digest.low)
            }
            records.keep(RecordHash(words: EntryHash(hashing: writer.bytes).words), of: record)
        }
    }

    private func collect(_ lines: inout [Line], of record: UInt32, _ nameRanks: [UInt32], _ chainRanks: [UInt32]) {
        lines.removeAll(keepingCapacity: true)
        var index = records[record].first
        while index != .nowhere {
            let operation = operations[index]
            if !operation.superseded, !operation.removes {
                let entry = entries[operation.entry]
                lines.append(
                    Line(
                        place: UInt64(nameRanks[Int(operation.name)]) << 8 | UInt64(operation.sort.rawValue),
                        element: operation.sort == .element ? operation.digest : .none, chainRank: chainRanks[Int(entry.chain)],
                        sequence: entry.sequence, ordinal: operation.ordinal, operation: index))
            }
            index = operation.next
        }
    }
}
