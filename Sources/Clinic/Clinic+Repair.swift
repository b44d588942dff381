import Exchange
import Records
import ReplicatedLog
import Vault

/// What a repair gave up, to be taken back from headquarters or a stick.
public struct RepairSummary: Sendable {
    /// Chains of which the end, or all, could not be read.
    public let chainCount: Int
    public let documentCount: Int
}

extension Clinic {
    /// Gives up what cannot be read, so that the store can be written again and peers send what is missing.
    ///
    /// The device goes on under a new incarnation, since continuing a chain whose end may be lost would fork it. Copy the
    /// store's folder first: what is given up here is gone from it.
    public func repair(report: Report? = nil) throws -> RepairSummary {
        let held = vault.log.spaces.map { ($0, Set(vault.documents.documents(in: $0))) }
        _ = try check(readData: true, report: report)
        let given = try vault.repair()
        var missing = missingDocuments
        for digest in given.documents {
            for (space, digests) in held where digests.contains(digest) { missing[space, default: []].insert(digest) }
        }
        var batch = LogBatch()
        batch.settings[Self.missingSetting] = Self.encodeMissing(missing)
        try vault.log.write(batch)
        missingDocuments = missing
        if let organisation = replica?.organisation { try rebuild(organisation, report) }
        return RepairSummary(chainCount: given.entries.count, documentCount: given.documents.count)
    }
}
