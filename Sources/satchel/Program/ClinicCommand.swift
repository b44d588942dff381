import ArgumentParser
import Clinic

/// A command with the options that all of them take.
protocol SatchelCommand: AsyncParsableCommand {
    var common: CommonOptions { get }
}

/// A command that works on an open store: on the one that another process holds, or on one that it opens for itself.
///
/// It parses, calls the clinic and hands a value to the renderer, and holds nothing of the process it runs in.
protocol ClinicCommand: SatchelCommand {
    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus
    /// Opens the store when nobody holds it.
    func open(_ context: CommandContext) async throws -> OpenedStore
}

extension ClinicCommand {
    func open(_ context: CommandContext) async throws -> OpenedStore {
        OpenedStore(clinic: try await StoreOpening.open(common, context))
    }
}

/// A store that this process opened or made.
struct OpenedStore {
    let clinic: Clinic
    /// A passphrase that was made up for it, to be shown once.
    var generatedPassphrase: String?
}

/// A command that does without an open store, or opens one in its own way, and always runs where it was typed.
protocol LocalCommand: SatchelCommand {
    func run(_ context: CommandContext) async throws -> ExitStatus
}
