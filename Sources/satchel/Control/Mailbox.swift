import Synchronization

/// Hands what one thread receives to the one task that waits for it.
final class Mailbox<Message: Sendable>: Sendable {
    private struct State {
        var messages = [Message]()
        var waiter: CheckedContinuation<Message?, Never>?
        var isClosed = false
    }

    /// What may lie in it unread; more of it closes the mailbox.
    static var messagesMax: Int { 4096 }

    private let state = Mutex(State())

    func deliver(_ message: Message) {
        let waiter = state.withLock { state in
            guard let waiter = state.waiter else {
                if state.messages.count < Self.messagesMax { state.messages.append(message) } else { state.isClosed = true }
                return CheckedContinuation<Message?, Never>?.none
            }
            state.waiter = nil
            return waiter
        }
        waiter?.resume(returning: message)
    }

    /// Nothing more will come.
    func close() {
        let waiter = state.withLock { state in
            state.isClosed = true
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: nil)
    }

    /// - Returns: `nil` once the mailbox is closed and empty.
    func next() async -> Message? {
        await withCheckedContinuation { continuation in
            let ready: Message?? = state.withLock { state in
                if !state.messages.isEmpty { return .some(state.messages.removeFirst()) }
                if state.isClosed { return .some(nil) }
                state.waiter = continuation
                return nil
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }
}
