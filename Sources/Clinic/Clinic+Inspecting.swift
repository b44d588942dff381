package import Records
package import ReplicatedLog
import Exchange
import Roster
import Synchronization
import Vault
import Views

/// What a simulator compares between replicas: read from the log and the folded state, not from the view.
extension Clinic {
    package var rosterSpace: SpaceID? { replica?.organisation.rosterSpace }

    /// How far each chain of a space is folded.
    package func vector(of space: SpaceID) -> VersionVector { replica?.vector(of: space) ?? VersionVector() }

    package func stateHash(of space: SpaceID) -> EntryHash? { replica?.stateHash(of: space) }

    /// Every operation that the log holds of a space, with its number, in order of chains. Erased ones are left out.
    ///
    /// - Complexity: opens the whole log of the space.
    package func eachOperation(in space: SpaceID, _ visit: @Sendable (OperationID, Operation) -> Void) throws {
        try vault.log.allSegments(in: space) { segment in
            for (sequence, entry) in zip(segment.first..., segment.entries) {
                for (ordinal, operation) in (entry.payload?.operations ?? []).enumerated() {
                    visit(OperationID(chain: segment.chain, sequence: sequence, ordinal: UInt16(ordinal)), operation)
                }
            }
        }
    }

    /// The same, as far as it is folded: with what was brought from other spaces and counts, once.
    package func eachFoldedOperation(in space: SpaceID, _ visit: @Sendable (OperationID, Operation) -> Void) throws {
        guard let state = replica?.spaces[space] else { return }
        let seen = Mutex<Set<OperationID>>([])
        try eachOperation(in: space) { id, operation in
            guard case .other(Operation.adoptCode, let bytes) = operation else { return visit(id, operation) }
            guard let body = try? UnverifiedAdoption(decoding: bytes).verified() else { return }
            for entry in body.entries where state.adopters(of: body.chain, entry.sequence).contains(id) {
                for (ordinal, operation) in (entry.payload?.operations ?? []).enumerated() {
                    let id = OperationID(chain: body.chain, sequence: entry.sequence, ordinal: UInt16(ordinal))
                    if seen.withLock({ $0.insert(id).inserted }) { visit(id, operation) }
                }
            }
        }
    }

    /// The register that says where a record lives.
    package static var movedField: String { RecordView.movedField }

    /// At headquarters: the entry of an operation is erased, from every device that learns of it.
    package func erase(entryOf operation: OperationID, in space: SpaceID) throws {
        _ = try requireRegistrar()
        try decide([.erase(space: space, chain: operation.chain, sequence: operation.sequence)])
    }

    /// The operations that stand in a field, by number.
    package func standing(of record: RecordID, field: String, in space: SpaceID) -> [OperationID] {
        (replica?.spaces[space]?.survivors(of: record, field: field) ?? []).map(\.operation)
    }

    /// Operations by their numbers; what the log does not hold is left out.
    package func operations(_ ids: [OperationID], in space: SpaceID) throws -> [Operation] {
        try ids.compactMap { try operation($0, in: space) }
    }

    /// Bytes of segments kept aside, and how many statements of others are kept.
    package var heldByteCount: Int { replica?.held.values.reduce(0) { $0 + $1.byteCount } ?? 0 }

    package var statementCount: Int { statements.all.count }
}
