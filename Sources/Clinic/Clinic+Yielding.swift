import Exchange
import Records
import ReplicatedLog
import Roster
import Sealing
import Vault
import Views

/// A store that was put back and wrote on has a chain of its own with two courses. Headquarters keeps the one that it had first; the
/// laptop takes that over and writes the content of its other course again, as a new incarnation, so that nobody's words are lost
/// and every replica holds the same.
extension Clinic {
    static let yieldingSetting = "yielding"

    /// Gives up the own course of every chain of which the other course is headquarters'.
    func yieldForks() throws {
        guard let replica else { return }
        // What comes after the place where the courses part may wait for what comes before it.
        let waiting = replica.held.values.filter { $0.reason == .fork || $0.reason == .gap }.map(\.contents)
        let forked = Set(replica.held.values.filter { $0.reason == .fork }.map(\.contents.chain))
        for (space, held) in Dictionary(grouping: waiting, by: \.space).sorted(by: { $0.key < $1.key }) {
            for chain in Set(held.map(\.chain)).sorted() where forked.contains(chain) {
                let others = held.filter { $0.chain == chain }
                if isOwn(chain, in: space) { try yield(chain, in: space, to: others) } else { try follow(chain, in: space, to: others) }
            }
        }
        try rewriteYielded()
    }

    private func isOwn(_ chain: ChainID, in space: SpaceID) -> Bool {
        replica?.spaces[space]?.heads[chain]?.origin.deviceKey == deviceKey
    }

    private func yield(_ chain: ChainID, in space: SpaceID, to others: [UnverifiedSegment]) throws {
        guard let replica, let state = replica.spaces[space],
            let other = try course(of: chain, in: space, among: others, differingFrom: state), isHeadquarters(other.segments, in: space)
        else { return }
        if chain == origin.chain(in: space) { try noticeRollback() }
        var batch = LogBatch()
        try cut(chain, in: space, to: other.fork, reason: .fork, into: &batch)
        let own = batch.held
        let standing = batch.segments.last?.end ?? batch.cuts[space]?[chain].flatMap { $0 }?.count ?? 0
        // What both courses share may already be there, or may come from the other one.
        var head = batch.segments.last?.head ?? batch.cuts[space]?[chain].flatMap { $0 }
        for segment in other.segments where segment.end > standing {
            let fresh = try segment.contents.suffix(from: max(standing, segment.first)).verified(after: head) { _ in true }
            batch.segments.append(fresh)
            head = fresh.head
        }
        batch.released = Set(
            replica.held.values.filter { held in
                held.contents.chain == chain && other.segments.contains { $0.contents == held.contents }
            }.map(\.id))
        var yielding = ByteWriter()
        yielding.raw(try vault.log.setting(Self.yieldingSetting) ?? [])
        for held in own { yielding.raw(held.id.bytes) }
        batch.settings[Self.yieldingSetting] = yielding.bytes
        forkedChains.remove(chain)
        batch.settings[Self.forkedSetting] = Self.encodeForked(forkedChains)
        try vault.cut(batch)
        self.replica?.setAside(own, releasing: batch.released)
        try refold([space])
    }

    /// Takes over headquarters' course of another device's chain, and keeps aside the one that was held so far: its author, who
    /// yields too, writes the content of that one again.
    ///
    /// What headquarters holds between the last segment that both courses share and those at hand comes with its next parcel.
    private func follow(_ chain: ChainID, in space: SpaceID, to others: [UnverifiedSegment]) throws {
        guard let replica, let state = replica.spaces[space], replica.roster.devices[deviceKey]?.role == .field,
            let other = try course(of: chain, in: space, among: others, differingFrom: state), isHeadquarters(other.segments, in: space)
        else { return }
        var batch = LogBatch()
        try cut(chain, in: space, to: other.fork, reason: .fork, into: &batch)
        let former = batch.held
        var head = batch.cuts[space]?[chain].flatMap { $0 }
        for segment in other.segments where segment.end > head?.count ?? 0 && segment.first <= head?.count ?? 0 {
            let fresh = try segment.contents.suffix(from: head?.count ?? 0).verified(after: head) { _ in true }
            batch.segments.append(fresh)
            head = fresh.head
        }
        batch.released = Set(
            replica.held.values.filter { held in
                held.contents.chain == chain && other.segments.contains { $0.contents == held.contents }
            }.map(\.id))
        try vault.cut(batch)
        self.replica?.setAside(former, releasing: batch.released)
        try refold([space])
    }

    /// The other course of a chain as far as it is held without a gap, and the sequence at which it parts from the own one.
    private func course(
        of chain: ChainID, in space: SpaceID, among others: [UnverifiedSegment], differingFrom state: SpaceState
    ) throws -> (fork: UInt64, segments: [Segment])? {
        var course = [Segment]()
        var fork: UInt64?
        for segment in others.sorted(by: { ($0.first, $1.end) < ($1.first, $0.end) }) {
            let before = course.last?.head.count == segment.first ? course.last?.head : nil
            guard course.isEmpty || before != nil else { continue }
            let start = before ?? Self.head(of: chain, in: space, at: segment.first, log: vault.log)
            guard start != nil || segment.first == 0, let verified = try? segment.verified(after: start, erased: { _ in true }) else {
                continue
            }
            course.append(verified)
            guard fork == nil else { continue }
            for (offset, hash) in verified.hashes.enumerated() {
                let sequence = segment.first + UInt64(offset)
                guard state.head(of: chain, at: sequence + 1) != hash.short else { continue }
                fork = sequence
                break
            }
        }
        return fork.map { ($0, course) }
    }

