import Exchange
import Records
import ReplicatedLog
import Roster
import Sealing
import Vault
import Views

/// What a composed parcel carries, counted while it is written.
struct ComposedParcels {
    var byteCount: UInt64 = 0
    var entries: [SpaceID: UInt64] = [:]
    var segments: [SpaceID: Int] = [:]
    /// Documents carried whole.
    var documentCount = 0
    /// Documents that could not be read: nothing of them is carried, or only what could be read before the damage.
    var passedOver: Set<DocumentPlace> = []
    /// Segments that could not be read: whoever lacks them gets them from another device, or after a repair.
    var unreadableSegmentCount = 0
    var recipients: [Roster.Device] = []
    /// Own and foreign chains alike: what a reader of the parcel will hold at least.
    var reached: [SpaceID: [ChainID: UInt64]] = [:]
    /// What all who are to read a space have for reading segments.
    var readers: [SpaceID: SegmentReaders] = [:]
}

/// A document as one space has it.
struct DocumentPlace: Hashable {
    let space: SpaceID
    let digest: [UInt8]
}

/// Where the parts of a composed parcel go.
protocol ParcelSink: AnyObject {
    /// A part begins.
    func begin() throws
    func append(_ bytes: [UInt8]) throws
    /// The part is whole.
    func end() throws
}

extension Clinic {
    /// Parcels stay below this, so that a part fits the limit of a stick with room for padding.
    static let partBytesMax = StickLayout.parcelBytesMax / 10 * 9

    /// Seals everything that the recipients lack: statements first, then entries, the roster before all, documents last.
    ///
    /// - Parameter recipients: device keys; `nil` for everyone who may read any space held here.
    /// - Parameter form: on the network what the recipients are known to hold is left out, and what is new is said shortly.
    /// - Parameter sink: gets one part, or several: a part is finished once it has more than `partBytesMax`.
    @discardableResult
    func composeParcels(
        to recipients: Set<[UInt8]>?, resend: Bool, onlyRoster: Bool = false, form: ParcelForm = .stick,
        partBytesMax: UInt64 = Clinic.partBytesMax,
        into sink: some ParcelSink, report: Report? = nil
    ) throws -> ComposedParcels {
        let replica = try member()
        let rosterSpace = replica.organisation.rosterSpace
        let vectors = replica.spaces.filter { !onlyRoster || $0.key == rosterSpace }.mapValues(\.vector)
        let plan = SendPlan(
            roster: replica.roster, ownDeviceKey: deviceKey, vectors: vectors, statements: statements, recipients: recipients,
            resend: resend, doubtfulChains: doubtfulChains, earlierHead: { replica.spaces[$0]?.head(of: $1, at: $2) })
        var random = options.random
        let readers = try plan.recipients.map { device in
            ParcelRecipient(
                key: try RecipientKey(device.recipientKey),
                spaces: plan.spaces.filter { $0.readers.contains { $0.key == device.key } }.map(\.space))
        }
        guard !plan.recipients.isEmpty else {
            throw ClinicError(
                .unknownDevice, "There is nobody to write to: no other device of the organisation may read what is held here.",
                hint: "Approve a device first with `satchel device approve`; `satchel device list` shows those that there are.")
        }
        var composed = ComposedParcels()
        composed.recipients = plan.recipients
        var carried = plan.spaces.map { CarriedDocuments(space: $0.space, digests: $0.wanted) }
        var travel = Travel()
        var queue = try items(of: plan, replica: replica, isBrief: form == .network && !resend, &travel, &composed)[...]
        var areDocumentsQueued = false
        var total = UInt64(queue.count)
        var document: OpenDocument?
        var part = 0
        repeat {
            var writer = try ParcelWriter(recipients: readers, common: rosterSpace, form: form, random: &random)
            try sink.begin()
            try sink.append(writer.header)
            while true {
                if queue.isEmpty, !areDocumentsQueued {
                    // Which documents belong to the entries is known only now that these have been read.
                    areDocumentsQueued = true
                    queue = pieces(of: carried, &composed)[...]
                    total += UInt64(queue.count)
                }
                guard let next = queue.popFirst() else { break }
                for framed in try items(for: next, &document, &carried, &composed) {
                    try sink.append(try writer.add(framed.item, in: next.space))
                    note(next, framed, in: Travel.FramePlace(part: part, index: writer.frameCount), &travel)
                }
                report?(Progress(stage: .writing, done: total - UInt64(queue.count), total: total))
                if writer.byteCount > partBytesMax { break }
            }
            try sink.append(try writer.finish(random: &random))
            // Before anybody can have it: what left without being noted would be taken for proof of something else later.
            try keep(travel)
            travel = Travel()
            try sink.end()
            composed.byteCount += writer.byteCount
            part += 1
        } while !queue.isEmpty || !areDocumentsQueued
        return composed
    }

