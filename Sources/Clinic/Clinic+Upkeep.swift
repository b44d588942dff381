import Exchange
import Records
import ReplicatedLog
import Vault

/// What keeps the store small and quick to open, and that nobody who saves should wait for: it is done in steps while nobody asks for
/// anything, each on the actor like any other act, so that a save waits for one step at most. All of it may be left undone.
extension Clinic {
    /// How long nobody must have asked for anything before a step is done.
    static let idleTime = Duration.milliseconds(40)
    /// Rows joined in one transaction when somebody waits for all of them.
    static let rowsPerJoining = 2048
    /// Pieces of the image, of 1 MiB each, that one step seals.
    static let imagePiecesPerStep = 1
    /// Changes that one step shows, and that may wait before a save shows them: some 250 saves, about 10 ms.
    static let changesPerStep = 2048
    /// So many new entries have a new image written although the store stays open: whatever ends the process, opening is quick.
    static let entriesPerIdleImage = 4096

    /// Notes that somebody asked for something, and has the rest done once they have stopped.
    func scheduleUpkeep() {
        activity &+= 1
        guard options.upkeep == .whenIdle, upkeep == nil, !isClosed else { return }
        // Not structured: it belongs to the store and not to whoever saved, and ends with ``endUpkeep()``, or when nothing is left to do.
        upkeep = Task { [weak self] in
            var seen: UInt64?
            while !Task.isCancelled {
                guard let now = await self?.activity else { return }
                if seen != now {
                    seen = now
                    try? await Task.sleep(for: Self.idleTime)
                    continue
                }
                guard await self?.doUpkeep() == true else { return }
                await Task.yield()
            }
        }
    }

    /// Does all of it at once, for whoever has turned off that it is done when nobody asks for anything.
    package func finishUpkeep() { while upkeepStep() {} }

    /// - Returns: whether there may be more to do.
    private func doUpkeep() -> Bool {
        // Between the last step and this one somebody may have closed the store.
        guard !Task.isCancelled, !isClosed else { return false }
        if upkeepStep() { return true }
        upkeep = nil
        return false
    }

    func endUpkeep() {
        isClosed = true
        upkeep?.cancel()
        upkeep = nil
    }

    /// Shows what waits, or joins the small segments of one run (at most 48 KiB), or seals one piece of the image (1 MiB).
    ///
    /// - Returns: whether something was done.
    func upkeepStep() -> Bool {
        noticeLag()
        if !queue.isEmpty {
            showQueued(limit: Self.changesPerStep)
            return true
        }
        return compactStep() || imageStep()
    }

    /// Joins one run of small neighbours in the log. Changes no head and no hash.
    private func compactStep() -> Bool {
        guard let place = compactable.first else { return false }
        do {
            if vault.log.wantsCompaction(place.chain, in: place.space), try vault.log.compactOneRun(of: place.chain, in: place.space) {
                return true
            }
        } catch {
            warnings.append("Small pieces of the log could not be joined; check that the disk is not full. Nothing is lost.")
        }
        compactable.remove(place)
        return true
    }

    /// Joins what is worth it before it is sent, when nobody was idle for long enough: many runs in one transaction, because the disk
    /// takes longer than the joining.
    func compactEverything() {
        guard options.upkeep != .never else { return }
        for place in compactable {
            while vault.log.wantsCompaction(place.chain, in: place.space),
                ((try? vault.log.compact(place.space, limit: Self.rowsPerJoining)) ?? 0) > 0
            {}
        }
        compactable = []
    }

    private func imageStep() -> Bool {
        guard replica?.contradicted.isEmpty == true, !viewIsBehind else { return false }
        do {
            if vault.isWritingImage {
                if try !vault.continueImage(pieceCount: Self.imagePiecesPerStep) { imageIsWritten() }
                return true
            }
            guard entriesSinceImage >= entriesPerImage(atLeast: Self.entriesPerIdleImage) else { return false }
            try beginImage()
            return true
        } catch {
            // The view changed meanwhile, or there is no room: a cache that can wait for the next time.
            vault.abandonImage()
            return false
        }
    }
}

/// A chain that may have small segments to be joined.
struct ChainPlace: Hashable {
    let space: SpaceID
    let chain: ChainID
}
