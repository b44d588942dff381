import ArgumentParser
import Clinic

/// Runs a command on the store that this process holds, for another process.
enum HeldCommand {
    static func run(
        _ arguments: [String], clinic: Clinic, channel: some Channel, directory: String, terminal: Terminal,
        clock: @escaping @Sendable () -> Int64
    ) async -> ExitStatus {
        do {
            guard let command = try Satchel.parseAsRoot(arguments) as? any ClinicCommand else { throw ControlConnection.broken() }
            let context = CommandContext(
                channel: channel, terminal: terminal, directory: directory, asJSON: command.common.json, isQuiet: command.common.quiet,
                clock: clock)
            do {
                let status = try await command.run(clinic, context)
                context.clearProgress()
                return status
            } catch {
                context.clearProgress()
                return Program.report(error, asJSON: context.asJSON, to: channel, terminal)
            }
        } catch {
            return Program.report(ControlConnection.broken(), asJSON: false, to: channel, terminal)
        }
    }
}
