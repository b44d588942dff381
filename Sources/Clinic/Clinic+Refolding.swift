import Exchange
import Records
import ReplicatedLog
import Roster
import Sealing
import Vault
import Views

/// What was folded is judged again: after the roster changed, or when a chain turned out to have another course.
extension Clinic {
    /// Sets aside what the newest roster takes back, erases what it erases, and folds the spaces concerned again.
    ///
    /// Nothing is dropped: what is set aside waits, sealed, for the registrar to raise a cut-off.
    ///
    /// - Complexity: one fold of each space concerned; nothing when there is none.
    func judgeAgain() throws {
        guard let replica else { return }
        // What did not count where a record lives now may have to be brought there again.
        lateEditsSeen = [:]
        let contradicted = Set(replica.contradicted)
        var changed = Set(replica.misjudged)
        let overdrawn = replica.overdrawn
        if !overdrawn.isEmpty {
            var batch = LogBatch()
            for (space, chains) in overdrawn {
                for (chain, count) in chains {
                    try cut(chain, in: space, to: count, reason: reason(of: chain, in: space, replica), into: &batch)
                }
            }
            try vault.cut(batch)
            self.replica?.setAside(batch.held)
            changed.formUnion(overdrawn.keys)
        }
        for (space, sequences) in replica.erasable {
            try vault.erase(sequences, in: space)
            changed.insert(space)
        }
        try refold(changed.union(contradicted), judgedAnew: changed)
    }

    private func reason(of chain: ChainID, in space: SpaceID, _ replica: Replica) -> HoldReason {
        guard let origin = replica.spaces[space]?.heads[chain]?.origin else { return .gap }
        return switch replica.roster.authority(over: origin, chain: chain, in: space) {
        case .unknownDevice: .unknownDevice
        case .notGranted: .notGranted
        case .cutOff, .accepted: .cutOff
        }
    }

    /// Takes the entries of a chain from `count` on out of the log and keeps them aside, whole segments at a time.
    ///
    /// The end of a segment cannot be cut off without its author: of another device's chain what stands of it is set aside too, and
    /// comes back with the registrar's own segments.
    func cut(_ chain: ChainID, in space: SpaceID, to count: UInt64, reason: HoldReason, into batch: inout LogBatch) throws {
        let beyond = try vault.log.segments(of: chain, in: space, from: count)
        guard let first = beyond.first else { return }
        let before = Self.head(of: chain, in: space, at: first.first, log: vault.log)
        batch.cuts[space, default: [:]][chain] = .some(before)
        var kept = beyond
        if first.first < count, (before?.origin ?? first.origin)?.deviceKey == deviceKey {
            let key = vault.ring.signingKey
            if let prefix = first.prefix(before: count, after: before, sign: { key.sign(labelled: $0) }) {
                batch.segments.append(prefix)
                kept[0] = first.suffix(from: count)
            }
        }
        batch.held += kept.map { HeldSegment(contents: $0, reason: reason, arrived: now, isSalvaged: true) }
    }

    /// Folds spaces again from the log, until no claim about a chain turns out to be wrong.
    ///
    /// - Parameter judgedAnew: those of which the roster takes entries back, or lets more count.
    func refold(_ spaces: Set<SpaceID>, judgedAnew: Set<SpaceID> = []) throws {
        var due = spaces
        var anew = judgedAnew
        while !due.isEmpty {
            for space in due.sorted() {
                replica?.beginAgain(space, isJudgedAnew: anew.contains(space))
                queue.drop(space)
                introduced = introduced.filter { $0.space != space }
                try currentView.reset(space)
                try foldLog(of: space) { _ in }
            }
            due = Set(replica?.contradicted ?? [])
            anew = []
        }
        if !spaces.isEmpty { entriesSinceImage = max(entriesSinceImage, Self.entriesPerImage) }
    }

    /// Folds everything that the log holds of a space onto what the replica has of it.
    ///
    /// - Parameter progress: told the number of entries of each segment.
    func foldLog(of space: SpaceID, progress: (Int) -> Void) throws {
        var changes = [Change]()
        try verifiedSegments(of: space) { segment in
            changes += replica?.fold(segment) ?? []
            entriesSinceImage += segment.entries.count
            if changes.count >= Self.changesPerBatch {
                follower.take(changes, in: space)
                changes = []
            }
            progress(segment.entries.count)
        }
        follower.take(changes, in: space)
        if let failure = follower.failure { throw failure }
    }
}
