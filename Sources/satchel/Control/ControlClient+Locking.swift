import Glibc
import Records

extension ControlClient {
    /// How long the holder may take to end by itself.
    static let lockSeconds = 2

    /// Ends the process that holds the store, and so forgets its keys; returns when it is gone.
    ///
    /// A process that does not end in time is killed: a locked store is a promise, and what was saved is saved.
    ///
    /// - Returns: Whether somebody held the store.
    static func lock(socketPath: String) throws(CommandError) -> Bool {
        guard let descriptor = ControlSocket.connect(to: socketPath) else { return false }
        let connection = ControlConnection(descriptor)
        defer { connection.close() }
        guard let peer = ControlSocket.peer(of: descriptor), peer.isThisUser else {
            throw CommandError(.holderSilent, "The control socket of the store belongs to another user.")
        }
        ControlSocket.setTimeout(SO_RCVTIMEO, seconds: lockSeconds, on: descriptor)
        try? connection.send(ControlFrame(.request, ControlRequest.lock.json))
        var isGone = false
        while !isGone {
            errno = 0
            let frame = try? connection.receive()
            if frame == nil {
                isGone = errno != EAGAIN
                break
            }
        }
        if !isGone {
            kill(peer.process, SIGKILL)
            _ = try? connection.receive()
        }
        return true
    }
}
