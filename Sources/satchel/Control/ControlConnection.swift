import Glibc
import Records
import Synchronization

/// One end of a connection on the control socket: whole frames in and out.
final class ControlConnection: Sendable {
    let descriptor: Int32
    private let sending = Mutex(())

    init(_ descriptor: Int32) { self.descriptor = descriptor }

    /// Sends frames one after the other; those of different tasks do not mix.
    func send(_ frame: ControlFrame) throws(CommandError) {
        let bytes = frame.encoded
        let isSent = sending.withLock { _ in Files.writeAll(bytes, to: descriptor) }
        guard isSent else { throw CommandError(.outputClosed, "The other end of the control socket has gone.") }
    }

    /// Sends content of any length as frames of `kind`; nothing when it is empty.
    func send(_ kind: ControlFrame.Kind, pieces content: [UInt8]) throws(CommandError) {
        for start in stride(from: 0, to: content.count, by: ControlFrame.pieceBytes) {
            try send(ControlFrame(kind, Array(content[start..<min(start + ControlFrame.pieceBytes, content.count)])))
        }
    }

    /// Waits for the next frame.
    ///
    /// - Returns: `nil` at the end of the connection, and when nothing arrives within the time that was set.
    /// - Throws: ``CommandErrorCode/controlBroken`` for bytes that are no frame. Nothing is allocated for a length out of bounds.
    func receive() throws(CommandError) -> ControlFrame? {
        guard let prefix = read(4) else { return nil }
        guard let length = ControlFrame.length(prefix) else { throw Self.broken() }
        guard let body = read(length) else { return nil }
        guard let frame = ControlFrame(body: body) else { throw Self.broken() }
        return frame
    }

    /// Ends the conversation in both directions; what was sent still arrives.
    func shutdown() { _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) }

    func close() { _ = Glibc.close(descriptor) }

    static func broken() -> CommandError {
        CommandError(
            .controlBroken, "The other end of the control socket says something that is not understood.",
            hint: "Run `satchel lock`, then the command again.")
    }

    private func read(_ count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let more = bytes.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress?.advanced(by: done), count - done) }
            if more < 0, errno == EINTR { continue }
            guard more > 0 else { return nil }
            done += more
        }
        return bytes
    }
}
