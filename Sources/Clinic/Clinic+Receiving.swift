import Exchange
import Records
import ReplicatedLog
import Roster
import Sealing
import Vault
import Views

extension Clinic {
    /// Segments judged, stored and folded together, and their bytes as they came: one transaction each time. More cost more memory, fewer
    /// wait for the disk more often.
    private static let segmentsPerBatch = 64
    private static let bytesPerBatch = 1 << 18

    /// Reads one parcel from front to back: every intact frame of it counts, whatever became of the others.
    ///
    /// - Throws: only what this device's own store throws; a bad parcel is a result.
    func read<Source: ByteSource>(_ source: Source, file: String, into result: inout ReadReport, progress: Report?) throws -> ParcelReport {
        var report = ParcelReport(file: file, state: .read, byteCount: source.byteCount)
        var reader: ParcelReader<Source>
        do {
            reader = try ParcelReader(source, keys: vault.ring.recipientKeys)
        } catch {
            try Self.describe(error, in: &report)
            return report
        }
        var batch = [UnverifiedSegment]()
        var byteCount = 0
        var courier = Courier()
        while true {
            let event: ParcelEvent?
            do {
                event = try reader.next()
            } catch {
                // The stick was pulled, say. What arrived before is kept.
                try take(&batch, into: &result, &report)
                try Self.describe(error, in: &report)
                return report
            }
            guard let event else { break }
            count(event, in: &report)
            progress?(Progress(stage: .reading, done: reader.bytesRead, total: source.byteCount))
            guard case .item(let item, let space) = event else { continue }
            switch item {
            case .segment(let bytes):
                let isFull = batch.count >= Self.segmentsPerBatch || byteCount + bytes.count > Self.bytesPerBatch
                if isFull || batch.first.map({ $0.space != space }) ?? false { try take(&batch, into: &result, &report) }
                if batch.isEmpty { byteCount = 0 }
                byteCount += bytes.count
                do throws(LogError) {
                    // Its signature says whether it belongs to the space whose readers the frame is for.
                    batch.append(try UnverifiedSegment(decoding: bytes, in: space, schema: schemaWords))
                } catch {
                    report.refused[error.code.rawValue, default: 0] += 1
                }
            case .statement, .difference, .passedOn:
                try take(&batch, into: &result, &report)
                try take(statement: item, in: space, &courier, into: &result, &report)
            case .chunk(let chunk):
                try take(&batch, into: &result, &report)
                try take(chunk, in: space, into: &report)
            case .end:
                break
            }
        }
        try take(&batch, into: &result, &report)
        try remember(courier)
        report.isComplete = reader.isComplete
        report.frameCount = reader.frameCount
        if report.damagedByteCount > 0 || !report.isComplete { report.state = .damaged }
        return report
    }

    /// Judges a batch of segments, stores what is to be kept, then folds it.
    func take(_ segments: inout [UnverifiedSegment], into result: inout ReadReport, _ report: inout ParcelReport) throws {
        guard !segments.isEmpty else { return }
        // The judge is gone before the replica changes, so that nothing of the state is copied.
        let outcome = try judge(segments, &report)
        segments = []
        var batch = LogBatch()
        batch.segments = outcome.accepted
        batch.held = outcome.held
        batch.released = outcome.released
        let missing = askForDocuments(of: outcome.accepted, in: &batch)
        let forked = outcome.held.filter { held in
            held.reason == .fork
                && replica?.spaces[held.contents.space]?.heads[held.contents.chain]?.origin.deviceKey == deviceKey
        }
        // Entries that continue what is held show that it is one course after all.
        forgetForks(of: Set(outcome.accepted.map(\.chain)), in: &batch)
        rememberFork(of: Set(forked.map(\.contents.chain)), in: &batch)
        // Before it is stored: a crash between must not let this device go on with a chain whose end it does not know.
        if !result.startedNewIncarnation, outcome.accepted.contains(where: { $0.chain == origin.chain(in: $0.space) }) {
            try noticeRollback()
            result.startedNewIncarnation = true
        }
        try vault.log.write(batch)
        missingDocuments = missing
        result.releasedCount += outcome.released.count
        let folded = replica?.take(outcome) ?? []
        for segment in outcome.accepted {
            let operations = segment.entries.reduce(0) { $0 + ($1.payload?.operations.count ?? 0) }
            entriesSinceImage += segment.entries.count
            compactable.insert(ChainPlace(space: segment.space, chain: segment.chain))
            report.entryCount += segment.entries.count
            result.entries[segment.space, default: 0] += segment.entries.count
            result.operationCount += operations
        }
        for (space, changes) in folded {
            result.touched.add(changes)
            show(changes, in: space)
        }
        if outcome.rosterChanged || replica?.contradicted.isEmpty == false {
            // What is judged anew can bring to light what came long ago.
            result.touched.addEverything()
            try judgeAgain()
        }
    }