    /// Whether headquarters says that it holds this course; for headquarters' own chains, whether anybody does.
    private func isHeadquarters(_ course: [Segment], in space: SpaceID) -> Bool {
        guard let replica, let chain = course.first?.chain else { return false }
        let isHeadquarters = replica.roster.devices[deviceKey]?.role == .headquarters
        for judge in replica.roster.devices.values where judge.key != deviceKey && (isHeadquarters || judge.role == .headquarters) {
            for item in statements[judge.key, space].compactMap({ $0.item(of: chain) }) {
                let said = course.first { $0.first < item.count && item.count <= $0.end }
                if let said, said.hashes[Int(item.count - said.first - 1)].short == item.head { return true }
            }
        }
        return false
    }

    /// Writes the content of yielded entries again. Begun before a crash, it goes on where it stopped: once written, it is settled.
    func rewriteYielded() throws {
        guard let replica, let bytes = try vault.log.setting(Self.yieldingSetting), !bytes.isEmpty else { return }
        let yielded = stride(from: 0, to: bytes.count, by: EntryHash.byteCount)
            .compactMap { EntryHash(bytes: Array(bytes[$0..<min($0 + EntryHash.byteCount, bytes.count)])) }
            .compactMap { replica.held[$0]?.contents }
        var batch = LogBatch()
        batch.settings[Self.yieldingSetting] = .some(nil)
        do {
            for (space, segments) in Dictionary(grouping: yielded, by: \.space).sorted(by: { $0.key < $1.key }) {
                batch.segments += try rewritten(segments.sorted { ($0.chain, $0.first) < ($1.chain, $1.first) }, in: space)
            }
        } catch let error as LogError {
            warnings.append(
                "What this device had written after it was put back could not be written again. It is kept: \(error.description)")
            return
        }
        try vault.log.write(batch)
        for segment in batch.segments { show(self.replica?.fold(segment) ?? [], in: segment.space) }
        warnings.append(
            "What this device wrote after it was put back was written again under its new identity. Nothing is lost; look at the conflicts."
        )
    }

    private func rewritten(_ segments: [UnverifiedSegment], in space: SpaceID) throws -> [Segment] {
        guard let state = replica?.spaces[space] else { return [] }
        let seen = try stateBefore(segments, in: space)
        let chain = origin.chain(in: space)
        let key = vault.ring.signingKey
        var writer = ChainWriter(
            space: space, origin: origin, held: state.heads[chain], saltSecret: withSecretBytes(of: vault.ring.saltSecret) { $0 })
        var names = [OperationID: OperationID]()
        var context = state.contextChange(since: chain)
        var result = [Segment]()
        for segment in segments {
            for (offset, entry) in segment.entries.enumerated() {
                guard let payload = entry.payload else { continue }
                let sequence = segment.first + UInt64(offset)
                let operations = payload.operations.enumerated().map { ordinal, operation in
                    let id = OperationID(chain: segment.chain, sequence: sequence, ordinal: UInt16(ordinal))
                    return operation.over(superseded(by: operation, id, in: seen))
                }
                for ordinal in operations.indices {
                    names[OperationID(chain: segment.chain, sequence: sequence, ordinal: UInt16(ordinal))] = writer.nextOperation(ordinal)
                }
                result.append(
                    try writer.append(
                        Payload(
                            person: payload.person, subject: names[payload.subject] ?? payload.subject,
                            operations: operations.map { $0.renamed(names) }),
                        time: entry.time, context: context, roster: entry.roster
                    ) { key.sign(labelled: $0) })
                context = []
            }
        }
        return result
    }

    /// The space as the author of yielded entries saw it: with them, and without the course that took their place.
    private func stateBefore(_ segments: [UnverifiedSegment], in space: SpaceID) throws -> SpaceState {
        var state = SpaceState(space: space)
        var heads = [ChainID: ChainHead]()
        var ends = [ChainID: UInt64]()
        for segment in segments { ends[segment.chain] = min(ends[segment.chain] ?? .max, segment.first) }
        var shared = [ChainID: ChainHead]()
        try vault.log.allSegments(in: space) { stored in
            let end = ends[stored.chain] ?? .max
            guard stored.first < end else { return }
            if stored.end > end {
                let key = vault.ring.signingKey
                guard let prefix = stored.prefix(before: end, after: heads[stored.chain], sign: { key.sign(labelled: $0) }) else { return }
                heads[stored.chain] = prefix.head
                _ = state.fold(prefix)
            } else {
                let segment = try stored.verified(after: heads[stored.chain]) { _ in true }
                heads[stored.chain] = segment.head
                _ = state.fold(segment)
            }
        }
        for segment in segments {
            let verified = try segment.verified(after: shared[segment.chain] ?? heads[segment.chain]) { _ in true }
            shared[segment.chain] = verified.head
            _ = state.fold(verified)
        }
        return state
    }

    /// What an edit took the place of when it was made: written again, it takes the place of nothing else.
    private func superseded(by operation: Operation, _ id: OperationID, in state: SpaceState) -> [OperationID] {
        let place: (record: RecordID, field: String)
        switch operation {
        case .put(let record, let field, _, nil), .remove(let record, let field, _, nil): place = (record, field)
        default: return []
        }
        let seen = state.history(of: place.record, field: place.field).map(\.operation).filter { state.hadSeen($0, by: id) }
        let newest = seen.filter { earlier in !seen.contains { $0 != earlier && state.hadSeen(earlier, by: $0) } }
        // A removal names every addition that its author had seen, also those that others superseded.
        if case .remove = operation { return Array(seen.suffix(Operation.overCountMax)).sorted() }
        return Array(newest.suffix(Operation.overCountMax)).sorted()
    }
}
