import Records
import ReplicatedLog
import Vault

/// Entries that are signed and wait to be stored together.
struct CommitBatch {
    private(set) var segments: [Segment] = []
    private(set) var settings: [String: [UInt8]?] = [:]
    /// The chains as they stand with what waits.
    var writers: [SpaceID: ChainWriter] = [:]

    mutating func add(_ segment: Segment, _ settings: [String: [UInt8]?]) {
        segments.append(segment)
        self.settings.merge(settings) { $1 }
    }
}

extension Clinic {
    /// Saves that `body` makes go to stable storage in one transaction when it ends: each is an entry of its own, as if it had been saved
    /// alone, but the disk is waited for once. What they save cannot be read before.
    ///
    /// - Throws: what `body` throws; nothing of it is saved then.
    func batching<Result>(_ body: () throws -> Result) throws -> Result {
        precondition(batch == nil, "A batch is not in another.")
        let introducedBefore = introduced
        batch = CommitBatch()
        do {
            let result = try body()
            try storeBatch()
            return result
        } catch {
            batch = nil
            introduced = introducedBefore
            throw error
        }
    }

    private func storeBatch() throws {
        guard let waiting = batch, !waiting.segments.isEmpty else { return batch = nil }
        var log = LogBatch()
        log.segments = waiting.segments
        log.settings = waiting.settings
        try vault.log.write(log)
        batch = nil
        for segment in waiting.segments { taken(segment) }
        refoldContradicted()
        if queue.changeCount >= Self.changesPerStep { showQueued() }
        scheduleUpkeep()
    }
}
