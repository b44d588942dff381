import Exchange
import Records
import ReplicatedLog
import Roster
import Sealing
import Vault

/// Who met a laptop before it was put back may have written on what it had then. When that course of its chain does not stand, the ids in
/// such entries mean other records; what they say is said again of the records that they were about.
extension Clinic {
    /// Says again what own entries say of what courses had created that do not stand, and takes it back where it does not belong, as
    /// soon as the courses' authors have written them again. Done before, it changes nothing.
    ///
    /// Notes cannot be taken back: they stay where they came to stand, too.
    func restateMisledEntries() throws {
        guard let replica else { return }
        var batch = LogBatch()
        do {
            for place in forkedPlaces {
                guard let state = replica.spaces[place.space], state.isClaimedOtherwise(place.chain),
                    let author = state.heads[place.chain]?.origin.deviceKey
                else { continue }
                // What is written now has seen what stands.
                let own = state.heads.values.filter { $0.origin.deviceKey == deviceKey && $0.origin != origin }
                let looked = Restated(
                    held: Set(heldBeside(place).map(\.id)), ownCount: own.reduce(0) { $0 + $1.count }, incarnation: origin.incarnation)
                guard restated[place] != looked else { continue }
                let courses = otherCourses(of: place)
                let rewriting = try rewriting(courses, of: place, by: author)
                var misled = MisledEntries(by: courses, rewriting)
                for chain in state.heads.keys.sorted() where isOwn(chain, in: place.space) {
                    for segment in try vault.log.segments(of: chain, in: place.space, from: 0) { misled.look(through: segment) }
                }
                if misled.entries.allSatisfy({ isRestated($0, in: place.space, state) }) {
                    restated[place] = looked
                    continue
                }
                // Of others' it is to be known which of them were seen.
                for chain in state.heads.keys.sorted() where !isOwn(chain, in: place.space) {
                    for segment in try vault.log.segments(of: chain, in: place.space, from: 0) { misled.look(through: segment) }
                }
                batch.segments += try said(misled.entries, in: place.space, state, replica)
            }
        } catch let error as VaultError where error.code == .damaged {
            return
        }
        try vault.log.write(batch)
        for segment in batch.segments {
            show(self.replica?.fold(segment) ?? [], in: segment.space)
            compactable.insert(ChainPlace(space: segment.space, chain: segment.chain))
        }
        entriesSinceImage += batch.segments.count
    }

    /// One entry in a chain of its own for each own entry for which that was not done yet.
    private func said(
        _ misled: [MisledEntries.Entry], in space: SpaceID, _ state: SpaceState, _ replica: Replica
    ) throws -> [Segment] {
        let restating = Restating(misled, space, state)
        var result = [Segment]()
        for entry in misled where isOwn(entry.chain, in: space) {
            guard let payload = entry.body.payload, let origin = restating.origin(of: entry), state.heads[origin.chain(in: space)] == nil,
                replica.roster.authority(over: origin, chain: origin.chain(in: space), in: space) == .accepted,
                let head = state.head(of: entry.chain, at: entry.sequence + 1), let seen = restating.seen(by: entry)
            else { continue }
            var operations = entry.ordinals.map { restating.operation($0, of: entry) }
            for ordinal in entry.ordinals { operations += try retraction(of: ordinal, in: entry, restating, space, state) }
            let context = seen + [ContextItem(chain: entry.chain, count: entry.sequence + 1, head: head)]
            let again = Payload(
                person: payload.person, subject: entry.names[payload.subject] ?? payload.subject, operations: operations)
            if let segment = try? written(again, entry.body, origin, context: context, in: space) { result.append(segment) }
        }
        return result
    }

    private func isRestated(_ entry: MisledEntries.Entry, in space: SpaceID, _ state: SpaceState) -> Bool {
        Restating.origin(of: entry, state).map { state.heads[$0.chain(in: space)] != nil } ?? false
    }

    private func written(
        _ payload: Payload, _ body: EntryBody, _ origin: ChainOrigin, context: [ContextItem], in space: SpaceID
    ) throws -> Segment {
        var writer = rewriter(of: origin, in: space, after: nil)
        let key = vault.ring.signingKey
        return try writer.append(
            payload, time: body.time, context: context.sorted { $0.chain < $1.chain }, roster: body.roster
        ) { key.sign(labelled: $0) }
    }

    /// What takes an operation back from a record that it was never about, so that in its field stands what would stand there without it.
    private func retraction(
        of ordinal: Int, in entry: MisledEntries.Entry, _ restating: Restating, _ space: SpaceID, _ state: SpaceState
    ) throws -> [Operation] {
        let id = OperationID(chain: entry.chain, sequence: entry.sequence, ordinal: UInt16(ordinal))
        guard let operation = entry.body.payload?.operations[ordinal] else { return [] }
        switch operation {
        case .put(let record, let field, _, _) where entry.names[record] != nil:
            let survivors = state.survivors(of: record, field: field).map(\.operation)
            guard survivors.contains(id), try isRecord(record, in: space) else { return [] }
            let others = try standing(on: record, field, restating, space, state)
            guard let first = others.first else { return [.put(record: record, field: field, value: .nothing, over: [id])] }
            // It may have taken the place of what its author never saw.
            let lost = others.dropFirst().filter { !survivors.contains($0.id) }
            return [.put(record: record, field: field, value: first.value, over: [first.id, id].sorted())]
                + lost.map { .put(record: record, field: field, value: $0.value, over: []) }
        case .add(let record, let field, let value) where entry.names[record] != nil:
            return [.remove(record: record, field: field, value: value, over: [id])]
        default: return []
        }
    }

