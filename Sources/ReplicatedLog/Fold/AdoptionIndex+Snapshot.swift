import Records

/// The part of a snapshot that says what was adopted. The numbers of entries follow from the entries, what stands from what was proved.
extension AdoptionIndex {
    func write(to writer: inout ByteWriter) {
        writer.varint(UInt64(refusedCount))
        writer.varint(UInt64(chains.count))
        for (chain, foreign) in chains {
            writer.varint(UInt64(chain))
            foreign.write(to: &writer)
        }
    }

    init(from reader: inout ByteReader, chainCount: Int) throws(ByteFault) {
        self.init()
        guard let refused = Int(exactly: try reader.varint()) else { throw .outOfRange }
        refusedCount = refused
        for _ in 0..<(try reader.varint()) {
            let chain = try ForeignChain.number(&reader, below: chainCount)
            guard !contains(chain) else { throw .outOfRange }
            let foreign = try ForeignChain(from: &reader, chainCount: chainCount)
            add(chain, space: foreign.space, origin: foreign.origin)
            chains[chain] = foreign
            for known in foreign.entries.values { for item in known.flatMap(\.seen) { note(item.claim, on: item.chain) } }
        }
    }
}

extension ForeignChain {
    private enum ReachMark: UInt8 { case nothing = 0, everything, upTo }

    fileprivate func write(to writer: inout ByteWriter) {
        writer.identifier(space)
        writer.raw(origin.deviceKey)
        writer.raw(origin.incarnation)
        switch verdict.reach {
        case .nothing: writer.byte(ReachMark.nothing.rawValue)
        case .everything: writer.byte(ReachMark.everything.rawValue)
        case .upTo(let count, let head):
            writer.byte(ReachMark.upTo.rawValue)
            writer.varint(count)
            head.write(to: &writer)
        }
        writer.varint(UInt64(verdict.settled.count))
        for (sequence, hash) in verdict.settled {
            writer.varint(sequence)
            hash.write(to: &writer)
        }
        // Each with what it names, from which the hashes follow.
        writer.varint(UInt64(entries.values.reduce(0) { $0 + $1.count }))
        for (sequence, known) in entries { for entry in known { entry.write(to: &writer, at: sequence) } }
        writer.varint(UInt64(folded.count))
        for (sequence, hash) in folded {
            writer.varint(UInt64(sequence))
            hash.write(to: &writer)
        }
    }

    fileprivate init(from reader: inout ByteReader, chainCount: Int) throws(ByteFault) {
        let space = try reader.identifier(SpaceID.self)
        guard let origin = ChainOrigin(deviceKey: try reader.raw(32), incarnation: try reader.raw(ChainOrigin.incarnationByteCount)) else {
            throw .outOfRange
        }
        let reach: AdoptionJudge.Reach
        switch ReachMark(rawValue: try reader.byte()) {
        case .nothing: reach = .nothing
        case .everything: reach = .everything
        case .upTo: reach = .upTo(count: try reader.varint(), head: try Self.hash(&reader))
        case nil: throw .outOfRange
        }
        var settled = [UInt64: EntryHash]()
        for _ in 0..<(try reader.varint()) {
            let sequence = try reader.varint()
            guard settled.updateValue(try Self.hash(&reader), forKey: sequence) == nil else { throw .outOfRange }
        }
        self.init(space: space, origin: origin)
        for _ in 0..<(try reader.varint()) {
            let sequence = try Self.number(&reader, below: Int(UInt32.max))
            let entry = try Entry(from: &reader, chainCount: chainCount)
            guard insert(entry, at: sequence) else { throw .outOfRange }
            for (place, hash) in entry.names(at: sequence) { prove(hash, at: place) }
        }
        _ = settle(AdoptionJudge.Verdict(reach, settled: settled), fresh: [:], partedBefore: .max)
        for _ in 0..<(try reader.varint()) {
            let sequence = try Self.number(&reader, below: Int(UInt32.max))
            let hash = try Self.hash(&reader)
            guard entry(sequence, hash)?.adopters.isEmpty == false, folded.updateValue(hash, forKey: sequence) == nil else {
                throw .outOfRange
            }
        }
    }

    fileprivate static func hash(_ reader: inout ByteReader) throws(ByteFault) -> EntryHash {
        guard let hash = EntryHash(bytes: try reader.raw(EntryHash.byteCount)) else { throw .outOfRange }
        return hash
    }

    fileprivate static func number(_ reader: inout ByteReader, below end: Int) throws(ByteFault) -> UInt32 {
        let number = try reader.varint()
        guard number < UInt64(end) else { throw .outOfRange }
        return UInt32(number)
    }
}

extension ForeignChain.Entry {
    fileprivate func write(to writer: inout ByteWriter, at sequence: UInt32) {
        writer.varint(UInt64(sequence))
        for hash in [hash, previous, skip] { hash.write(to: &writer) }
        writer.varint(UInt64(seen.count))
        for item in seen {
            writer.varint(UInt64(item.chain))
            writer.varint(item.claim.count)
            writer.fixed64(item.claim.head)
        }
        writer.varint(UInt64(adopters.count))
        for adopter in adopters {
            writer.varint(UInt64(adopter.chain))
            writer.varint(adopter.sequence)
            writer.varint(UInt64(adopter.ordinal))
        }
    }

    fileprivate init(from reader: inout ByteReader, chainCount: Int) throws(ByteFault) {
        hash = try ForeignChain.hash(&reader)
        previous = try ForeignChain.hash(&reader)
        skip = try ForeignChain.hash(&reader)
        var seen = [Seen]()
        for _ in 0..<(try reader.varint()) {
            let chain = try ForeignChain.number(&reader, below: chainCount)
            let count = try reader.varint()
            guard count > 0 else { throw .outOfRange }
            seen.append(Seen(chain: chain, claim: ContextIndex.Claim(count: count, head: try reader.fixed64())))
        }
        self.seen = seen
        for _ in 0..<(try reader.varint()) {
            let chain = try ForeignChain.number(&reader, below: chainCount)
            let place = try reader.varint()
            guard let ordinal = UInt16(exactly: try reader.varint()) else { throw .outOfRange }
            adopters.append(Adopter(chain: chain, sequence: place, ordinal: ordinal))
        }
    }
}
