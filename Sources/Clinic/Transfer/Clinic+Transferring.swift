public import Records
import Exchange
import ReplicatedLog
import Roster
import Sealing
import Vault
import Views

/// A case, or a client, goes to another space with its whole history: `Schemas/log.md`, “Adopting”.
///
/// The new space gets the entries as their authors signed them. The old one keeps what it has, says where the record went, and shows it
/// no more. Whoever may write both brings along what others wrote in the old space meanwhile, see ``adoptLateEdits()``.
extension Clinic {
    /// What bringing a case or a client into another space comes to now. Changes nothing.
    ///
    /// - Parameter clients: what becomes of the people of a case.
    /// - Throws: `.mayNotWrite` unless this device may write both spaces; `.moved` for what went elsewhere already; `.nothingToDo` for
    ///   what is there already or is neither a case nor a client; `LogError` `.tooLarge` for an entry too large to be proved there.
    /// - Complexity: one reading of the source space's log.
    public func transfer(_ record: RecordID, to target: SpaceID, clients: ClientFate = .automatic) throws -> Transfer {
        let row = try existing(record)
        try requireUnmoved(row)
        guard row.kind == KindName.legalCase || row.kind == KindName.client else {
            throw ClinicError(.nothingToDo, "Cases and clients are transferred; what hangs on them goes with them.")
        }
        guard row.space != target else { throw ClinicError(.nothingToDo, "It is in that space already.") }
        try requireWriting(in: row.space)
        try requireWriting(in: target)
        let replica = try member()
        let scope = try transferScope(of: row, clients: clients)
        let (entries, bodies) = try packed(scope, from: row.space, to: target)
        let alongside = try alongside(scope, entries, from: row.space)
        let named = Set(alongside.map(\.id))
        let readers = Set(replica.roster.readers(of: target).map(\.code))
        let before = Set(replica.roster.readers(of: row.space).map(\.code))
        let missing = entries.documents.filter { !vault.documents.has($0, in: row.space) }
        return Transfer(
            record: Self.item(row), source: row.space, sourceName: try spaceName(row.space), target: target,
            targetName: try spaceName(target), moved: scope.moved.map(Self.item), copied: scope.copied.map(Self.item),
            leftBehind: scope.leftBehind.filter { !named.contains($0.id) }.map(Self.item), alongside: alongside.map(Self.item),
            readers: readers.sorted(), newReaders: readers.subtracting(before).sorted(),
            formerReaders: before.subtracting(readers).sorted(), documentCount: entries.documents.count,
            missingDocumentCount: missing.count, entryCount: entries.count, adoptionCount: Self.grouped(bodies).count,
            byteCount: bodies.reduce(0) { $0 + $1.count }, bodies: bodies, documents: entries.documents)
    }

    /// Does what was confirmed. Stopped in between, it is finished by doing it again: what is there already is not brought twice.
    public func carryOut(_ transfer: Transfer) throws {
        try requireWriting(in: transfer.source)
        try requireWriting(in: transfer.target)
        try adopt(transfer.bodies, documents: transfer.documents, about: transfer.record.id, from: transfer.source, to: transfer.target)
        try markMoved(transfer.moved.map(\.id), about: transfer.record.id, from: transfer.source, to: transfer.target)
        // Also what says that it was moved, and what was written since this was looked at.
        try adoptLateEdits()
    }

    static func item(_ row: RecordRow) -> Transfer.Item {
        Transfer.Item(id: row.id, kind: row.kind, title: row.title, number: row.number)
    }

    /// What was moved is read, not written: two spaces that go on writing one record would be two truths.
    func requireUnmoved(_ row: RecordRow) throws {
        guard let target = row.movedTo else { return }
        let name = try spaceName(target)
        throw ClinicError(
            .moved, "This record was moved to another caseload; here it is history.",
            hint: name == nil
                ? "That caseload is not granted to this device." : "It is edited there, as soon as it has arrived on this device.")
    }

    // MARK: Writing

    /// Brings entries into a space, documents first, so that no entry there names what is not.
    func adopt(
        _ bodies: [[UInt8]], documents: Set<[UInt8]>, about subject: RecordID, from source: SpaceID, to target: SpaceID
    ) throws {
        for digest in documents.sorted(by: { $0.lexicographicallyPrecedes($1) }) { try share(digest, from: source, with: target) }
        for group in Self.grouped(bodies) {
            try write(in: target) { _ in (subject, group.map { .other(code: Operation.adoptCode, bytes: $0) }) }
        }
    }

    private func share(_ digest: [UInt8], from source: SpaceID, with target: SpaceID) throws {
        guard !vault.documents.has(digest, in: target) else { return }
        guard vault.documents.has(digest, in: source), (try? vault.documents.verify(digest, in: source)) != nil else {
            // It is asked for in the new space, too.
            var missing = missingDocuments
            missing[target, default: []].insert(digest)
            var batch = LogBatch()
            batch.settings[Self.missingSetting] = Self.encodeMissing(missing)
            try vault.log.write(batch)
            missingDocuments = missing
            return
        }
        let document = try vault.documents.reader(digest, in: source)
        var offset: UInt64 = 0
        _ = try vault.documents.add(to: target) {
            guard offset < document.size else { return nil }
            let piece = try document.read(at: offset, count: 1 << 20)
            offset += UInt64(piece.count)
            return piece
        }
        try received(digest, in: target)
    }

    /// As many bodies in one entry as fit.
    static func grouped(_ bodies: [[UInt8]]) -> [[[UInt8]]] {
        var groups = [[[UInt8]]]()
        var byteCount = 0
        for body in bodies {
            // Code and length.
            let size = body.count + 4
            if groups.isEmpty || byteCount + size > UnverifiedAdoption.bytesMax { groups.append([]) }
            byteCount = groups[groups.count - 1].isEmpty ? size : byteCount + size
            groups[groups.count - 1].append(body)
        }
        return groups
    }

    /// Says of records in the old space where they live now, over exactly what is said of that there.
    func markMoved(_ records: [RecordID], about subject: RecordID, from source: SpaceID, to target: SpaceID) throws {
        for start in stride(from: 0, to: records.count, by: 200) {
            let state = try member().spaces[source]
            let operations = records[start..<min(start + 200, records.count)].map { record -> Operation in
                let over = (state?.survivors(of: record, field: RecordView.movedField) ?? []).map(\.operation).prefix(
                    Operation.overCountMax)
                return .put(record: record, field: RecordView.movedField, value: .text(target.description), over: Array(over))
            }
            try write(in: source) { _ in (subject, operations) }
        }
    }
}
