import Glibc
import Records

/// A child process with a channel to this one and nothing else, fed and watched. It closes what it inherited before it reads.
enum ImageChild {
    enum End: Hashable, Sendable {
        case ended(status: Int32)
        case killed(signal: Int32)
        /// By this side, for taking too long or answering too much.
        case stopped
    }

    /// Without it Swift's crash reporter would print memory of the child, and the program would start itself twice.
    private static let environment = ["SWIFT_BACKTRACE=enable=no"]

    static func run(
        _ program: String, _ arguments: [String], input: [UInt8], wallMilliseconds: Int64
    ) throws(ImagesError) -> (end: End, output: [UInt8]) {
        // Sockets, because writing to one whose other end is gone can be made to raise no signal.
        var inner: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &inner) == 0 else { throw cannotStart() }
        let child: pid_t
        do throws(ImagesError) {
            child = try start(program, arguments, socket: inner[1])
        } catch {
            close(inner[0])
            close(inner[1])
            throw error
        }
        close(inner[1])
        defer { close(inner[0]) }
        var conversation = Conversation(socket: inner[0], input: input, deadline: milliseconds() + wallMilliseconds)
        let isFinished = conversation.run()
        if !isFinished { kill(child, SIGKILL) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
        let signal = status & 0x7F
        let end: End = !isFinished ? .stopped : signal == 0 ? .ended(status: status >> 8 & 0xFF) : .killed(signal: signal)
        return (end, conversation.output)
    }

    private static func start(_ program: String, _ arguments: [String], socket: Int32) throws(ImagesError) -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO)
        posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0)
        var argv = ([program] + arguments).map { strdup($0) } + [nil]
        var environment = environment.map { strdup($0) } + [nil]
        defer { for text in argv + environment { free(text) } }
        var child: pid_t = 0
        guard posix_spawn(&child, program, &actions, nil, &argv, &environment) == 0 else { throw cannotStart() }
        return child
    }

    private static func cannotStart() -> ImagesError {
        ImagesError(.noDecoder, "No thumbnail was made: the decoder could not be started.", hint: "Close other programs and try again.")
    }

    static func milliseconds() -> Int64 {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Int64(now.tv_sec) * 1000 + Int64(now.tv_nsec) / 1_000_000
    }

    /// Writes the image and reads the answer at the same time, so that neither side waits for the other for ever.
    private struct Conversation {
        let socket: Int32
        let input: [UInt8]
        let deadline: Int64
        var sent = 0
        var output: [UInt8] = []

        /// - Returns: whether the child closed its end in time, with an answer of the allowed length.
        mutating func run() -> Bool {
            var piece = [UInt8](repeating: 0, count: 1 << 16)
            if input.isEmpty { shutdown(socket, Int32(SHUT_WR)) }
            while true {
                let left = deadline - ImageChild.milliseconds()
                guard left > 0 else { return false }
                let wanted = Int16(POLLIN) | (sent < input.count ? Int16(POLLOUT) : 0)
                var item = pollfd(fd: socket, events: wanted, revents: 0)
                let ready = poll(&item, 1, Int32(min(left, 1_000)))
                guard ready >= 0 || errno == EINTR else { return false }
                guard ready > 0 else { continue }
                if item.revents & Int16(POLLOUT) != 0, sent < input.count { send() }
                guard item.revents & Int16(POLLIN | POLLHUP | POLLERR) != 0 else { continue }
                let count = recv(socket, &piece, piece.count, Int32(MSG_DONTWAIT))
                if count == 0 { return true }
                // A child that ended with part of the image unread resets the connection: that is an end, too.
                if count < 0 { if errno == EAGAIN || errno == EINTR { continue } else { return errno == ECONNRESET } }
                guard output.count + count <= ImageLimits.answerBytesMax else { return false }
                output.append(contentsOf: piece.prefix(count))
            }
        }

        private mutating func send() {
            let end = min(input.count, sent + 1 << 18)
            let flags = Int32(MSG_DONTWAIT | MSG_NOSIGNAL)
            let count = input[sent..<end].withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, flags) }
            if count > 0 {
                sent += count
            } else if errno != EAGAIN, errno != EINTR {
                // It reads no more; what it says of the image is still to come.
                sent = input.count
            }
            if sent == input.count { shutdown(socket, Int32(SHUT_WR)) }
        }
    }
}
