import Exchange
import Records
import ReplicatedLog
import Roster
import Vault
import Views

extension Clinic {
    /// Brings what was written on moved records in their old space into the new one, where this device may write both.
    ///
    /// Whoever wrote it had not heard of the move yet. Two devices may do this at once: an entry that is brought twice counts once.
    func adoptLateEdits() throws {
        let replica = try member()
        guard replica.roster.devices[deviceKey]?.revoked == nil else { return }
        let grants = replica.roster.devices[deviceKey]?.grants ?? [:]
        for source in caseloads where grants[source] == .write {
            let vector = replica.vector(of: source)
            guard lateEditsSeen[source] != vector else { continue }
            var moved = [SpaceID: [RecordRow]]()
            for row in try view.movedRecords(of: source) {
                if let target = row.movedTo { moved[target, default: []].append(row) }
            }
            for (target, rows) in moved.sorted(by: { $0.key < $1.key }) where grants[target] == .write {
                try adoptLateEdits(on: rows, from: source, to: target)
            }
            lateEditsSeen[source] = self.replica?.vector(of: source)
        }
    }

    private func adoptLateEdits(on rows: [RecordRow], from source: SpaceID, to target: SpaceID) throws {
        var scope = TransferScope(moved: rows)
        // What was added to a case that was gone.
        var stragglers = [RecordRow]()
        for row in rows where row.kind == KindName.legalCase || row.kind == KindName.client {
            stragglers += try hanging(on: row).filter { straggler in !stragglers.contains { $0.id == straggler.id } }
        }
        scope.moved += stragglers
        if let first = stragglers.first { try markMoved(stragglers.map(\.id), about: first.id, from: source, to: target) }
        let (entries, bodies) = try packed(scope, from: source, to: target)
        guard !bodies.isEmpty, let subject = rows.first(where: { $0.kind == KindName.legalCase }) ?? rows.first else { return }
        try adopt(bodies, documents: entries.documents, about: subject.id, from: source, to: target)
    }

    /// The content of an entry that another space gave this one: what the operation that brought it holds, proved when that was folded.
    func adoptedPayload(_ chain: ChainID, _ sequence: UInt64, in space: SpaceID) throws -> Payload? {
        for adopter in replica?.spaces[space]?.adopters(of: chain, sequence) ?? [] {
            let operations = try vault.log.entry(adopter.chain, adopter.sequence, in: space)?.payload?.operations ?? []
            guard operations.indices.contains(Int(adopter.ordinal)),
                case .other(Operation.adoptCode, let bytes) = operations[Int(adopter.ordinal)],
                let adoption = try? UnverifiedAdoption(decoding: bytes), adoption.chain == chain,
                let payload = adoption.payload(at: sequence)
            else { continue }
            return payload
        }
        return nil
    }
}
