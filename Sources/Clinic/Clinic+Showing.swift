import Exchange
import Records
import ReplicatedLog
import Views

/// The view follows the log: what it cannot take is no failure of the save, for the log has it.
extension Clinic {
    /// The lists, the search and the conflicts as the log has them; built again first when they could not follow.
    ///
    /// - Throws: `.viewBehind` when that fails too. Nothing that was saved is lost then.
    var view: RecordView {
        get throws {
            if viewIsBehind { try catchUp() }
            return currentView
        }
    }

    /// Shows what folding a stored segment changed.
    ///
    /// - Returns: whether the view took it.
    @discardableResult
    func show(_ changes: [Change], in space: SpaceID) -> Bool {
        // Once it is behind it is built again as a whole: what is in the log must not be applied a second time.
        guard !viewIsBehind else { return false }
        do {
            try currentView.apply(changes, in: space)
        } catch {
            viewIsBehind = true
        }
        return !viewIsBehind
    }

    private func catchUp() throws {
        guard let before = replica else { return }
        do {
            try rebuild(before.organisation, nil)
        } catch {
            // What was folded goes on counting for what is written next.
            replica = before
            throw ClinicError(
                .viewBehind, "What was saved is saved, but the lists cannot be brought up to date.",
                hint: "Run `satchel lock`, then the command again; if that does not help, `satchel check --read-data`.", cause: error)
        }
    }
}
