import Glibc
import Records

/// Asks for one line at the terminal that the process belongs to, wherever its output goes.
enum TerminalPrompt {
    static let lineBytesMax = 4096

    /// Reads with echo off for secrets, key by key and with the terminal's own signals off: Ctrl-C must not leave a
    /// terminal behind that shows nothing. A suspended prompt would do the same, so Ctrl-Z does nothing.
    static func ask(_ question: String, secret: Bool) throws(CommandError) -> String {
        let terminal = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY)
        guard terminal >= 0 else {
            throw CommandError(
                .noTerminal, "Something has to be answered, and there is no terminal to ask at.",
                hint: "Give the answer as an option; the command's --help names it.")
        }
        defer { close(terminal) }
        var before = termios()
        guard tcgetattr(terminal, &before) == 0 else { throw CommandError(.noTerminal, "The terminal does not answer.") }
        var during = before
        during.c_lflag &= ~tcflag_t(ICANON | ECHO | ISIG)
        _ = tcsetattr(terminal, TCSAFLUSH, &during)
        defer { _ = tcsetattr(terminal, TCSAFLUSH, &before) }
        _ = Files.writeAll(Array(Visible.lines(question).utf8), to: terminal)
        var line = TypedLine()
        while true {
            var byte: UInt8 = 0
            let count = Glibc.read(terminal, &byte, 1)
            if count < 0, errno == EINTR { continue }
            switch count == 1 ? line.typed(byte) : .interrupted {
            case .shown(let echo):
                if !secret { _ = Files.writeAll(echo, to: terminal) }
            case .finished:
                _ = Files.writeAll([0x0A], to: terminal)
                return line.text
            case .interrupted:
                _ = Files.writeAll([0x0A], to: terminal)
                throw CommandError(.interrupted, "Stopped; nothing was changed.")
            }
        }
    }
}

/// A line as it is typed key by key, with the few keys that correct it.
struct TypedLine {
    enum Event: Equatable {
        /// Bytes that the terminal shows when the line is no secret.
        case shown([UInt8])
        case finished
        case interrupted
    }

    private var bytes = [UInt8]()

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func typed(_ byte: UInt8) -> Event {
        switch byte {
        case 0x0A, 0x0D: return .finished
        case 0x03, 0x1C: return .interrupted
        case 0x04 where bytes.isEmpty: return .interrupted
        case 0x08, 0x7F: return erase(1)
        case 0x15: return erase(.max)
        case 0..<0x20: return .shown([])
        default:
            guard bytes.count < TerminalPrompt.lineBytesMax else { return .shown([0x07]) }
            bytes.append(byte)
            return .shown([byte])
        }
    }

    /// Takes characters away, as people count them, and wipes them from the screen.
    private mutating func erase(_ count: Int) -> Event {
        var text = text
        var echo = [UInt8]()
        for _ in 0..<min(count, text.count) {
            let width = DisplayWidth.of(String(text.removeLast()))
            for _ in 0..<width { echo += [0x08, 0x20, 0x08] }
        }
        bytes = Array(text.utf8)
        return .shown(echo)
    }
}
