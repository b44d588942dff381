package import Records
package import ReplicatedLog
import Exchange
import Roster
import Vault

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
