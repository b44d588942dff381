import ArgumentParser
import Clinic

struct PersonPassphrase: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "passphrase", abstract: "Change your own passphrase.")

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Read the new passphrase from the first line of this file.", valueName: "file"))
    var newPassphraseFile: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let passphrase = try await Passphrase.new(file: newPassphraseFile, context)
        try await clinic.changePassphrase(to: passphrase.text)
        try context.show(PersonDone(text: "Your passphrase was changed.", passphrase: passphrase.isGenerated ? passphrase.text : nil))
        return .done
    }
}
