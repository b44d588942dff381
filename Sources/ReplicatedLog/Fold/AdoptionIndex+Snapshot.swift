import Records

/// The part of a snapshot that says what was adopted. The numbers of entries follow from the entries.
extension AdoptionIndex {
    func write(to writer: inout ByteWriter) {
        writer.varint(UInt64(refusedCount))
        writer.varint(UInt64(chains.count))
        for (chain, foreign) in chains {
            writer.varint(UInt64(chain))
            writer.identifier(foreign.space)
            writer.raw(foreign.origin.deviceKey)
            writer.raw(foreign.origin.incarnation)
            for hashes in [foreign.heads, foreign.chosen] {
                writer.varint(UInt64(hashes.count))
                for (sequence, hash) in hashes {
                    writer.varint(UInt64(sequence))
                    hash.write(to: &writer)
                }
            }
            writer.varint(UInt64(foreign.adopters.count))
            for (sequence, adopters) in foreign.adopters {
                writer.varint(UInt64(sequence))
                writer.varint(UInt64(adopters.count))
                for adopter in adopters {
                    writer.varint(UInt64(adopter.chain))
                    writer.varint(adopter.sequence)
                    writer.varint(UInt64(adopter.ordinal))
                }
            }
        }
        writer.varint(UInt64(declined.count))
        for entry in declined {
            writer.identifier(entry.space)
            writer.raw(entry.origin.deviceKey)
            writer.raw(entry.origin.incarnation)
            writer.varint(entry.sequence)
            entry.hash.write(to: &writer)
        }
    }

    init(from reader: inout ByteReader, chainCount: Int) throws(ByteFault) {
        self.init()
        guard let refused = Int(exactly: try reader.varint()) else { throw .outOfRange }
        refusedCount = refused
        for _ in 0..<(try reader.varint()) {
            let chain = try Self.number(&reader, below: chainCount)
            guard !contains(chain) else { throw .outOfRange }
            let space = try reader.identifier(SpaceID.self)
            add(chain, space: space, origin: try Self.origin(&reader))
            chains[chain]?.heads = try Self.hashes(&reader)
            chains[chain]?.chosen = try Self.hashes(&reader)
            for _ in 0..<(try reader.varint()) {
                let sequence = try Self.number(&reader, below: Int(UInt32.max))
                var adopters = [Adopter]()
                for _ in 0..<(try reader.varint()) {
                    let adopter = try Self.number(&reader, below: chainCount)
                    let place = try reader.varint()
                    guard let ordinal = UInt16(exactly: try reader.varint()) else { throw .outOfRange }
                    adopters.append(Adopter(chain: adopter, sequence: place, ordinal: ordinal))
                }
                guard chains[chain]?.adopters.updateValue(adopters, forKey: sequence) == nil else { throw .outOfRange }
            }
        }
        for _ in 0..<(try reader.varint()) {
            let space = try reader.identifier(SpaceID.self)
            let origin = try Self.origin(&reader)
            let sequence = try reader.varint()
            guard let hash = EntryHash(bytes: try reader.raw(EntryHash.byteCount)) else { throw .outOfRange }
            declined.insert(
                AdoptionJudge.Entry(space: space, origin: origin, chain: origin.chain(in: space), sequence: sequence, hash: hash))
        }
    }

    private static func hashes(_ reader: inout ByteReader) throws(ByteFault) -> [UInt32: EntryHash] {
        var result = [UInt32: EntryHash]()
        for _ in 0..<(try reader.varint()) {
            let sequence = try number(&reader, below: Int(UInt32.max))
            guard let hash = EntryHash(bytes: try reader.raw(EntryHash.byteCount)),
                result.updateValue(hash, forKey: sequence) == nil
            else { throw .outOfRange }
        }
        return result
    }

    private static func number(_ reader: inout ByteReader, below end: Int) throws(ByteFault) -> UInt32 {
        let number = try reader.varint()
        guard number < UInt64(end) else { throw .outOfRange }
        return UInt32(number)
    }

    private static func origin(_ reader: inout ByteReader) throws(ByteFault) -> ChainOrigin {
        guard let origin = ChainOrigin(deviceKey: try reader.raw(32), incarnation: try reader.raw(ChainOrigin.incarnationByteCount)) else {
            throw .outOfRange
        }
        return origin
    }
}
