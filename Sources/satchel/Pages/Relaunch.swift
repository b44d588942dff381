import Foundation
import Glibc
import Synchronization

/// Ends this image of the process, and with it every key it holds, and goes on as another that knows nothing but where it listens and
/// which browser it knows.
final class Relaunch: Sendable {
    /// What the next image is told: nothing of the store.
    struct Handover: Hashable, Sendable {
        var listener: Int32
        /// The name that the browser knows the pages by.
        var label: String
        var session: String

        var text: String { "\(label)\n\(session)\n" }

        init(listener: Int32, label: String, session: String) {
            self.listener = listener
            self.label = label
            self.session = session
        }

        /// Reads what ``Relaunch`` wrote: `option` is the listener and the descriptor of a pipe, with a comma between.
        init?(option: String) {
            let parts = option.split(separator: ",").compactMap { Int32($0) }
            guard parts.count == 2, parts.allSatisfy({ $0 > STDERR_FILENO }) else { return nil }
            var bytes = [UInt8](repeating: 0, count: 1024)
            let count = read(parts[1], &bytes, bytes.count)
            close(parts[1])
            guard count > 0 else { return nil }
            let lines = String(decoding: bytes[..<count], as: UTF8.self).split(separator: "\n").map(String.init)
            guard lines.count == 2 else { return nil }
            self.init(listener: parts[0], label: lines[0], session: lines[1])
        }
    }

    private let arguments: [String]
    private let isDone = Mutex(false)

    /// - Parameter arguments: of the next image; ``Handover`` is added.
    init(arguments: [String]) { self.arguments = arguments }

    /// Does not return, unless it was called before: then the first call is at it.
    func go(_ handover: Handover) {
        guard
            isDone.withLock({ done in
                defer { done = true }
                return !done
            })
        else { return }
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { _exit(ExitStatus.failed.rawValue) }
        _ = Files.writeAll(Array(handover.text.utf8), to: ends[1])
        close(ends[1])
        closeOnExec(except: [handover.listener, ends[0]])
        let strings = (["satchel"] + arguments + ["--resume", "\(handover.listener),\(ends[0])"]).map { strdup($0) } + [nil]
        // Threads of pools block signals, and the next image would inherit that.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        execv("/proc/self/exe", strings)
        // A process that cannot begin anew ends: the keys are gone either way.
        _exit(ExitStatus.failed.rawValue)
    }

    /// Whatever a library may have forgotten: no descriptor of the store goes on.
    private func closeOnExec(except kept: Set<Int32>) {
        let open = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        for descriptor in open.compactMap({ Int32($0) }) where descriptor > STDERR_FILENO {
            _ = fcntl(descriptor, F_SETFD, kept.contains(descriptor) ? 0 : FD_CLOEXEC)
        }
    }
}
