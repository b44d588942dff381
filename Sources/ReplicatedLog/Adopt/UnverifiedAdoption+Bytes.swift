public import Records

/// The body of an operation of code 6: `Schemas/log.md`, “Adopting”.
extension UnverifiedAdoption {
    private static let version: UInt8 = 1
    /// Text becomes a third or a quarter of itself; whoever wants a reader to do a lot with little is stopped.
    private static let inflationMax = 16

    /// How an item's content is written.
    private enum Mark: UInt8 {
        case commitment = 0
        case payload = 1
        /// Only where the payload is the one of its adoption: so nothing inflates to more than one payload.
        case deflatedPayload = 2
    }

    /// - Parameter isDeflated: writes the payload, which must be the only one, deflated.
    public func bytes(isDeflated: Bool = false) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.version)
        writer.identifier(space)
        writer.raw(origin.deviceKey)
        writer.raw(origin.incarnation)
        writer.varint(UInt64(items.count))
        var end: UInt64 = 0
        for item in items {
            writer.varint(item.sequence - end)
            end = item.sequence + 1
            item.previous?.write(to: &writer)
            item.skip?.write(to: &writer)
            writer.signed(item.time)
            writer.varint(UInt64(item.context.count))
            for seen in item.context {
                writer.identifier(seen.chain)
                writer.varint(seen.count)
                writer.fixed64(seen.head)
            }
            writer.varint(item.roster.count)
            writer.fixed64(item.roster.head)
            switch item.content {
            case .commitment(let hash):
                writer.byte(Mark.commitment.rawValue)
                hash.write(to: &writer)
            case .payload(_, let salt, let bytes):
                writer.byte((isDeflated ? Mark.deflatedPayload : .payload).rawValue)
                writer.raw(salt.bytes)
                writer.blob(isDeflated ? Deflate.stored(bytes[...], dictionary: []) : bytes)
            }
        }
        writer.raw(signature)
        return writer.bytes
    }

    /// - Throws: `.malformed`, and `.tooLarge` over a limit.
    public init(decoding bytes: [UInt8]) throws(LogError) {
        do {
            var reader = ByteReader(bytes)
            try self.init(from: &reader)
            try reader.end()
        } catch let error as LogError {
            throw error
        } catch {
            throw LogError(.malformed, "What was to be adopted from another space cannot be read.", cause: error)
        }
    }

    private init(from reader: inout ByteReader) throws {
        guard try reader.byte() == Self.version else { throw ByteFault.outOfRange }
        space = try reader.identifier(SpaceID.self)
        guard let origin = ChainOrigin(deviceKey: try reader.raw(32), incarnation: try reader.raw(ChainOrigin.incarnationByteCount)) else {
            throw ByteFault.outOfRange
        }
        self.origin = origin
        let chain = origin.chain(in: space)
        let count = try reader.varint()
        guard (1...UInt64(Self.itemCountMax)).contains(count) else { throw ByteFault.outOfRange }
        var items = [Item]()
        var sequences = Set<UInt64>()
        var contextCount = 0
        var payloadCount = 0
        var deflatedCount = 0
        for _ in 0..<count {
            let gap = try reader.varint()
            let end = items.last.map { $0.sequence + 1 } ?? 0
            guard gap <= Self.sequenceMax, end + gap <= Self.sequenceMax else { throw ByteFault.outOfRange }
            let item = try Self.item(end + gap, of: chain, after: sequences, &reader, &contextCount, &deflatedCount)
            if case .payload = item.content { payloadCount += 1 }
            sequences.insert(item.sequence)
            items.append(item)
        }
        guard payloadCount > 0, deflatedCount == 0 || payloadCount == 1 else { throw ByteFault.outOfRange }
        self.items = items
        signature = try reader.raw(UnverifiedSegment.signatureByteCount)
    }

    private static func item(
        _ sequence: UInt64, of chain: ChainID, after listed: Set<UInt64>, _ reader: inout ByteReader, _ contextCount: inout Int,
        _ deflatedCount: inout Int
    ) throws -> Item {
        let links = links(of: sequence, after: listed)
        let previous = links.previous ? EntryHash(bytes: try reader.raw(EntryHash.byteCount)) : nil
        let skip = links.skip ? EntryHash(bytes: try reader.raw(EntryHash.byteCount)) : nil
        let time = try reader.signed()
        var context = [ContextItem]()
        let seenCount = try reader.varint()
        guard seenCount <= UInt64(contextCountMax - contextCount) else { throw ByteFault.outOfRange }
        contextCount += Int(seenCount)
        for _ in 0..<seenCount {
            context.append(
                ContextItem(chain: try reader.identifier(ChainID.self), count: try reader.varint(), head: try reader.fixed64()))
        }
        guard ContextItem.areCanonical(context, for: chain) else { throw ByteFault.outOfRange }
        let roster = RosterHead(count: try reader.varint(), head: try reader.fixed64())
        guard let mark = Mark(rawValue: try reader.byte()) else { throw ByteFault.outOfRange }
        var content: Item.Content?
        switch mark {
        case .commitment: content = EntryHash(bytes: try reader.raw(EntryHash.byteCount)).map { .commitment($0) }
        case .payload, .deflatedPayload:
            let salt = Salt(bytes: try reader.raw(Salt.byteCount))
            var bytes = try reader.blob(max: Payload.bytesMax)
            if mark == .deflatedPayload {
                deflatedCount += 1
                guard deflatedCount == 1 else { throw ByteFault.outOfRange }
                bytes = try inflated(bytes)
            }
            let payload = try Payload(canonicalBytes: bytes)
            content = salt.map { .payload(payload, $0, bytes: bytes) }
        }
        guard let content else { throw ByteFault.outOfRange }
        return Item(sequence: sequence, previous: previous, skip: skip, time: time, context: context, roster: roster, content: content)
    }

    private static func inflated(_ bytes: [UInt8]) throws -> [UInt8] {
        var output = [UInt8]()
        let taken = try bytes.withUnsafeBufferPointer {
            try Inflate.append($0, dictionary: [], to: &output, bytesMax: Payload.bytesMax)
        }
        guard taken == bytes.count, output.count <= bytes.count * inflationMax else { throw ByteFault.trailing }
        return output
    }

    /// Which hashes an item carries: those that do not follow from the items before it.
    static func links(of sequence: UInt64, after listed: Set<UInt64>) -> (previous: Bool, skip: Bool) {
        guard sequence > 0 else { return (false, false) }
        let target = SkipLink.target(of: sequence)
        return (!listed.contains(sequence - 1), target != sequence - 1 && !listed.contains(target))
    }
}
