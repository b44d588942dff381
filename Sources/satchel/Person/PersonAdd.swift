import ArgumentParser
import Clinic

struct PersonAdd: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Let another person unlock this device.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The person's name.")
    var name: String
    @Option(name: .long, help: ArgumentHelp("Read the person's passphrase from the first line of this file.", valueName: "file"))
    var newPassphraseFile: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let passphrase = try await Passphrase.new(file: newPassphraseFile, context)
        _ = try await clinic.addPerson(name: name, passphrase: passphrase.text)
        try context.show(
            PersonDone(text: "\(name) can unlock this device now.", passphrase: passphrase.isGenerated ? passphrase.text : nil))
        return .done
    }
}
