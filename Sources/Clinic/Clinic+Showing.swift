import Exchange
import Records
import ReplicatedLog
import Views

/// What was folded and is still to be shown, in order within each space.
struct ViewQueue {
    private(set) var spaces: [(space: SpaceID, changes: [Change])] = []
    private(set) var changeCount = 0

    var isEmpty: Bool { spaces.isEmpty }

    mutating func append(_ changes: [Change], in space: SpaceID) {
        guard !changes.isEmpty else { return }
        changeCount += changes.count
        if let index = spaces.firstIndex(where: { $0.space == space }) {
            spaces[index].changes += changes
        } else {
            spaces.append((space, changes))
        }
    }

    /// Takes the oldest changes of one space out.
    mutating func takeFirst(_ limit: Int) -> (space: SpaceID, changes: [Change])? {
        guard let first = spaces.first else { return nil }
        if first.changes.count <= limit {
            changeCount -= first.changes.count
            return spaces.removeFirst()
        }
        changeCount -= limit
        spaces[0].changes.removeFirst(limit)
        return (first.space, Array(first.changes.prefix(limit)))
    }

    /// Forgets what is built again from the log.
    mutating func drop(_ space: SpaceID) {
        spaces.removeAll { $0.space == space }
        changeCount = spaces.reduce(0) { $0 + $1.changes.count }
    }
}

/// The view follows the log, but not within the save: what changed waits until somebody looks or until nobody saves. What it cannot
/// take is no failure of the save, for the log has it.
extension Clinic {
    /// Changes that the view takes in beside the folding of the next as many, so that a long import does not fill the memory: some 5 MB.
    /// Fewer would have it write a record again each time that it changes.
    static let changesPerBatch = 1 << 14

    /// The lists, the search and the conflicts as the log has them; built again first when they could not follow.
    ///
    /// - Throws: `.viewBehind` when that fails too. Nothing that was saved is lost then.
    var view: RecordView {
        get throws {
            showQueued()
            if viewIsBehind { try catchUp() }
            return currentView
        }
    }

    /// The view as it was last brought up to date, at rest; read it through ``view``.
    var currentView: RecordView {
        get { follower.view }
        set { follower = ViewFollower(newValue) }
    }

    /// Has what folding a stored segment changed shown before anybody looks next.
    func show(_ changes: [Change], in space: SpaceID) {
        // Once it is behind it is built again as a whole: what is in the log must not be applied a second time.
        guard !viewIsBehind else { return }
        queue.append(changes, in: space)
        guard queue.changeCount >= Self.changesPerBatch else { return }
        while let waiting = queue.takeFirst(.max) { follower.take(waiting.changes, in: waiting.space) }
    }

    /// Brings the view up to what was folded: each record that changed is written and indexed once, however often it changed.
    ///
    /// - Parameter limit: changes of one space to show at most; `nil` for all there are.
    func showQueued(limit: Int? = nil) {
        noticeLag()
        while let waiting = queue.takeFirst(limit ?? .max) {
            do {
                try currentView.apply(waiting.changes, in: waiting.space)
            } catch {
                viewIsBehind = true
                queue = ViewQueue()
            }
            if limit != nil { return }
        }
    }

    /// Waits until the view has what was handed to it, and remembers when it could not take it.
    func noticeLag() {
        guard follower.failure != nil, !viewIsBehind else { return }
        viewIsBehind = true
        queue = ViewQueue()
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