    private func judge(_ segments: [UnverifiedSegment], _ report: inout ParcelReport) throws -> IntakeOutcome {
        var intake = try member().intake(ownDeviceKey: deviceKey, now: now)
        let log = vault.log
        // Segments of one chain mostly come in order: each goes on from where the one before was compared, not from the first entry.
        var reached = [ChainPlace: ChainHead]()
        func earlierHead(_ space: SpaceID, _ chain: ChainID, _ count: UInt64) -> ChainHead? {
            let place = ChainPlace(space: space, chain: chain)
            let head = Self.head(of: chain, in: space, at: count, log: log, after: reached[place])
            if let head { reached[place] = head }
            return head
        }
        for segment in segments {
            switch intake.receive(segment, earlierHead: earlierHead) {
            case .accepted: break
            case .alreadyHeld: report.duplicateSegmentCount += 1
            case .held(let reason): report.held[reason, default: 0] += 1
            case .refused(let code): report.refused[code.rawValue, default: 0] += 1
            }
        }
        return intake.outcome
    }

    /// Where a chain that is held stood before its entry `count`, by hashing it again; only to prove a fork.
    ///
    /// - Parameter known: where the chain stood at some entry; from there on it is read when that is before `count`.
    /// - Returns: `nil` when it is not held so far, or what is to be hashed cannot be read.
    static func head(
        of chain: ChainID, in space: SpaceID, at count: UInt64, log: SealedLogStore, after known: ChainHead? = nil
    ) -> ChainHead? {
        guard count > 0 else { return nil }
        if let known, known.count == count { return known }
        var head = known.flatMap { $0.count < count ? $0 : nil }
        for reference in log.references(of: chain, in: space, from: head?.count ?? 0) {
            guard let segment = try? log.segment(reference), segment.first <= head?.count ?? 0 else { return nil }
            head = segment.suffix(from: head?.count ?? 0).head(after: head, before: min(count, segment.end))
            guard head != nil else { return nil }
            if segment.end >= count { return head }
        }
        return nil
    }

    /// Who wrote a parcel, and what of others came with it.
    private struct Courier {
        var writers: Set<[UInt8]> = []
        var passedOn: [Statement] = []
    }

    /// Whoever brings what others said holds it. Nothing but the own statements says who wrote a parcel: somebody who puts another's into
    /// one of their own making comes to no more than that a receipt is passed on later.
    private func remember(_ courier: Courier) throws {
        guard courier.writers.count == 1, let writer = courier.writers.first, !courier.passedOn.isEmpty else { return }
        let before = ledger.bytes
        ledger.brought(courier.passedOn, by: writer)
        ledger.forgetHolders(except: statements.all)
        let after = ledger.bytes
        guard after != before else { return }
        var batch = LogBatch()
        batch.settings[Self.ledgerSetting] = after
        try vault.log.write(batch)
    }

