import ArgumentParser
import Clinic
import Records

/// From arguments to an exit status.
enum Program {
    static func run(_ arguments: [String]) async -> ExitStatus {
        let channel = LocalChannel()
        let parsed: any ParsableCommand
        do {
            parsed = try Satchel.parseAsRoot(arguments)
        } catch {
            return report(parsing: error, arguments: arguments, to: channel)
        }
        guard let command = parsed as? any SatchelCommand else { return showHelp(of: parsed, arguments: arguments, on: channel) }
        let context = CommandContext(
            channel: channel, terminal: .own(), directory: Home.workingDirectory(), asJSON: command.common.json,
            isQuiet: command.common.quiet, clock: { SystemClock.now() })
        do {
            if let command = command as? any LocalCommand { return try await command.run(context) }
            guard let command = command as? any ClinicCommand else { preconditionFailure("A command is local or works on a store.") }
            return try await run(command, arguments: arguments, context)
        } catch {
            return report(error, asJSON: context.asJSON, to: channel, context.terminal)
        }
    }

    /// Lets whoever holds the store run the command, or opens the store, runs it and closes the store again.
    private static func run(_ command: any ClinicCommand, arguments: [String], _ context: CommandContext) async throws -> ExitStatus {
        let home = command.common.homePath(context.directory)
        if let holder = try ControlClient(socketPath: Clinic.controlSocketPath(home: home)) {
            return try await holder.run(arguments, for: try await person(of: command.common, at: home, context), context)
        }
        let opened = try await command.open(context)
        let clinic = opened.clinic
        var context = context
        context.generatedPassphrase = opened.generatedPassphrase
        do {
            let status = try await command.run(clinic, context)
            context.clearProgress()
            try await clinic.close()
            return status
        } catch {
            context.clearProgress()
            // The command's own failure says more than what closing may add to it.
            try? await clinic.close()
            throw error
        }
    }

    /// Whose passphrase the command was given; `nil` without one, and then it is served as the person who has the store open.
    private static func person(of common: CommonOptions, at home: String, _ context: CommandContext) async throws -> PersonID? {
        guard let file = common.passphraseFile else { return nil }
        return try Clinic.person(at: home, passphrase: try await Passphrase.firstLine(of: file, context))
    }

    /// Says what failed: in words on standard error, and for `--json` as an object on standard output too.
    static func report(_ error: any Error, asJSON: Bool, to channel: some Channel, _ terminal: Terminal) -> ExitStatus {
        let complaint = Complaint(error)
        // `satchel client list | head` is no mistake.
        guard complaint.code != CommandErrorCode.outputClosed.rawValue else { return complaint.status }
        return report(complaint, asJSON: asJSON, to: channel, terminal)
    }

    static func report(_ complaint: Complaint, asJSON: Bool, to channel: some Channel, _ terminal: Terminal) -> ExitStatus {
        if asJSON { try? channel.output(Visible.json(complaint.json, pretty: terminal.outputIsTerminal) + [UInt8(ascii: "\n")]) }
        channel.talk(Array(complaint.text.utf8))
        return complaint.status
    }

    /// What the parser has to say: help and version are results, everything else is a mistake in the arguments.
    static func report(parsing error: any Error, arguments: [String], to channel: some Channel) -> ExitStatus {
        if Satchel.exitCode(for: error).isSuccess {
            try? channel.output(Array((Satchel.fullMessage(for: error) + "\n").utf8))
            return .done
        }
        let path = commandPath(arguments)
        let complaint = Complaint(usage: Satchel.message(for: error), hint: "`\(path) --help` says what is accepted.")
        return report(complaint, asJSON: arguments.contains("--json"), to: channel, .plain)
    }

    /// A noun without a verb, and `help`.
    private static func showHelp(of parsed: any ParsableCommand, arguments: [String], on channel: some Channel) -> ExitStatus {
        do {
            var command = parsed
            try command.run()
            return .done
        } catch {
            return report(parsing: error, arguments: arguments, to: channel)
        }
    }

    /// The part of the arguments that names a command: `satchel client add`.
    static func commandPath(_ arguments: [String]) -> String {
        var names = ["satchel"]
        var commands = Satchel.configuration.subcommands
        for argument in arguments {
            guard let next = commands.first(where: { $0._commandName == argument || $0.configuration.aliases.contains(argument) }) else {
                break
            }
            names.append(next._commandName)
            commands = next.configuration.subcommands
        }
        return names.joined(separator: " ")
    }
}
