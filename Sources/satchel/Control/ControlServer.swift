import Clinic
import Foundation
import Glibc
import Records
import Synchronization

/// Serves an open store to other commands of the same user until it is to be locked.
final class ControlServer: Sendable {
    enum End: Sendable {
        case lock, signal, idle
    }

    static let connectionsMax = 16
    /// How long a client may take to say what it wants, and to take what it is sent.
    static let requestSeconds = 10
    static let sendSeconds = 60
    private static let tickMilliseconds: Int32 = 500

    private struct State {
        var connections = 0
        var lastUse = SystemClock.sinceBoot()
        var end: End?
        var waiter: CheckedContinuation<End, Never>?
    }

    private let clinic: Clinic
    private let socketPath: String
    private let listener: Int32
    /// Seconds without a command after which it ends; sleep of the computer counts.
    private let idleSeconds: Int64
    private let clock: @Sendable () -> Int64
    private let state = Mutex(State())

    /// - Precondition: This process holds the store's lock.
    init(clinic: Clinic, socketPath: String, idleSeconds: Int64, clock: @escaping @Sendable () -> Int64) throws(CommandError) {
        self.clinic = clinic
        self.socketPath = socketPath
        self.idleSeconds = idleSeconds
        self.clock = clock
        listener = try ControlSocket.listen(at: socketPath)
    }

    /// Serves until ``end(_:)`` is called, or nobody has used the store for the idle time.
    func serve() async -> End {
        let end = await withCheckedContinuation { continuation in
            let already = state.withLock { state in
                if state.end == nil { state.waiter = continuation }
                return state.end
            }
            if let already { return continuation.resume(returning: already) }
            Thread.detachNewThread { self.acceptConnections() }
        }
        unlink(socketPath)
        return end
    }

    /// Makes ``serve()`` return. The first reason counts.
    func end(_ reason: End) {
        let waiter = state.withLock { state in
            guard state.end == nil else { return CheckedContinuation<End, Never>?.none }
            state.end = reason
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume(returning: reason)
    }

    private func acceptConnections() {
        while state.withLock({ $0.end == nil }) {
            var waiting = pollfd(fd: listener, events: Int16(POLLIN), revents: 0)
            let ready = poll(&waiting, 1, Self.tickMilliseconds)
            if isIdle() { end(.idle) }
            guard ready > 0 else { continue }
            let descriptor = accept(listener, nil, nil)
            guard descriptor >= 0 else {
                // Out of descriptors, say: without a pause this would spin.
                usleep(UInt32(Self.tickMilliseconds) * 1000)
                continue
            }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            guard let peer = ControlSocket.peer(of: descriptor), peer.isThisUser, begin() else {
                close(descriptor)
                continue
            }
            Thread.detachNewThread {
                self.converse(ControlConnection(descriptor))
                self.finish()
            }
        }
        close(listener)
    }

    private func isIdle() -> Bool { !isUsed(withinSeconds: idleSeconds) }

    /// Whether a command is at work, or was so recently.
    func isUsed(withinSeconds seconds: Int64) -> Bool {
        state.withLock { $0.connections > 0 || SystemClock.sinceBoot() - $0.lastUse < seconds }
    }

    private func begin() -> Bool {
        state.withLock { state in
            guard state.connections < Self.connectionsMax else { return false }
            state.connections += 1
            return true
        }
    }

    private func finish() {
        state.withLock { state in
            state.connections -= 1
            state.lastUse = SystemClock.sinceBoot()
        }
    }

    /// Talks to one client until it is content or gone. Runs on a thread of its own, which may block.
    private func converse(_ connection: ControlConnection) {
        defer { connection.close() }
        ControlSocket.setTimeout(SO_RCVTIMEO, seconds: Self.requestSeconds, on: connection.descriptor)
        ControlSocket.setTimeout(SO_SNDTIMEO, seconds: Self.sendSeconds, on: connection.descriptor)
        guard (try? connection.send(ControlFrame(.welcome, ControlClient.welcome))) != nil,
            let frame = try? connection.receive(), frame.kind == .request, let request = frame.json.flatMap(ControlRequest.init(json:))
        else { return }
        ControlSocket.setTimeout(SO_RCVTIMEO, seconds: 0, on: connection.descriptor)
        switch request {
        case .lock:
            end(.lock)
            // The client takes the end of the connection for the end of this process, so the thread waits for both.
            _ = try? connection.receive()
        case .run(let arguments, let directory, let terminal, let person):
            run(arguments, for: person, in: directory, terminal, connection)
        }
    }

    private func run(
        _ arguments: [String], for person: PersonID?, in directory: String, _ terminal: Terminal, _ connection: ControlConnection
    ) {
        let answers = Mailbox<ControlFrame>()
        let channel = ControlChannel(connection: connection, answers: answers)
        let finished = DispatchSemaphore(value: 0)
        let work = Task { [clinic, clock] in
            let status = await HeldCommand.run(
                arguments, for: person, clinic: clinic, channel: channel, directory: directory, terminal: terminal, clock: clock)
            try? connection.send(ControlFrame(.done, [UInt8(truncatingIfNeeded: status.rawValue)]))
            connection.shutdown()
            finished.signal()
        }
        while let frame = try? connection.receive() { answers.deliver(frame) }
        answers.close()
        work.cancel()
        finished.wait()
    }
}
