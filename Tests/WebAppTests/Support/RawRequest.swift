import Foundation
import Glibc

/// A request written byte by byte, as no client library would.
struct RawRequest: Sendable {
    var method = "GET"
    var target = "/"
    var version = "HTTP/1.1"
    var fields: [(String, String)] = []
    var body: [UInt8] = []

    func with(_ name: String, _ value: String?) -> RawRequest {
        var copy = self
        copy.fields.removeAll { $0.0.lowercased() == name.lowercased() }
        if let value { copy.fields.append((name, value)) }
        return copy
    }

    func adding(_ name: String, _ value: String) -> RawRequest {
        var copy = self
        copy.fields.append((name, value))
        return copy
    }

    func changing(_ change: (inout RawRequest) -> Void) -> RawRequest {
        var copy = self
        change(&copy)
        return copy
    }

    func with(form: String) -> RawRequest {
        changing { $0.body = Array(form.utf8) }.with("Content-Length", String(form.utf8.count))
    }

    var bytes: [UInt8] {
        Array("\(method) \(target) \(version)\r\n".utf8) + fields.flatMap { Array("\($0.0): \($0.1)\r\n".utf8) } + [13, 10] + body
    }
}

/// What came back, until the server had said all or closed.
struct RawAnswer: Sendable {
    /// 0 when nothing came.
    let status: Int
    let text: String

    func field(_ name: String) -> String? { fields(name).first }

    func fields(_ name: String) -> [String] {
        let head = text.split(separator: "\r\n\r\n", maxSplits: 1).first ?? ""
        return head.split(separator: "\r\n").dropFirst().compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            return parts.count == 2 && parts[0].lowercased() == name.lowercased() ? String(parts[1].drop { $0 == " " }) : nil
        }
    }

    var body: String { text.split(separator: "\r\n\r\n", maxSplits: 1).dropFirst().first.map(String.init) ?? "" }

    /// Asks on a connection of its own; blocks until it is answered, however busy the machine is; an hour at most.
    static func asking(_ port: UInt16, _ bytes: [UInt8]) async -> RawAnswer {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { continuation.resume(returning: ask(port, bytes)) }
        }
    }

    private static func ask(_ port: UInt16, _ bytes: [UInt8]) -> RawAnswer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var timeout = timeval(tv_sec: 3600, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &timeout, socklen_t(MemoryLayout<timeval>.size))
        let isConnected = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
        }
        guard isConnected else { return RawAnswer(status: 0, text: "") }
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { break }
            sent += count
        }
        shutdown(descriptor, Int32(SHUT_WR))
        var received = [UInt8]()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while received.count < 4 << 20 {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { break }
            received += buffer[..<count]
        }
        let text = String(decoding: received, as: UTF8.self)
        let line = text.split(separator: "\r\n").first?.split(separator: " ") ?? []
        return RawAnswer(status: line.count > 1 ? Int(line[1]) ?? 0 : 0, text: text)
    }
}
