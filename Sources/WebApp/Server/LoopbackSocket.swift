import Glibc
public import Records

/// A listening socket on 127.0.0.1 that nobody else on the network reaches.
public struct LoopbackSocket: Sendable {
    public let descriptor: Int32
    public let port: UInt16

    static let backlog: Int32 = 64

    /// Listens at a port that the system chooses.
    public init() throws(WebAppError) {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw Self.failed() }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, size) == 0 }
        }
        guard isListening, listen(descriptor, Self.backlog) == 0, let port = Self.port(of: descriptor) else {
            close(descriptor)
            throw Self.failed()
        }
        self.descriptor = descriptor
        self.port = port
    }

    /// A socket that another image of this process listened at.
    ///
    /// - Throws: ``WebAppErrorCode/noSocket`` for a descriptor that is no listening socket on the loopback.
    public init(inherited descriptor: Int32) throws(WebAppError) {
        var isListening: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &isListening, &size) == 0, isListening == 1,
            let port = Self.port(of: descriptor)
        else { throw Self.failed() }
        self.descriptor = descriptor
        self.port = port
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    }

    private static func port(of descriptor: Int32) -> UInt16? {
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isKnown = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) == 0 }
        }
        guard isKnown, address.sin_family == sa_family_t(AF_INET), address.sin_addr.s_addr == in_addr_t(0x7F00_0001).bigEndian else {
            return nil
        }
        return UInt16(bigEndian: address.sin_port)
    }

    private static func failed() -> WebAppError {
        WebAppError(.noSocket, "No port of this computer could be opened for the pages.", hint: "Try again, or restart the computer.")
    }
}
