import Clinic
import Glibc
import Records

/// Where passphrases come from: the terminal or a file, never the arguments or the environment.
enum Passphrase {
    static let fileBytesMax = 4096

    /// The passphrase of a store that is there.
    static func existing(_ common: CommonOptions, _ context: CommandContext) async throws -> String {
        if let file = common.passphraseFile { return try await firstLine(of: file, context) }
        return try await context.channel.ask("Passphrase: ", secret: true)
    }

    /// A passphrase for someone new: from a file, typed twice, or made up.
    ///
    /// - Returns: Whether it was made up and so has to be shown once.
    static func new(file: String?, _ context: CommandContext) async throws -> (text: String, isGenerated: Bool) {
        if let file { return (try await firstLine(of: file, context), false) }
        do {
            let question = "New passphrase (leave it empty to have six words made up): "
            let first = try await context.channel.ask(question, secret: true)
            if first.isEmpty { return (Clinic.generatedPassphrase(), true) }
            guard try await context.channel.ask("The same once more: ", secret: true) == first else {
                throw CommandError(.badPassphrase, "The two passphrases differ.", hint: "Type it again.")
            }
            return (first, false)
        } catch let error as CommandError where error.code == .noTerminal {
            return (Clinic.generatedPassphrase(), true)
        }
    }

    static func firstLine(of file: String, _ context: CommandContext) async throws -> String {
        let bytes = try await context.read(file, byteCountMax: fileBytesMax)
        var status = stat()
        if file != "-", stat(context.path(file), &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 {
            context.warn("warning: other users of this computer may read the passphrase file; `chmod 600` keeps them out.")
        }
        let line = bytes.prefix { $0 != 0x0A }
        let text = String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)
        guard !text.isEmpty else {
            throw CommandError(.badPassphrase, "The passphrase file is empty.", hint: "Put the passphrase in its first line.")
        }
        return text
    }
}
