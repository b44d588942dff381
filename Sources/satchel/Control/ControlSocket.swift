import CProcess
import Glibc
import Records

/// The Unix socket's system calls.
enum ControlSocket {
    static let backlog: Int32 = 16

    /// Who is at the other end.
    struct Peer: Hashable {
        let process: Int32
        let user: UInt32

        var isThisUser: Bool { user == geteuid() }
    }

    /// Listens at `path`, for this user only.
    ///
    /// A socket that is there already is replaced: whoever calls this holds the store's lock, so it is a dead one.
    static func listen(at path: String) throws(CommandError) -> Int32 {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw failed("made") }
        unlink(path)
        let isBound = withAddress(of: path) { bind(descriptor, $0, $1) == 0 } ?? false
        guard isBound, chmod(path, 0o600) == 0, Glibc.listen(descriptor, backlog) == 0 else {
            let error = failed("opened")
            close(descriptor)
            throw error
        }
        return descriptor
    }

    /// - Returns: `nil` when nobody listens there.
    static func connect(to path: String) -> Int32? {
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        guard withAddress(of: path, { Glibc.connect(descriptor, $0, $1) == 0 }) ?? false else {
            close(descriptor)
            return nil
        }
        return descriptor
    }

    static func peer(of descriptor: Int32) -> Peer? {
        var process: Int32 = 0
        var user: UInt32 = 0
        return satchel_peer(descriptor, &process, &user) == 0 ? Peer(process: process, user: user) : nil
    }

    /// - Parameter seconds: 0 waits for ever.
    static func setTimeout(_ option: Int32, seconds: Int, on descriptor: Int32) {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        _ = setsockopt(descriptor, SOL_SOCKET, option, &time, socklen_t(MemoryLayout<timeval>.size))
    }

    private static func failed(_ what: String) -> CommandError {
        CommandError(
            .fileNotWritten, "The control socket could not be \(what): \(Files.words(errno)).",
            hint: "The store's folder has to be on a disk of this computer that allows sockets.")
    }

    /// An address holds 107 bytes of path; a longer one is reached through its folder's descriptor.
    private static func withAddress<Result>(of path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let room = MemoryLayout.size(ofValue: address.sun_path) - 1
        guard path.utf8.count > room, let slash = path.lastIndex(of: "/") else { return call(&address, path, body) }
        let folder = open(String(path[..<slash]), O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return nil }
        defer { close(folder) }
        return call(&address, "/proc/self/fd/\(folder)" + path[slash...], body)
    }

    private static func call<Result>(
        _ address: inout sockaddr_un, _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        guard path.utf8.count < MemoryLayout.size(ofValue: address.sun_path) else { return nil }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        return withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_un>.size)) }
        }
    }
}
