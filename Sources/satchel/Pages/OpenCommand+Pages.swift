import Clinic
import Foundation
import Glibc
import Records
import WebApp

extension OpenCommand {
    /// Serves the pages until Ctrl-C. After a lock the process begins anew in the same place, knowing no key.
    func showPages(_ context: CommandContext) async throws -> ExitStatus {
        let options = common.clinicOptions(context)
        guard Clinic.exists(at: options.home) else {
            throw CommandError(
                .noStore, "There is no store in the folder yet.",
                hint: "Set up headquarters with `satchel init`, or this laptop with `satchel device request`.")
        }
        if resume == nil, let file = LaunchSocket.ask(home: options.home) {
            try show(file, isAgain: true, context)
            return .done
        }
        let holder = try PageHolder(
            options: options, handover: resume.flatMap(Relaunch.Handover.init(option:)), arguments: nextArguments(options),
            idleMinutes: idleMinutes, zone: context.zone, isDevelopment: development, clock: context.clock)
        let directory = Self.launchDirectory(home: options.home)
        let noBrowser = noBrowser
        let socket = try LaunchSocket(home: options.home) {
            guard let file = try? await holder.launch(in: directory) else { return nil }
            if !noBrowser { _ = Browser.open(file) }
            return file
        }
        let watch = SignalWatch([SIGINT, SIGTERM, SIGHUP]) {
            Self.endInTime(Self.closingMilliseconds)
            holder.end()
        }
        if resume == nil { try show(try await holder.launch(in: directory), isAgain: false, context) }
        try await holder.serve()
        socket.end()
        context.say("Locked.")
        withExtendedLifetime(watch) {}
        return .done
    }

    private func show(_ file: String, isAgain: Bool, _ context: CommandContext) throws {
        let isShown = !noBrowser && (isAgain || Browser.open(file))
        try context.show(LaunchView(file: file, isShown: isShown, seconds: Int(Desk.launchSeconds)))
    }

    /// The launch file is for this user alone, and best where nothing stays.
    private static func launchDirectory(home: String) -> String {
        guard let runtime = getenv("XDG_RUNTIME_DIR").map({ String(cString: $0) }), runtime.hasPrefix("/"), access(runtime, W_OK) == 0
        else {
            return home
        }
        return runtime
    }

    private func nextArguments(_ options: Clinic.Options) -> [String] {
        var arguments = ["open", "--home", options.home, "--idle-minutes", String(idleMinutes)]
        if let schemas = options.schemaDirectory { arguments += ["--schemas", schemas] }
        if common.quiet { arguments.append("--quiet") }
        if noBrowser { arguments.append("--no-browser") }
        if development { arguments.append("--development") }
        return arguments
    }
}
