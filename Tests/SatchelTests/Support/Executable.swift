import Foundation
import Glibc

/// The executable under test, as it was built beside the tests.
enum Executable {
    static let path: String = {
        let folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        let path = folder.appending(path: "satchel").path
        precondition(FileManager.default.isExecutableFile(atPath: path), "There is no executable satchel at \(path).")
        return path
    }()

    /// Nothing of the surroundings reaches the process but this.
    static func environment(home: String) -> [String] {
        let library = ProcessInfo.processInfo.environment["LD_LIBRARY_PATH"].map { ["LD_LIBRARY_PATH=" + $0] } ?? []
        return ["HOME=" + home, "LANG=C.UTF-8", "TZ=UTC", "PATH=/usr/bin:/bin"] + library
    }

    /// What a finished process left behind.
    struct Outcome {
        /// The exit status, or minus the number of the signal that ended it.
        let status: Int32
        let output: String
        let talk: String
    }

    /// Where the descriptors of a process lead.
    enum Streams {
        /// Standard input has the bytes; the process has no terminal at all.
        case files(input: [UInt8])
        /// All three are the terminal, which is the controlling one.
        case terminal(path: String)
    }

    /// A process of its own session: without a terminal of the person who runs the tests.
    final class Running {
        let process: pid_t
        /// `POSIX_SPAWN_SETSID`, which the C library shows only with its extensions.
        private static let ownSession: Int16 = 0x80
        private let folder: TemporaryFolder

        init(_ arguments: [String], home: String, directory: String, streams: Streams) throws {
            folder = try TemporaryFolder()
            var actions = posix_spawn_file_actions_t()
            var attributes = posix_spawnattr_t()
            posix_spawn_file_actions_init(&actions)
            posix_spawnattr_init(&attributes)
            defer {
                posix_spawn_file_actions_destroy(&actions)
                posix_spawnattr_destroy(&attributes)
            }
            posix_spawnattr_setflags(&attributes, Self.ownSession)
            switch streams {
            case .files(let input):
                try Data(input).write(to: URL(filePath: folder.path + "/in"))
                posix_spawn_file_actions_addopen(&actions, 0, folder.path + "/in", O_RDONLY, 0)
                posix_spawn_file_actions_addopen(&actions, 1, folder.path + "/out", O_WRONLY | O_CREAT, 0o600)
                posix_spawn_file_actions_addopen(&actions, 2, folder.path + "/talk", O_WRONLY | O_CREAT, 0o600)
            case .terminal(let path):
                posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
                posix_spawn_file_actions_adddup2(&actions, 0, 1)
                posix_spawn_file_actions_adddup2(&actions, 0, 2)
            }
            // The shell changes to the folder and becomes the program.
            let start = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory, Executable.path]
            var argv = (start + arguments).map { strdup($0) } + [nil]
            var environment = Executable.environment(home: home).map { strdup($0) } + [nil]
            defer { for text in argv + environment { free(text) } }
            var process: pid_t = 0
            let failure = posix_spawn(&process, "/bin/sh", &actions, &attributes, &argv, &environment)
            guard failure == 0 else { throw POSIXError(POSIXErrorCode(rawValue: failure) ?? .EIO) }
            self.process = process
        }

        func finish() -> Outcome {
            var status: Int32 = 0
            while waitpid(process, &status, 0) < 0, errno == EINTR {}
            let signal = status & 0x7F
            return Outcome(status: signal == 0 ? status >> 8 & 0xFF : -signal, output: text("out"), talk: text("talk"))
        }

        /// What was said so far.
        func text(_ name: String) -> String {
            (try? Data(contentsOf: URL(filePath: folder.path + "/" + name))).map { String(decoding: $0, as: UTF8.self) } ?? ""
        }
    }
}
