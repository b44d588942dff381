import Records

/// The canonical state hash: `Schemas/log.md`, "State hash".
extension SpaceState {
    private static let recordLabel = Array("satchel/v1/record-state\0".utf8)
    private static let spaceLabel = Array("satchel/v1/space-state\0".utf8)

    /// A function of the entries folded and nothing else: equal on every replica that has the same ones.
    ///
    /// - Complexity: O(records) hashes of 58 bytes, and the registers of the records that changed since the last call.
    public mutating func stateHash() -> EntryHash {
        var lines = [(RecordID, EntryHash)]()
        lines.reserveCapacity(records.items.count)
        for (index, record) in records.items.enumerated() {
            let hash: EntryHash
            if let known = recordHashes[index] {
                hash = known
            } else {
                hash = recordHash(Int32(index))
                recordHashes[index] = hash
            }
            lines.append((record, hash))
        }
        lines.sort { $0.0 < $1.0 }
        var writer = ByteWriter()
        writer.raw(Self.spaceLabel)
        writer.byte(Self.foldVersion)
        writer.identifier(space)
        writer.varint(UInt64(lines.count))
        for (record, hash) in lines {
            writer.operation(record)
            hash.write(to: &writer)
        }
        return EntryHash(hashing: writer.bytes)
    }

    private func recordHash(_ record: Int32) -> EntryHash {
        var lines = [(name: String, key: RegisterKey, id: OperationID, digest: ValueDigest)]()
        for register in recordRegisters[Int(record)] {
            let key = registers[register]
            for index in histories[Int(register)].standing where !operations[Int(index)].removes {
                lines.append((names[key.name], key, id(of: index), operations[Int(index)].digest))
            }
        }
        lines.sort { left, right in
            let leftName = Array(left.name.utf8)
            let rightName = Array(right.name.utf8)
            if leftName != rightName { return leftName.lexicographicallyPrecedes(rightName) }
            if left.key.sort != right.key.sort { return left.key.sort.rawValue < right.key.sort.rawValue }
            return (left.key.element, left.id) < (right.key.element, right.id)
        }
        var writer = ByteWriter()
        writer.raw(Self.recordLabel)
        writer.operation(records[record])
        writer.varint(UInt64(lines.count))
        for line in lines {
            writer.string(line.name)
            writer.byte(line.key.sort.rawValue)
            writer.operation(line.id)
            writer.fixed64(line.digest.high)
            writer.fixed64(line.digest.low)
        }
        return EntryHash(hashing: writer.bytes)
    }
}