    /// - Returns: `nil` for what is none, is not signed, or does not belong into a frame of `space`.
    private func statement(_ item: ParcelItem, in space: SpaceID) throws(ExchangeError) -> Statement? {
        // Who reads a space reads the roster too.
        let spaces = Set([space, replica?.organisation.rosterSpace].compactMap(\.self))
        let statement: Statement
        switch item {
        case .statement(let bytes), .passedOn(let bytes): statement = try Statement(decoding: bytes)
        case .difference(let bytes): statement = try Statement(difference: bytes) { statements.base($0, in: spaces) }
        case .segment, .chunk, .end: return nil
        }
        return spaces.contains(statement.space) && statement.isSigned ? statement : nil
    }

    private func take(
        statement item: ParcelItem, in frameSpace: SpaceID, _ courier: inout Courier, into result: inout ReadReport,
        _ report: inout ParcelReport
    ) throws {
        let read: Statement?
        do throws(ExchangeError) {
            read = try statement(item, in: frameSpace)
        } catch {
            report.refused[error.code == .baseUnknown ? error.code.rawValue : "statement", default: 0] += 1
            return
        }
        guard let statement = read else {
            report.refused["statement", default: 0] += 1
            return
        }
        let space = statement.space
        report.statementCount += 1
        guard let replica, statement.deviceKey != deviceKey else {
            try compareFormer(statement, in: space, into: &result)
            return
        }
        // A statement by a device that the roster does not know tells nothing that can be relied on.
        guard let device = replica.roster.devices[statement.deviceKey] else {
            report.refused["unknownDevice", default: 0] += 1
            return
        }
        if !report.from.contains(device.code) { report.from.append(device.code) }
        if case .passedOn = item { courier.passedOn.append(statement) } else { courier.writers.insert(statement.deviceKey) }
        try compareOwn(statement, in: space, into: &result)
        let isKept = statements.keep(statement)
        let isNews = statements.take(statement)
        guard isKept || isNews else { return }
        if isNews, !result.heardFrom.contains(device.code) { result.heardFrom.append(device.code) }
        var batch = LogBatch()
        batch.statements = [Self.stored(statements, of: statement.deviceKey, in: space)]
        try vault.log.write(batch)
    }

    /// What this device itself stated once comes back by others. More than it holds now, or by an incarnation that this store knows
    /// nothing of: then the store was put back, whatever chain it was, and has to say so that others bring back what it lost.
    private func compareFormer(_ statement: Statement, in space: SpaceID, into result: inout ReadReport) throws {
        guard let replica, !formerIncarnations.contains(statement.incarnation) else { return }
        if statement.incarnation == vault.ring.incarnation {
            // Withdrawn from this device since, and gone from it rightly.
            if replica.spaces[space] == nil, replica.roster.spaces.contains(space),
                replica.roster.devices[deviceKey]?.grants[space] == nil
            {
                return
            }
            // What only waits for entries before it says nothing about why these are not held; what was withdrawn or forked does.
            let setAside = Set(replica.held.values.filter { $0.reason != .gap || $0.isSalvaged }.map(\.contents.chain))
            let vector = replica.vector(of: space)
            guard statement.chains.contains(where: { $0.count > vector.count(of: $0.chain) && !setAside.contains($0.chain) }) else {
                return
            }
        }
        try noticeRollback(alsoLeaving: statement.incarnation)
        result.startedNewIncarnation = true
    }

    /// A peer that holds more of this device's chain than the device itself has seen it before it was put back to an older state.
    private func compareOwn(_ statement: Statement, in space: SpaceID, into result: inout ReadReport) throws {
        let chain = origin.chain(in: space)
        let mine = replica?.spaces[space]?.heads[chain]
        guard let theirs = statement.chains.first(where: { $0.chain == chain }) else { return }
        let count = mine?.count ?? 0
        guard !result.startedNewIncarnation else { return }
        let isFork = differs(theirs, from: mine, in: space)
        guard theirs.count > count || isFork else { return }
        // Until their entries are here it is not known whether they continue this course or another one.
        var batch = LogBatch()
        rememberFork(of: [chain], in: &batch)
        try vault.log.write(batch)
        try noticeRollback()
        result.startedNewIncarnation = true
    }