    /// Chains of this device, of former incarnations too, and all that are known to be forked.
    private var doubtfulChains: Set<ChainID> {
        var chains = Set((replica?.held.values ?? [:].values).filter { $0.reason == .fork }.map(\.contents.chain))
        for state in replica?.spaces.values ?? [:].values {
            chains.formUnion(state.heads.filter { $0.value.origin.deviceKey == deviceKey }.keys)
        }
        return chains
    }

    /// One thing to be framed; entries and the content of documents are read only when their turn comes.
    private struct Pending {
        enum Content {
            case item(ParcelItem)
            /// This device's own, and how it is written.
            case own(Statement, ParcelItem)
            case passedOn(Statement)
            /// What of neighbouring stored segments comes from `start` on.
            case segments([SegmentReference], start: UInt64)
            case chunk([UInt8], size: UInt64, offset: UInt64)
        }

        let space: SpaceID
        let content: Content
    }

    /// - Parameter isBrief: leaves out what all recipients are known to hold, by evidence.
    private func items(
        of plan: SendPlan, replica: Replica, isBrief: Bool, _ travel: inout Travel, _ composed: inout ComposedParcels
    ) throws -> [Pending] {
        var queue = [Pending]()
        var leftOut: Statement?
        var hasOwn = false
        for part in plan.spaces {
            let vector = replica.vector(of: part.space)
            let own = Statement(
                space: part.space, vector: vector, roster: replica.roster.head, words: ReadableWords(schemaWords),
                missing: Array(missingDocuments[part.space] ?? []),
                time: now, incarnation: vault.ring.incarnation, former: formerIncarnations, key: vault.ring.signingKey)
            let writing = isBrief && part.isSmall(vector) ? ledger.writing(own, to: part, in: plan) : .full
            travel.decided(writing, in: part.space)
            switch writing {
            case .full: queue.append(Pending(space: part.space, content: .own(own, .statement(own.encoded))))
            case .difference(let bytes): queue.append(Pending(space: part.space, content: .own(own, .difference(bytes))))
            case .leftOut: leftOut = leftOut ?? own
            }
            hasOwn = hasOwn || writing != .leftOut
            // Receipts travel by any route: what others stated is passed on.
            let others = statements.all.filter { $0.space == part.space && $0.deviceKey != deviceKey }
            for statement in others.sorted(by: { $0.signature.lexicographicallyPrecedes($1.signature) }) {
                guard !isBrief || !ledger.isHeld(statement, by: part, in: plan, statements: statements, incarnation: own.incarnation) else {
                    continue
                }
                queue.append(Pending(space: part.space, content: .passedOn(statement)))
            }
            composed.reached[part.space] = vector.positions.mapValues(\.count)
            let words = part.readers.flatMap { reader in
                let stated = statements[reader.key, part.space].map(\.words)
                return stated.isEmpty ? [.none] : stated
            }
            composed.readers[part.space] = SegmentReaders(words, schema: schemaWords)
            for (chain, start) in part.starts.sorted(by: { $0.key < $1.key }) {
                let references = vault.log.references(of: chain, in: part.space, from: start)
                for run in options.upkeep == .never ? references.map({ [$0] }) : Self.runs(of: references) {
                    queue.append(Pending(space: part.space, content: .segments(run, start: start)))
                }
                // What is known to be missing; what turns out to be, when its turn comes.
                let missing = Self.firstGap(in: references, from: start)
                if missing < vector.count(of: chain) {
                    composed.unreadableSegmentCount += 1
                    composed.reached[part.space]?[chain] = missing
                }
            }
            // What a repair kept behind a hole: whoever holds the entries before it can take it at once. Its documents are asked for then.
            for held in salvaged(in: part.space) where part.readers.contains(where: { lacks(held.contents, $0) }) {
                queue.append(Pending(space: part.space, content: .item(.segment(held.contents.encoded()))))
            }
            for course in try coursesToHandOver(in: part.space, to: part.readers, isBrief: isBrief) {
                queue.append(Pending(space: part.space, content: .item(.segment(course.encoded()))))
            }
        }
        // A parcel says at least who writes, and that it is heard of: the roster's statement, which everybody may read.
        if !hasOwn, let own = leftOut, let part = plan.spaces.first(where: { $0.space == own.space }) {
            let item = ledger.shortest(own, to: part, in: plan).map { ParcelItem.difference($0) } ?? .statement(own.encoded)
            queue.insert(Pending(space: own.space, content: .own(own, item)), at: 0)
        }
        return queue
    }

