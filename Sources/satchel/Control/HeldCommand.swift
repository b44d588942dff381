import ArgumentParser
import Clinic
import Records

/// Runs a command on the store that this process holds, for another process.
enum HeldCommand {
    /// - Parameter person: who gave a passphrase with the command; what it does must not stand under somebody else's name.
    static func run(
        _ arguments: [String], for person: PersonID?, clinic: Clinic, channel: some Channel, directory: String, terminal: Terminal,
        clock: @escaping @Sendable () -> Int64
    ) async -> ExitStatus {
        do {
            guard let command = try Satchel.parseAsRoot(arguments) as? any ClinicCommand else { throw ControlConnection.broken() }
            let context = CommandContext(
                channel: channel, terminal: terminal, directory: directory, asJSON: command.common.json, isQuiet: command.common.quiet,
                clock: clock)
            do {
                if let person, await clinic.person != person { throw heldByAnother }
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

    private static var heldByAnother: CommandError {
        CommandError(
            .heldByAnother, "Another person has this store open, so nothing was done under your name.",
            hint: "Run `satchel lock`, then the command again; or leave out --passphrase-file to work as whoever has it open.")
    }
}
