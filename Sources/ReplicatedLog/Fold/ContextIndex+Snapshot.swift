import Records

/// The part of a snapshot that says what authors had seen.
extension ContextIndex {
    func write(to writer: inout ByteWriter) {
        writer.varint(UInt64(steps.count))
        for (pair, steps) in steps {
            writer.varint(UInt64(pair.author))
            writer.varint(UInt64(pair.other))
            writer.varint(UInt64(steps.at.count))
            for index in steps.at.indices {
                writer.varint(steps.at[index])
                writer.varint(steps.count[index])
            }
        }
        for set in [claims, voided] {
            writer.varint(UInt64(set.count))
            for (chain, made) in set {
                writer.varint(UInt64(chain))
                writer.varint(UInt64(made.count))
                for claim in made {
                    writer.varint(claim.count)
                    writer.fixed64(claim.head)
                }
            }
        }
    }

    /// - Parameter chains: whose entries have been read.
    init(from reader: inout ByteReader, _ chains: ChainTable, _ adoption: AdoptionIndex) throws(ByteFault) {
        self.init()
        for _ in 0..<(try reader.varint()) {
            let author = try Self.chain(&reader, chains)
            let other = try Self.chain(&reader, chains)
            guard author != other, steps[Pair(author: author, other: other)] == nil else { throw .outOfRange }
            var last: (at: UInt64, count: UInt64)?
            for _ in 0..<(try reader.varint()) {
                let at = try reader.varint()
                let count = try reader.varint()
                guard at < UInt64(chains.count(of: author)) || adoption.contains(author),
                    last.map({ $0.at < at && $0.count < count }) ?? (count > 0)
                else {
                    throw .outOfRange
                }
                append(author: author, other: other, at: at, count: count)
                last = (at, count)
            }
        }
        for (chain, made) in try Self.claims(&reader, chains) {
            guard made.allSatisfy({ $0.count > UInt64(chains.count(of: chain)) }) else { throw .outOfRange }
            for claim in made { remember(claim, on: chain) }
        }
        for (chain, made) in try Self.claims(&reader, chains) { for claim in made { void(claim, on: chain) } }
    }

    private static func claims(_ reader: inout ByteReader, _ chains: ChainTable) throws(ByteFault) -> [UInt32: Set<Claim>] {
        var result = [UInt32: Set<Claim>]()
        for _ in 0..<(try reader.varint()) {
            let chain = try chain(&reader, chains)
            guard result[chain] == nil else { throw .outOfRange }
            for _ in 0..<(try reader.varint()) {
                result[chain, default: []].insert(Claim(count: try reader.varint(), head: try reader.fixed64()))
            }
        }
        return result
    }

    private static func chain(_ reader: inout ByteReader, _ chains: ChainTable) throws(ByteFault) -> UInt32 {
        let chain = try reader.varint()
        guard chain < UInt64(chains.count) else { throw .outOfRange }
        return UInt32(chain)
    }
}
