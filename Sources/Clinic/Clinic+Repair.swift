import Exchange
import Records
import ReplicatedLog
import Vault

/// What a repair gave up, to be taken back from headquarters or a stick, and what it kept.
public struct RepairSummary: Sendable {
    /// Chains of which a part, or all, could not be read.
    public let chainCount: Int
    /// Entries of which nothing is left here.
    public let lostEntryCount: UInt64
    /// Entries that come after them: kept, but not shown until the lost ones are back.
    public let keptEntryCount: UInt64
    public let documentCount: Int
}

extension Clinic {
    /// Gives up what cannot be read, so that the store can be written again and peers send what is missing.
    ///
    /// Whatever can be read is kept: of a chain with a hole, what comes after it waits for what was lost. The device goes on under a
    /// new incarnation, since continuing a chain whose end may be lost would fork it. Copy the store's folder first: what is given up
    /// here is gone from it.
    public func repair(report: Report? = nil) throws -> RepairSummary {
        _ = try check(readData: true, report: report)
        var missing = missingDocuments
        let given = try vault.repair { lost in
            missing = try documentsToAskFor(givingUp: lost)
            return [Self.missingSetting: Self.encodeMissing(missing)]
        }
        missingDocuments = missing
        if let organisation = replica?.organisation { try rebuild(organisation, report) }
        return RepairSummary(
            chainCount: given.entries.count, lostEntryCount: given.entries.reduce(0) { $0 + $1.lostCount },
            keptEntryCount: given.entries.reduce(0) { $0 + $1.keptCount }, documentCount: given.documents.count)
    }

    /// What was asked for before, what is given up now, and what entries name that has no row any more: of a row that cannot be read
    /// nobody knows which document it was.
    private func documentsToAskFor(givingUp lost: [SpaceID: Set<[UInt8]>]) throws -> [SpaceID: Set<[UInt8]>] {
        var missing = missingDocuments.merging(lost) { $0.union($1) }
        for space in vault.log.spaces {
            let held = Set(vault.documents.documents(in: space))
            try vault.log.allSegments(in: space) { segment in
                let absent = Self.documents(in: segment).subtracting(held)
                if !absent.isEmpty { missing[space, default: []].formUnion(absent) }
            }
        }
        return missing
    }

    /// Entries behind lost ones, which wait until somebody brings those back.
    func salvaged(in space: SpaceID) -> [HeldSegment] {
        (replica?.held.values).map { held in
            held.filter { $0.waitsForLost && $0.contents.space == space }.sorted {
                ($0.contents.chain, $0.contents.first, $0.id) < ($1.contents.chain, $1.contents.first, $1.id)
            }
        } ?? []
    }

    var salvagedEntryCount: Int {
        (replica?.held.values).map { held in held.filter(\.waitsForLost).reduce(0) { $0 + $1.contents.entries.count } } ?? 0
    }
}