    /// What would stand in a field if nobody had been misled.
    private func standing(
        on record: RecordID, _ field: String, _ restating: Restating, _ space: SpaceID, _ state: SpaceState
    ) throws -> [(id: OperationID, value: Value)] {
        var puts = [(id: OperationID, value: Value, over: [OperationID]?)]()
        for id in state.history(of: record, field: field).map(\.operation) where !restating.isMisled(id) {
            guard case .put(_, _, let value, let over)? = try operation(id, in: space) else { continue }
            puts.append((id, value, over))
        }
        let standing = puts.filter { put in
            !puts.contains { later in
                later.id != put.id && (later.over.map { $0.contains(put.id) } ?? state.hadSeen(put.id, by: later.id))
            }
        }
        return standing.map { ($0.id, $0.value) }
    }

    private func isRecord(_ id: RecordID, in space: SpaceID) throws -> Bool {
        if case .create? = try operation(id, in: space) { true } else { false }
    }
}

/// What there was when nothing was left to be said again.
struct Restated: Hashable {
    let held: Set<HeldSegment.ID>
    /// Entries of own chains that are not written any more.
    let ownCount: UInt64
    /// Of the store: the chain that was written until then is one of them now.
    let incarnation: [UInt8]
}

/// How misled operations read when they are said again.
private struct Restating {
    private let space: SpaceID
    private let state: SpaceState
    /// Under which ids misled operations are said again, also by others who may not have done so yet.
    private var names: [OperationID: OperationID] = [:]
    /// Per field of a record of the courses, under its present id: what was written on it while the course stood for its readers.
    private var written: [Field: [OperationID]] = [:]

    private struct Field: Hashable {
        let record: RecordID
        let name: String
    }

    init(_ misled: [MisledEntries.Entry], _ space: SpaceID, _ state: SpaceState) {
        self.space = space
        self.state = state
        for entry in misled {
            guard let chain = origin(of: entry)?.chain(in: space) else { continue }
            for (place, ordinal) in entry.ordinals.enumerated() {
                let id = OperationID(chain: entry.chain, sequence: entry.sequence, ordinal: UInt16(ordinal))
                names[id] = OperationID(chain: chain, sequence: 0, ordinal: UInt16(place))
                guard let field = field(ordinal, of: entry) else { continue }
                written[field, default: []].append(id)
            }
        }
    }

    func isMisled(_ id: OperationID) -> Bool { names[id] != nil }

    func origin(of entry: MisledEntries.Entry) -> ChainOrigin? { Self.origin(of: entry, state) }

    static func origin(of entry: MisledEntries.Entry, _ state: SpaceState) -> ChainOrigin? {
        guard let device = state.heads[entry.chain]?.origin.deviceKey, let head = state.head(of: entry.chain, at: entry.sequence + 1) else {
            return nil
        }
        return .restating(entry.chain, entry.sequence, head: head, deviceKey: device)
    }

    /// How far the chains are held in which the courses were written again; `nil` as long as something of them is missing.
    func seen(by entry: MisledEntries.Entry) -> [ContextItem]? {
        var items = [ContextItem]()
        for (chain, ids) in Dictionary(grouping: entry.names.values, by: \.chain) {
            let count = (ids.map(\.sequence).max() ?? 0) + 1
            guard let head = state.head(of: chain, at: count) else { return nil }
            items.append(ContextItem(chain: chain, count: count, head: head))
        }
        return items
    }

    /// The record and the field that are written, if it is one of the course's.
    private func field(_ ordinal: Int, of entry: MisledEntries.Entry) -> Field? {
        switch entry.body.payload?.operations[ordinal] {
        case .put(let record, let field, _, _), .remove(let record, let field, _, _), .add(let record, let field, _):
            entry.names[record].map { Field(record: $0, name: field) }
        default: nil
        }
    }

    /// The operation as it reads with the present ids, in the place of just what its author had seen.
    func operation(_ ordinal: Int, of entry: MisledEntries.Entry) -> Operation {
        guard let operation = entry.body.payload?.operations[ordinal] else { preconditionFailure("a misled entry has its payload") }
        let id = OperationID(chain: entry.chain, sequence: entry.sequence, ordinal: UInt16(ordinal))
        let renamed = operation.renamed(entry.names.merging(names) { $1 })
        guard let field = field(ordinal, of: entry) else { return renamed.over([id]) }
        let earlier = (written[field] ?? []).filter { state.hadSeen($0, by: id) }.compactMap { names[$0] }
        // Of the course itself they had seen all; it is written again in chains that have only its entries.
        let course = state.history(of: field.record, field: field.name).map(\.operation).filter { other in
            entry.names.values.contains { $0 == other }
        }
        return renamed.over(Array(Set(earlier + course).sorted().suffix(Operation.overCountMax)))
    }
}
