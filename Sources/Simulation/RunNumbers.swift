import Synchronization

/// Numbers that tell the disks of worlds apart that run side by side; nothing in a run depends on them.
final class RunNumbers: Sendable {
    static let shared = RunNumbers()

    private let last = Mutex(0)

    func next() -> Int {
        last.withLock { last in
            last += 1
            return last
        }
    }
}
