import Exchange
import Records
import ReplicatedLog
import Vault
import Views

/// Which records go to another space, and how.
struct TransferScope {
    var moved: [RecordRow] = []
    var copied: [RecordRow] = []
    var leftBehind: [RecordRow] = []

    var ids: Set<RecordID> { Set((moved + copied).map(\.id)) }
}

/// The entries that bring records to another space.
struct TransferredEntries {
    /// By subject, sequences by chain.
    var groups: [RecordID: [ChainID: [UInt64]]] = [:]
    /// What had been brought into the source from elsewhere goes on as it came.
    var bodies: [[UInt8]] = []
    var persons: Set<PersonID> = []
    var documents: Set<[UInt8]> = []
    var chains: Set<ChainID> = []
    /// The operations by which the source itself got what goes on as it came.
    var adopters: Set<OperationID> = []
    var count = 0

    /// Whether an entry of the source is among them.
    func contains(_ chain: ChainID, _ sequence: UInt64, of state: SpaceState) -> Bool {
        groups.values.contains { $0[chain]?.contains(sequence) ?? false }
            || state.foreignOrigin(of: chain) != nil && state.adopters(of: chain, sequence).contains { adopters.contains($0) }
    }
}

extension Clinic {
    /// Kinds that hang on no case and no client, whatever refers to them.
    private static let independentKinds: Set<String> = [KindName.legalCase, KindName.client, KindName.person, KindName.space, "partner"]

    /// A case takes along what refers to it and, in turn, what refers to that; a client what refers to them and is of no case.
    func transferScope(of row: RecordRow, clients fate: ClientFate) throws -> TransferScope {
        var scope = TransferScope()
        if row.kind == KindName.client {
            let cases = try living(try view.related(to: row.id), in: row.space).filter { $0.kind == KindName.legalCase }
            if fate == .copy {
                scope.copied = [row] + (try consents(of: row))
                return scope
            }
            scope.moved = [row] + (try hanging(on: row))
            for legalCase in cases { try add(legalCase, to: &scope) }
            for other in try cases.flatMap({ try people(of: $0) }) where other.id != row.id { try decide(on: other, .automatic, &scope) }
        } else {
            try add(row, to: &scope)
            for client in try people(of: row) { try decide(on: client, fate, &scope) }
        }
        return scope
    }

    private func add(_ legalCase: RecordRow, to scope: inout TransferScope) throws {
        let known = Set(scope.moved.map(\.id))
        scope.moved += ([legalCase] + (try hanging(on: legalCase))).filter { !known.contains($0.id) }
    }

    private func decide(on client: RecordRow, _ fate: ClientFate, _ scope: inout TransferScope) throws {
        guard !(scope.moved + scope.copied + scope.leftBehind).contains(where: { $0.id == client.id }) else { return }
        var fate = fate
        if fate == .automatic {
            let going = Set(scope.moved.map(\.id))
            let others = try living(try view.related(to: client.id), in: client.space).filter {
                $0.kind == KindName.legalCase && !going.contains($0.id)
            }
            fate = others.isEmpty ? .move : .copy
        }
        switch fate {
        case .automatic, .move: scope.moved += [client] + (try hanging(on: client))
        case .copy: scope.copied += [client] + (try consents(of: client))
        case .leave: scope.leftBehind.append(client)
        }
    }

    private func people(of legalCase: RecordRow) throws -> [RecordRow] {
        let ids = (legalCase.fields["clients"]?.arrayValue ?? []).compactMap { $0.textValue.flatMap(RecordID.init) }
        return try ids.compactMap { try view.record($0, in: legalCase.space) }.filter { $0.movedTo == nil }
    }

    private func consents(of client: RecordRow) throws -> [RecordRow] { try hanging(on: client).filter { $0.kind == "consent" } }

