import ArgumentParser
import Clinic
import Foundation
import Glibc
import Records

struct OpenCommand: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Unlock the store and keep it open for other commands.",
        discussion: """
            While it runs, every other command of yours on the same store goes through it and asks for no passphrase. It locks on \
            Ctrl-C, on `satchel lock`, and when nothing was done for a while.
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Lock after so many minutes without a command, 1 to 1440.", valueName: "minutes"))
    var idleMinutes = 5

    /// How long closing may take before the process ends without it: what it writes then is only a cache.
    static let closingMilliseconds = 1500
    /// After an idle time nobody waits for the lock, and the cache makes the next opening fast.
    static let idleClosingMilliseconds = 30_000

    mutating func validate() throws {
        guard (1...1440).contains(idleMinutes) else { throw ValidationError("--idle-minutes is 1 to 1440.") }
    }

    func run(_ context: CommandContext) async throws -> ExitStatus {
        let socketPath = Clinic.controlSocketPath(home: common.homePath(context.directory))
        if let holder = try ControlClient(socketPath: socketPath) {
            holder.connection.close()
            throw CommandError(
                .holderSilent, "Process \(holder.holder.process) has the store open already.", hint: "Just use it, or `satchel lock`.")
        }
        let clinic = try await StoreOpening.open(common, context)
        let server: ControlServer
        do {
            server = try ControlServer(
                clinic: clinic, socketPath: socketPath, idleSeconds: Int64(idleMinutes) * 60, clock: context.clock)
        } catch {
            try? await clinic.close()
            throw error
        }
        let watch = SignalWatch([SIGINT, SIGTERM, SIGHUP]) { server.end(.signal) }
        context.say("Open. It locks on Ctrl-C, `satchel lock`, or after \(.counted(idleMinutes, "minute", "minutes")) without a command.")
        let end = await server.serve()
        Self.endInTime(end == .idle ? Self.idleClosingMilliseconds : Self.closingMilliseconds)
        try await clinic.close()
        context.say(end == .idle ? "Locked: nothing was done for a while." : "Locked.")
        withExtendedLifetime(watch) {}
        return .done
    }

    /// Ends the process, and with it every key it holds, even if a command is still at work on the store.
    private static func endInTime(_ milliseconds: Int) {
        Thread.detachNewThread {
            usleep(UInt32(milliseconds) * 1000)
            _exit(ExitStatus.done.rawValue)
        }
    }
}
