import Exchange
package import Records
import ReplicatedLog
import Roster
import Sealing
import Vault

/// What the bytes of one parcel are spent on. The parts are disjoint and add up to all of them.
package struct ParcelWeight: Codable, Sendable {
    /// The fixed part before the stanzas.
    package var header: UInt64 = 0
    package var stanzas: UInt64 = 0
    package var statements: UInt64 = 0
    /// Encoded segments of caseloads, signatures and salts included.
    package var segments: UInt64 = 0
    /// Encoded segments of the roster.
    package var roster: UInt64 = 0
    package var documents: UInt64 = 0
    /// Headers and tags of frames, sorts and lengths of the items counted above.
    package var framing: UInt64 = 0
    /// The item that ends the parcel.
    package var end: UInt64 = 0
    /// Filler up to a padded size.
    package var padding: UInt64 = 0
    package var statementCount = 0
    package var segmentCount = 0

    package init() {}
}

/// How many operations a stage alone does in a second.
package struct StageSpeeds: Codable, Sendable {
    package let encode: Double
    package let decode: Double
    package let verify: Double
    package let fold: Double
}

/// For the benchmark: nothing here changes the store.
extension Clinic {
    /// Weighs a parcel that this device can open.
    ///
    /// - Throws: what opening throws. Damage is counted as padding.
    package func weigh(parcel path: String) throws -> ParcelWeight {
        let rosterSpace = try member().organisation.rosterSpace
        var weight = ParcelWeight()
        var reader = try ParcelReader(FileSource(path, on: options.disk), keys: vault.ring.recipientKeys)
        var position = reader.bytesRead
        // Eight bytes of magic, two numbers of one.
        weight.header = 10
        weight.stanzas = position - weight.header
        while let event = try reader.next() {
            let byteCount = reader.bytesRead - position
            position = reader.bytesRead
            guard case .item(let item, let space) = event else {
                weight.padding += byteCount
                continue
            }
            // The bytes of a frame are counted with its first item; each takes its content from them.
            weight.framing += byteCount
            let content: UInt64
            switch item {
            case .statement(let bytes), .difference(let bytes), .passedOn(let bytes):
                content = UInt64(bytes.count)
                weight.statements += content
                weight.statementCount += 1
            case .segment(let bytes):
                content = UInt64(bytes.count)
                if space == rosterSpace { weight.roster += content } else { weight.segments += content }
                weight.segmentCount += 1
            case .chunk(let chunk):
                content = UInt64(chunk.bytes.count)
                weight.documents += content
            case .end(let digest):
                content = UInt64(2 + digest.count)
                weight.end += content
            }
            weight.framing -= content
        }
        return weight
    }

    /// The stages of an import apart from each other, on everything that the log holds of a space, decoded into memory.
    package func stageSpeeds(of space: SpaceID) throws -> StageSpeeds {
        var segments = [UnverifiedSegment]()
        try vault.log.allSegments(in: space) { segments.append($0) }
        let operationCount = segments.reduce(0) { total, segment in
            total + segment.entries.reduce(0) { $0 + ($1.payload?.operations.count ?? 0) }
        }
        func speed(since start: ContinuousClock.Instant) -> Double { Double(operationCount) / Self.seconds(since: start) }

        // Joined, though with nothing, they are without the encoding that they were read as.
        let unencoded = segments.map { UnverifiedSegment.joining([$0]) ?? $0 }
        let encoding = ContinuousClock.now
        let encoded = unencoded.map { $0.encoded() }
        let encode = speed(since: encoding)
        let decoding = ContinuousClock.now
        let decoded = try encoded.map { try UnverifiedSegment(decoding: $0, in: space) }
        let decode = speed(since: decoding)
        let verifying = ContinuousClock.now
        var heads = [ChainID: ChainHead]()
        for segment in decoded { heads[segment.chain] = try segment.verified(after: heads[segment.chain]).head }
        return StageSpeeds(encode: encode, decode: decode, verify: speed(since: verifying), fold: try foldingSpeed(of: space))
    }

    /// Brings the lists up to date with what was saved, which a save does not wait for.
    package func showSaved() throws { _ = try view }

    /// From here on saves are this person's, who needs no passphrase here: the devices of the reference workload have several people
    /// each, and every event names one.
    package func act(as person: PersonID, named name: String) throws {
        if try personName(person) == nil {
            var batch = LogBatch()
            batch.settings[Self.namePrefix + person.description] = Array(name.utf8)
            try vault.log.write(batch)
        }
        actingPerson = person
    }
}
