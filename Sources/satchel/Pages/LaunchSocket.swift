import Foundation
import Glibc

/// Where a second `satchel open` asks the first one for another way in.
///
/// A socket of mode 0600 in the store's folder. Whoever connects, and is the same user, has the browser opened again, and is answered
/// with one line: the path of the launch file.
final class LaunchSocket: Sendable {
    private let path: String
    private let listener: Int32

    static func path(home: String) -> String { home + "/pages" }

    /// - Parameter launch: makes a launch file, opens the browser with it and gives back its path.
    init(home: String, launch: @escaping @Sendable () async -> String?) throws(CommandError) {
        path = Self.path(home: home)
        listener = try ControlSocket.listen(at: path)
        let listener = listener
        Thread.detachNewThread {
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0 else {
                    if errno == EINTR || errno == ECONNABORTED { continue }
                    return
                }
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                guard ControlSocket.peer(of: descriptor)?.isThisUser ?? false else {
                    close(descriptor)
                    continue
                }
                Task {
                    if let file = await launch() { _ = Files.writeAll(Array((file + "\n").utf8), to: descriptor) }
                    close(descriptor)
                }
            }
        }
    }

    func end() { unlink(path) }

    /// Asks whoever serves the pages of the store.
    ///
    /// - Returns: the path of the launch file; `nil` when nobody does.
    static func ask(home: String) -> String? {
        guard let descriptor = ControlSocket.connect(to: path(home: home)) else { return nil }
        defer { close(descriptor) }
        ControlSocket.setTimeout(SO_RCVTIMEO, seconds: ControlClient.welcomeSeconds, on: descriptor)
        guard ControlSocket.peer(of: descriptor)?.isThisUser ?? false, let bytes = try? Files.readAll(descriptor, byteCountMax: 8192) else {
            return nil
        }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : nil
    }
}
