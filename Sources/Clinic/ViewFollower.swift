import Dispatch
import Records
import ReplicatedLog
import Views

/// A view and the thread on which it takes in one batch of changes while the actor that owns it folds the next.
///
/// Nobody reads or changes the view but through ``view``, which waits until it is at rest; so it is never used by two threads at once,
/// which is why this may be sent to one. What is shown does not depend on the timing: batches are taken in the order of their handing
/// over, and one at a time.
final class ViewFollower: @unchecked Sendable {
    private let atRest: RecordView
    private let thread = DispatchQueue(label: "satchel.view")
    /// Read and written on the thread, or while it is at rest.
    private var refused: ViewError?

    init(_ view: RecordView) { atRest = view }

    /// With all that was handed over, unless there is a ``failure``.
    var view: RecordView {
        settle()
        return atRest
    }

    /// Why a batch could not be taken in; all later ones were then dropped.
    var failure: ViewError? {
        settle()
        return refused
    }

    /// Begins to take in a batch, as soon as the one before is done. Of any number of batches at most one is in memory besides this one.
    func take(_ changes: [Change], in space: SpaceID) {
        settle()
        thread.async {
            guard self.refused == nil else { return }
            do throws(ViewError) { try self.atRest.apply(changes, in: space) } catch { self.refused = error }
        }
    }

    private func settle() { thread.sync {} }
}