    /// What is framed, and the segment that it was.
    private typealias Carried = (item: ParcelItem, segment: UnverifiedSegment?)

    private func note(_ pending: Pending, _ carried: Carried, in frame: Travel.FramePlace, _ travel: inout Travel) {
        switch pending.content {
        case .own(let statement, _): travel.carries(own: statement, in: frame)
        case .passedOn(let statement): travel.carries(passedOn: statement, in: frame)
        case .item, .segments, .chunk:
            guard let segment = carried.segment, segment.chain == origin.chain(in: pending.space) else { return }
            travel.carries(ownEntries: segment.first..<segment.end, of: segment.chain, in: pending.space, frame: frame)
        }
    }

    /// Keeps what is about to leave, so that what comes back can prove what is held.
    private func keep(_ travel: Travel) throws {
        ledger.left(travel)
        ledger.forgetHolders(except: statements.all)
        var batch = LogBatch()
        batch.settings[Self.ledgerSetting] = ledger.bytes
        try vault.log.write(batch)
    }

    /// Neighbours that are read and joined together: a segment for each save would be sent with a signature for each.
    private static func runs(of references: [SegmentReference]) -> [[SegmentReference]] {
        var runs = [[SegmentReference]]()
        var byteCount = 0
        for reference in references {
            if let last = runs.last?.last, last.end == reference.first, byteCount + reference.byteCount <= joinedBytesMax {
                runs[runs.count - 1].append(reference)
                byteCount += reference.byteCount
            } else {
                runs.append([reference])
                byteCount = reference.byteCount
            }
        }
        return runs
    }

    /// Beyond so many segments what care saves is not worth the wait.
    private static let carefulSegmentsMax = 16

    /// Stored bytes that are in memory for joining at most; joined, saves take less than half of what they take one by one.
    private static let joinedBytesMax = 4 * UnverifiedSegment.encodedBytesTarget

    /// How far a chain can be read from `start` on without a gap.
    private static func firstGap(in references: [SegmentReference], from start: UInt64) -> UInt64 {
        references.reduce(start) { end, reference in reference.first <= end ? max(end, reference.end) : end }
    }

    /// Documents of the entries that one space's readers are sent, and those that they ask for.
    private struct CarriedDocuments {
        let space: SpaceID
        var digests: Set<[UInt8]>
    }