    /// What refers to a record, and to that, but is of no other case.
    func hanging(on root: RecordRow) throws -> [RecordRow] {
        var found = [RecordRow]()
        var seen: Set<RecordID> = [root.id]
        var queue = [root.id]
        while let next = queue.popLast() {
            for row in try living(try view.related(to: next), in: root.space) where !seen.contains(row.id) {
                guard !Self.independentKinds.contains(row.kind) else { continue }
                if let owner = row.fields[KindName.legalCase]?.textValue.flatMap(RecordID.init), owner != root.id, !seen.contains(owner) {
                    continue
                }
                seen.insert(row.id)
                found.append(row)
                queue.append(row.id)
            }
        }
        return found.sorted { $0.id < $1.id }
    }

    private func living(_ related: [RelatedRow], in space: SpaceID) throws -> [RecordRow] {
        related.map(\.record).filter { $0.space == space && $0.movedTo == nil }
    }

    // MARK: Entries

    /// The entries that say anything of the records and are not in the target yet, packed with their proofs.
    func packed(
        _ scope: TransferScope, from source: SpaceID, to target: SpaceID
    ) throws -> (entries: TransferredEntries, bodies: [[UInt8]]) {
        var entries = try entries(about: scope.ids, from: source, to: target)
        try addAuthors(to: &entries, from: source, to: target)
        let chains = try entries.chains.sorted().map { chain -> ProvableChain in
            guard let held = ProvableChain(try vault.log.segments(of: chain, in: source, from: 0)) else {
                throw ClinicError(
                    .verificationFailed, "A chain of this caseload is not held from its beginning.",
                    hint: "Run `satchel check --read-data`.")
            }
            return held
        }
        let groups = try counting(entries.groups, of: chains, from: source, in: target)
        let bodies = try AdoptionPacker(chains, through: try anchors(of: chains)).bodies(of: groups)
        return (entries, entries.bodies + bodies)
    }

    /// The entries that a proof of each chain has to go through, as far as they are of the course that is held.
    private func anchors(of chains: [ProvableChain]) throws -> [ChainID: [UInt64]] {
        let judge = try member().adoptionJudge
        return chains.reduce(into: [:]) { result, held in
            let anchors = judge.verdict(.init(space: held.space, origin: held.origin, chain: held.chain)).anchors
            result[held.chain] = anchors.filter { held.hash(at: $0.key) == $0.value }.keys.sorted()
        }
    }

    /// What would count in the target, or may yet, and is not there: else it would be brought again and again.
    private func counting(
        _ groups: [RecordID: [ChainID: [UInt64]]], of chains: [ProvableChain], from source: SpaceID, in target: SpaceID
    ) throws -> [[ChainID: [UInt64]]] {
        let replica = try member()
        let judge = replica.adoptionJudge
        let there = replica.spaces[target]
        var ends = [ChainID: (held: ProvableChain, count: UInt64, anchored: Bool)]()
        for held in chains {
            let verdict = judge.verdict(.init(space: source, origin: held.origin, chain: held.chain))
            let missing = verdict.anchors.filter { held.hash(at: $0.key) != $0.value }.keys.min()
            switch verdict.reach {
            case .nothing: ends[held.chain] = (held, 0, false)
            case .everything: ends[held.chain] = (held, missing ?? .max, !verdict.anchors.isEmpty)
            case .upTo(let count, _): ends[held.chain] = (held, missing == nil ? count : 0, true)
            }
        }
        return groups.sorted { $0.key < $1.key }.map { _, sequences in
            sequences.reduce(into: [:]) { result, group in
                guard let end = ends[group.key] else { return }
                result[group.key] = group.value.filter { sequence in
                    guard sequence < end.count, let hash = end.held.hash(at: sequence) else { return false }
                    return end.anchored || there?.carries(group.key, sequence, hash) != true
                }
            }
        }
    }

