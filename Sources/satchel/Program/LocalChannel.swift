import Glibc
import Records

/// The terminal, or the pipes, of this process.
struct LocalChannel: Channel {
    func output(_ bytes: [UInt8]) throws {
        guard Files.writeAll(bytes, to: STDOUT_FILENO) else {
            if errno == EPIPE { throw CommandError(.outputClosed, "Nobody reads the output.") }
            throw Files.notWritten(errno, code: .outputNotWritten, what: "output")
        }
    }

    func talk(_ bytes: [UInt8]) { _ = Files.writeAll(bytes, to: STDERR_FILENO) }

    func ask(_ question: String, secret: Bool) async throws -> String { try TerminalPrompt.ask(question, secret: secret) }

    func read(_ path: String, byteCountMax: Int) async throws -> [UInt8] {
        if path == "-" { return try Files.readAll(STDIN_FILENO, byteCountMax: byteCountMax) }
        return try Files.read(path, byteCountMax: byteCountMax)
    }
}