    private func pieces(of carried: [CarriedDocuments], _ composed: inout ComposedParcels) -> [Pending] {
        var documents = [Pending]()
        for part in carried {
            for digest in part.digests.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
                guard let size = vault.documents.size(of: digest, in: part.space) else { continue }
                composed.documentCount += 1
                for offset in stride(from: UInt64(0), to: max(size, 1), by: ParcelItem.chunkBytesMax) {
                    documents.append(Pending(space: part.space, content: .chunk(digest, size: size, offset: offset)))
                }
            }
        }
        return documents
    }

    private func lacks(_ segment: UnverifiedSegment, _ reader: Roster.Device) -> Bool {
        statements.count(of: segment.chain, in: segment.space, at: reader.key) < segment.end
    }

    /// The document whose pieces are being framed.
    private typealias OpenDocument = (place: DocumentPlace, reader: DocumentReader)

    /// - Returns: nothing for entries and for a piece of a document that cannot be read. One damaged row or file must not keep everything
    ///   else off the stick; what was framed of a document before is kept by its readers, who ask for the rest.
    private func items(
        for pending: Pending, _ open: inout OpenDocument?, _ carried: inout [CarriedDocuments], _ composed: inout ComposedParcels
    ) throws -> [Carried] {
        switch pending.content {
        case .item(let item), .own(_, let item): return [(item, nil)]
        case .passedOn(let statement): return [(.passedOn(statement.encoded), nil)]
        case .segments(let references, let start):
            var readable = [[UnverifiedSegment]]()
            readable.append([])
            for reference in references {
                do {
                    readable[readable.count - 1].append(try vault.log.segment(reference).suffix(from: start))
                } catch let error as VaultError where error.code == .damaged {
                    composed.unreadableSegmentCount += 1
                    let reached = composed.reached[pending.space]?[reference.chain] ?? 0
                    composed.reached[pending.space]?[reference.chain] = min(reached, max(reference.first, start))
                    readable.append([])
                }
            }
            let segments = readable.flatMap { vault.log.packed($0) }
            if let index = carried.firstIndex(where: { $0.space == pending.space }) {
                for segment in segments { carried[index].digests.formUnion(Self.documents(in: segment)) }
            }
            composed.entries[pending.space, default: 0] += segments.reduce(0) { $0 + UInt64($1.entries.count) }
            composed.segments[pending.space, default: 0] += segments.count
            let readers = composed.readers[pending.space] ?? SegmentReaders([], schema: schemaWords)
            let sent = composed.segments.values.reduce(0, +)
            let carefully = options.deflatesCarefully && sent <= Self.carefulSegmentsMax
            return segments.map { (.segment($0.encoded(for: readers, carefully: carefully)), $0) }
        case .chunk(let digest, let size, let offset):
            let place = DocumentPlace(space: pending.space, digest: digest)
            guard !composed.passedOver.contains(place) else { return [] }
            do {
                let known = open?.place == place ? open?.reader : nil
                let document = try known ?? vault.documents.reader(digest, in: pending.space)
                open = (place, document)
                let bytes = try document.read(at: offset, count: ParcelItem.chunkBytesMax)
                return [(.chunk(DocumentChunk(digest: digest, size: size, offset: offset, bytes: bytes)), nil)]
            } catch let error as VaultError where error.code == .damaged || error.code == .missing {
                composed.passedOver.insert(place)
                composed.documentCount -= 1
                return []
            }
        }
    }

    /// The documents that the entries of a segment refer to.
    static func documents(in segment: UnverifiedSegment) -> Set<[UInt8]> {
        segment.entries.reduce(into: []) { $0.formUnion(documents(in: $1)) }
    }

    static func documents(in entry: EntryBody) -> Set<[UInt8]> { documents(in: entry.payload?.operations ?? []) }

    /// Also of what they bring from other spaces.
    static func documents(in operations: [Operation]) -> Set<[UInt8]> {
        var digests = Set<[UInt8]>()
        for operation in operations {
            switch operation {
            case .put(_, _, .file(let file), _), .add(_, _, .file(let file)): digests.insert(file.digest)
            case .other(Operation.adoptCode, let bytes):
                guard let adoption = try? UnverifiedAdoption(decoding: bytes) else { continue }
                for payload in adoption.payloads { digests.formUnion(documents(in: payload.operations.filter { !$0.isAdoption })) }
            default: break
            }
        }
        return digests
    }
}
