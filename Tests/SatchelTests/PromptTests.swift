import Foundation
import Glibc
import Testing

@testable import satchel

/// A terminal that a test types at.
final class PseudoTerminal {
    private let controller: Int32
    let path: String
    /// `TIOCSPTLCK` and `TIOCGPTN`; the functions around them are extensions of the C library.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430
    private(set) var screen = ""

    init() throws {
        controller = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var number: Int32 = 0
        var locked: Int32 = 0
        try #require(controller >= 0 && ioctl(controller, Self.setLock, &locked) == 0 && ioctl(controller, Self.getNumber, &number) == 0)
        path = "/dev/pts/\(number)"
    }

    deinit { close(controller) }

    func type(_ text: String) { _ = Files.writeAll(Array(text.utf8), to: controller) }

    /// Reads until the screen shows `text`, or the program has gone.
    func wait(for text: String) {
        var piece = [UInt8](repeating: 0, count: 4096)
        while !screen.contains(text) {
            var waiting = pollfd(fd: controller, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, 30_000) > 0 else { break }
            let count = read(controller, &piece, piece.count)
            guard count > 0 else { break }
            screen += String(decoding: piece.prefix(count).filter { $0 != 0x0D }, as: UTF8.self)
        }
        #expect(screen.contains(text), "\(screen)")
    }
}

struct PromptTests {
    private func start(_ world: World, _ device: String, _ arguments: [String], _ terminal: PseudoTerminal) throws -> Executable.Running {
        try Executable.Running(
            arguments + ["--home", world.home(device), "--scrypt-log-n", "10"], home: world.folder.path, directory: world.folder.path,
            streams: .terminal(path: terminal.path))
    }

    @Test func `a passphrase is asked for at the terminal, and not shown`() throws {
        let world = try World()
        try world.found()
        let terminal = try PseudoTerminal()
        let running = try start(world, "hq", ["space", "list"], terminal)
        terminal.wait(for: "Passphrase: ")
        terminal.type(World.passphrase + "x\u{7F}\n")
        terminal.wait(for: "North")
        #expect(running.finish().status == 0)
        #expect(!terminal.screen.contains("correct"))
    }

    @Test func `Ctrl-C at the passphrase stops and leaves the terminal as it was`() throws {
        let world = try World()
        try world.found()
        let terminal = try PseudoTerminal()
        let keep = open(terminal.path, O_RDWR | O_NOCTTY | O_CLOEXEC)
        defer { close(keep) }
        var before = termios()
        #expect(tcgetattr(keep, &before) == 0)
        let running = try start(world, "hq", ["status"], terminal)
        terminal.wait(for: "Passphrase: ")
        terminal.type("half\u{3}")
        terminal.wait(for: "error: Stopped")
        #expect(running.finish().status == 1)
        var after = termios()
        #expect(tcgetattr(keep, &after) == 0)
        #expect(after.c_lflag == before.c_lflag)
    }

    @Test func `a new passphrase is typed twice, and two that differ make no store`() throws {
        let world = try World()
        let terminal = try PseudoTerminal()
        let running = try start(world, "hq", ["init", "--code", "HQ1", "--person", "Olena"], terminal)
        terminal.wait(for: "New passphrase")
        terminal.type("one\n")
        terminal.wait(for: "once more")
        terminal.type("two\n")
        terminal.wait(for: "differ")
        #expect(running.finish().status == 3)
        #expect(!FileManager.default.fileExists(atPath: world.home("hq")))
    }

    @Test func `an empty new passphrase has six words made up, which then open the store`() throws {
        let world = try World()
        let terminal = try PseudoTerminal()
        let running = try start(world, "hq", ["init", "--code", "HQ1", "--person", "Olena", "--space", "North"], terminal)
        terminal.wait(for: "New passphrase")
        terminal.type("\n")
        terminal.wait(for: "Nobody can open the store without it.")
        terminal.wait(for: "Next: ")
        #expect(running.finish().status == 0)
        let words = try #require(terminal.screen.firstMatch(of: /Passphrase, shown this once:\s+(\S+( \S+)*)\n/)?.1)
        let opening = try PseudoTerminal()
        let second = try start(world, "hq", ["space", "list"], opening)
        opening.wait(for: "Passphrase: ")
        opening.type(words + "\n")
        opening.wait(for: "North")
        #expect(second.finish().status == 0)
    }

    @Test(arguments: [("yes\n", Int32(0)), ("no\n", 4), ("\n", 4), ("y\n", 4)])
    func `only a typed yes says that the words match, also when another process holds the store`(answer: String, status: Int32) throws {
        let world = try World()
        try world.found()
        let request = world.folder.path + "/request"
        let asked = try world.json("first", ["device", "request", "--out", request, "--person", "Amina"])
        let holder = try world.start("hq", ["open"])
        defer {
            kill(holder.process, SIGTERM)
            _ = holder.finish()
        }
        try Holder.wait(for: world)
        let terminal = try PseudoTerminal()
        let running = try start(
            world, "hq", ["device", "approve", request, "--code", "K7Q", "--space", "North", "--out", world.folder.path + "/approval"],
            terminal)
        terminal.wait(for: try world.words(asked))
        terminal.wait(for: "Type yes or no: ")
        terminal.type(answer)
        terminal.wait(for: status == 0 ? "Approved K7Q" : "error: The words differ")
        #expect(running.finish().status == status)
    }
}
