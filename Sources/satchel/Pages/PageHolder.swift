import Clinic
import Foundation
import Glibc
import Records
import Synchronization
import WebApp

/// Serves the pages of one store, locked or open, until somebody ends it.
final class PageHolder: Sendable {
    private struct State {
        var control: ControlServer?
        var launchFile: LaunchFile?
        var end: CheckedContinuation<Void, Never>?
        var isEnded = false
    }

    let desk: Desk
    private let socket: LoopbackSocket
    private let label: String
    private let home: String
    private let relaunch: Relaunch
    private let idleMinutes: Int
    private let clock: @Sendable () -> Int64
    private let server: PageServer
    private let shared: Shared

    /// What the hooks of the desk share with the holder that they are made before.
    private final class Shared: Sendable {
        let state = Mutex(State())
        let server = Mutex<PageServer?>(nil)
        let desk = Mutex<Desk?>(nil)
        let clinic = Mutex<Clinic?>(nil)
    }

    /// - Parameter handover: of the image of the process before this one.
    init(
        options: Clinic.Options, handover: Relaunch.Handover?, arguments: [String], idleMinutes: Int, zone: TimeZoneName,
        isDevelopment: Bool,
        clock: @escaping @Sendable () -> Int64
    ) throws {
        home = options.home
        self.idleMinutes = idleMinutes
        self.clock = clock
        relaunch = Relaunch(arguments: arguments)
        let socket = try handover.map { try LoopbackSocket(inherited: $0.listener) } ?? LoopbackSocket()
        self.socket = socket
        let label = handover?.label ?? "satchel-\(Secret().text.prefix(20))"
        self.label = label
        let box = Shared()
        shared = box
        var hooks = Desk.Hooks()
        hooks.launched = { box.state.withLock { $0.launchFile }?.remove() }
        hooks.isBusy = { box.state.withLock { $0.control }?.isUsed(withinSeconds: Int64(idleMinutes) * 60) ?? false }
        hooks.locking = { await box.server.withLock { $0 }?.stopAccepting() }
        let socketPath = Clinic.controlSocketPath(home: options.home)
        hooks.opened = { clinic in
            box.clinic.withLock { $0 = clinic }
            // Idleness is the desk's matter: this one serves as long as the store is open.
            guard let control = try? ControlServer(clinic: clinic, socketPath: socketPath, idleSeconds: .max, clock: clock) else { return }
            box.state.withLock { $0.control = control }
            Task {
                guard await control.serve() == .lock else { return }
                await box.desk.withLock { $0 }?.lock()
            }
        }
        let relaunch = relaunch
        hooks.locked = { end, session in
            let handover = Relaunch.Handover(listener: socket.descriptor, label: label, session: session.text)
            Thread.detachNewThread {
                usleep(UInt32(end == .idle ? OpenCommand.idleClosingMilliseconds : OpenCommand.closingMilliseconds) * 1000)
                relaunch.go(handover)
            }
            unlink(socketPath)
            try? await box.clinic.withLock { $0 }?.close()
            relaunch.go(handover)
        }
        let store = Desk.Store(
            exists: { Clinic.exists(at: options.home) }, open: { try await Clinic.open(options, passphrase: $0) })
        desk = Desk(
            store: store, hooks: hooks, session: handover.flatMap { Secret($0.session) }, idleSeconds: Int64(idleMinutes) * 60,
            clock: { SystemClock.sinceBoot() })
        let application = try PageApplication(
            host: "\(label).localhost:\(socket.port)", desk: desk, zone: zone, isDevelopment: isDevelopment, clock: clock)
        server = PageServer(socket: socket, application: application)
        let (desk, server) = (desk, server)
        box.server.withLock { $0 = server }
        box.desk.withLock { $0 = desk }
    }

    var address: String { "\(label).localhost:\(socket.port)" }

    /// Makes a launch file; it lies there for a minute at most.
    func launch(in directory: String) async throws -> String {
        let file = try LaunchFile(in: directory, host: address, secret: await desk.launchSecret())
        let before = shared.state.withLock { state in
            defer { state.launchFile = file }
            return state.launchFile
        }
        before?.remove()
        Task {
            try? await Task.sleep(for: .seconds(Desk.launchSeconds))
            file.remove()
        }
        return file.path
    }

    /// Serves until ``end()``.
    func serve() async throws {
        await withDiscardingTaskGroup { group in
            group.addTask {
                // Without a server there is nothing to hold.
                do { try await self.server.run() } catch { self.end() }
            }
            group.addTask { [desk] in
                while !Task.isCancelled {
                    try? await Task.sleep(for: .seconds(1))
                    await desk.tick()
                }
            }
            await withCheckedContinuation { continuation in
                let isEnded = shared.state.withLock { state in
                    if !state.isEnded { state.end = continuation }
                    return state.isEnded
                }
                if isEnded { continuation.resume() }
            }
            await server.stopAccepting()
            shared.state.withLock { $0.launchFile }?.remove()
            group.cancelAll()
        }
        shared.state.withLock { $0.control }?.end(.signal)
        try await shared.clinic.withLock { $0 }?.close()
    }

    /// Makes ``serve()`` return, whether the store is open or not.
    func end() {
        let waiter = shared.state.withLock { state in
            state.isEnded = true
            defer { state.end = nil }
            return state.end
        }
        waiter?.resume()
    }
}
