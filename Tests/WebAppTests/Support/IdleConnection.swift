import Foundation
import Glibc

/// A connection on which nothing is said.
struct IdleConnection: Sendable {
    let descriptor: Int32

    init(_ port: UInt16) {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let descriptor = descriptor
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }

    /// Whether the other end closes it; waits for that.
    func ends() async -> Bool {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var byte: UInt8 = 0
                continuation.resume(returning: recv(descriptor, &byte, 1, 0) <= 0)
            }
        }
    }

    func close() { Glibc.close(descriptor) }

    /// Waits until something holds: a closed connection is noticed in its own time.
    func settle(_ holds: () async -> Bool) async {
        for _ in 0..<100 {
            if await holds() { return }
            await Task.yield()
        }
    }
}