    /// What others hold of these chains is no receipt for what this device wrote in them.
    private func rememberFork(of chains: Set<ChainID>, in batch: inout LogBatch) {
        guard !chains.isSubset(of: forkedChains) else { return }
        forkedChains.formUnion(chains)
        batch.settings[Self.forkedSetting] = Self.encodeForked(forkedChains)
    }

    private func forgetForks(of chains: Set<ChainID>, in batch: inout LogBatch) {
        guard !chains.isDisjoint(with: forkedChains) else { return }
        forkedChains.subtract(chains)
        batch.settings[Self.forkedSetting] = Self.encodeForked(forkedChains)
    }

    /// Whether a peer holds other entries of this device's chain than the device itself: it was put back, and went on since.
    private func differs(_ theirs: ContextItem, from mine: ChainHead?, in space: SpaceID) -> Bool {
        guard let mine, theirs.count > 0 else { return false }
        if theirs.count == mine.count { return theirs.head != mine.hash.short }
        guard let before = replica?.spaces[space]?.head(of: theirs.chain, at: theirs.count) else { return false }
        return theirs.head != before
    }

    private func take(_ chunk: DocumentChunk, in space: SpaceID, into report: inout ParcelReport) throws {
        report.documentChunkCount += 1
        // Only what an entry refers to is kept; nobody fills this disk with anything else.
        guard missingDocuments[space]?.contains(chunk.digest) ?? false else { return }
        do {
            guard try vault.documents.receive(chunk.digest, size: chunk.size, offset: chunk.offset, bytes: chunk.bytes, space: space) else {
                return
            }
        } catch let error as VaultError where [.wrongContent, .tooLarge, .missing].contains(error.code) {
            report.refused[error.code.rawValue, default: 0] += 1
            return
        }
        report.documentCount += 1
        try received(chunk.digest, in: space)
    }

    func count(_ event: ParcelEvent, in report: inout ParcelReport) {
        switch event {
        case .item: break
        case .foreign: report.foreignFrameCount += 1
        case .damaged(let byteCount): report.damagedByteCount += byteCount
        case .unreadable: report.refused["unreadableItem", default: 0] += 1
        }
    }

    /// Errors of parcels and sticks are results; errors of this device's own store stop the reading.
    static func describe(_ error: any Error, in report: inout ParcelReport) throws {
        switch error {
        case let error as ExchangeError:
            report.problem = error.description
            report.state = error.code == .notForThisDevice ? .notForThisDevice : error.code == .notAParcel ? .notAParcel : .unreadable
        case let error as VaultError:
            report.problem = error.description
            report.state = .unreadable
        default:
            throw error
        }
    }

    /// Forgets what was put on sticks and has since been confirmed by headquarters.
    func settleOutbox() throws {
        guard let replica else { return }
        var batch = LogBatch()
        for item in try vault.log.outbox() {
            guard let note = try? StickNote(item.bytes) else { continue }
            let delivered = note.reached.allSatisfy { space, chains in
                guard space != replica.organisation.rosterSpace else { return true }
                return chains.allSatisfy { chain, count in confirmed(chain, in: space, by: .headquarters) >= count }
            }
            if delivered { batch.outboxDone.insert(item.id) }
        }
        try vault.log.write(batch)
    }

    /// How many entries of a chain devices of a role have stated to hold.
    func confirmed(_ chain: ChainID, in space: SpaceID, by role: DeviceRole) -> UInt64 {
        guard !forkedChains.contains(chain) else { return 0 }
        let devices = replica?.roster.devices.values.filter { $0.role == role && $0.key != deviceKey } ?? []
        return devices.map { statements.count(of: chain, in: space, at: $0.key) }.max() ?? 0
    }
}
