import ArgumentParser
import Clinic
import Foundation
import Glibc
import Records

struct OpenCommand: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "open", abstract: "Open the pages of the store in the browser.",
        discussion: """
            The passphrase is asked for there. While the store is unlocked, every other command of yours on it goes through it and asks for \
            no passphrase. It locks by the button, on `satchel lock`, and when nothing was done for a while; Ctrl-C ends it. With --terminal \
            or --passphrase-file it is unlocked here, for other commands alone, and no page is shown.
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Lock after so many minutes without work, 1 to 1440.", valueName: "minutes"))
    var idleMinutes = 5
    @Flag(name: .long, help: "Ask for the passphrase here and show no pages.")
    var terminal = false
    @Flag(name: .long, help: "Start no browser; say which file to open in one.")
    var noBrowser = false
    @Flag(name: .long, help: .hidden)
    var development = false
    @Option(name: .long, help: .hidden)
    var resume: String?

    /// How long closing may take before the process ends without it: what it writes then is only a cache.
    static let closingMilliseconds = 1500
    /// After an idle time nobody waits for the lock, and the cache makes the next opening fast.
    static let idleClosingMilliseconds = 30_000

    mutating func validate() throws {
        guard (1...1440).contains(idleMinutes) else { throw ValidationError("--idle-minutes is 1 to 1440.") }
    }

    func run(_ context: CommandContext) async throws -> ExitStatus {
        if !terminal, common.passphraseFile == nil { return try await showPages(context) }
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
    static func endInTime(_ milliseconds: Int) {
        Thread.detachNewThread {
            usleep(UInt32(milliseconds) * 1000)
            _exit(ExitStatus.done.rawValue)
        }
    }
}