    private func entries(about records: Set<RecordID>, from source: SpaceID, to target: SpaceID) throws -> TransferredEntries {
        let replica = try member()
        guard let state = replica.spaces[source] else { return TransferredEntries() }
        let held = replica.spaces[target]
        var places = [ChainID: Set<UInt64>]()
        for record in records {
            for (chain, sequence) in state.entries(about: record) { places[chain, default: []].insert(sequence) }
        }
        var entries = TransferredEntries()
        for (chain, sequences) in places.sorted(by: { $0.key < $1.key }) {
            // What the target wrote itself stands there.
            if state.foreignOrigin(of: chain)?.space == target { continue }
            for sequence in sequences.sorted() where held?.hasAdopted(chain, sequence) != true {
                guard state.foreignOrigin(of: chain) == nil else {
                    // Any of them brings it; where a proof has to go a certain way, perhaps only one does.
                    for adopter in state.adopters(of: chain, sequence).prefix(state.isAnchored(chain) ? .max : 1) {
                        guard case .other(_, let bytes)? = try operation(adopter, in: source), !entries.bodies.contains(bytes),
                            let adoption = try? UnverifiedAdoption(decoding: bytes)
                        else { continue }
                        entries.adopters.insert(adopter)
                        entries.bodies.append(bytes)
                        entries.note(adoption.payloads)
                    }
                    continue
                }
                guard let payload = try vault.log.entry(chain, sequence, in: source)?.payload else { continue }
                entries.groups[payload.subject, default: [:]][chain, default: []].append(sequence)
                entries.chains.insert(chain)
                entries.note([payload])
            }
        }
        return entries
    }

    /// The records of which something goes along although they stay: an entry is signed as a whole, so what was saved together with the
    /// records that go is not kept back.
    ///
    /// - Complexity: one reading of the source space's records.
    func alongside(_ scope: TransferScope, _ entries: TransferredEntries, from source: SpaceID) throws -> [RecordRow] {
        guard let state = try member().spaces[source] else { return [] }
        let going = scope.ids
        var rows = [RecordRow]()
        try view.eachRecord(kind: nil, space: source) { row in
            guard !going.contains(row.id), ![KindName.person, KindName.space].contains(row.kind),
                state.entries(about: row.id).contains(where: {
                    entries.contains($0.chain, $0.sequence, of: state) && Self.isTold($0.chain, $0.sequence, of: row.id, state)
                })
            else { return }
            rows.append(row)
        }
        return rows.sorted { $0.id < $1.id }
    }

    /// Whether an entry says more of a record than that it was moved, which one entry says of many.
    private static func isTold(_ chain: ChainID, _ sequence: UInt64, of record: RecordID, _ state: SpaceState) -> Bool {
        if record.chain == chain, record.sequence == sequence { return true }
        return state.fields(of: record).contains { field in
            field != RecordView.movedField
                && state.history(of: record, field: field).contains { $0.operation.chain == chain && $0.operation.sequence == sequence }
        }
    }

    /// Readers of the new space are to know who wrote what they read: the records that name the authors go along.
    private func addAuthors(to entries: inout TransferredEntries, from source: SpaceID, to target: SpaceID) throws {
        let known = try persons(in: target)
        let named = try persons(in: source).filter { entries.persons.contains($0.key) && known[$0.key] == nil }.map(\.value)
        guard !named.isEmpty else { return }
        let more = try self.entries(about: Set(named), from: source, to: target)
        for (subject, chains) in more.groups { entries.groups[subject, default: [:]].merge(chains) { Array(Set($0 + $1)).sorted() } }
        entries.bodies += more.bodies.filter { !entries.bodies.contains($0) }
        entries.chains.formUnion(more.chains)
        entries.adopters.formUnion(more.adopters)
    }

    private func persons(in space: SpaceID) throws -> [PersonID: RecordID] {
        var result = [PersonID: RecordID]()
        try view.eachRecord(kind: KindName.person, space: space) { row in
            if let person = row.fields["person"]?.textValue.flatMap({ PersonID($0) }) { result[person] = row.id }
        }
        return result
    }
}

extension TransferredEntries {
    fileprivate mutating func note(_ payloads: [Payload]) {
        for payload in payloads {
            persons.insert(payload.person)
            documents.formUnion(Clinic.documents(in: payload.operations.filter { !$0.isAdoption }))
            count += 1
        }
    }
}
