import ArgumentParser
import Clinic
import Records

struct Initialise: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Found an organisation; this computer becomes its headquarters.",
        discussion: "A laptop of an organisation that exists joins with `satchel device request`.")

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Code of this device: 2 to 4 letters and digits.", valueName: "code"))
    var code: String
    @Option(name: .long, help: ArgumentHelp("Your name.", valueName: "name"))
    var person: String
    @Option(name: .long, help: ArgumentHelp("First caseload.", valueName: "name"))
    var space: String?

    func run(_ context: CommandContext) async throws -> ExitStatus {
        let options = common.clinicOptions(context)
        guard !Clinic.exists(at: options.home) else {
            throw CommandError(
                .storeExists, "There is a store in the folder already; it was not touched.", hint: "Name another folder with --home.")
        }
        let passphrase = try await Passphrase.new(file: common.passphraseFile, context)
        let (clinic, rootKey) = try await Clinic.found(
            options, deviceCode: code, personName: person, passphrase: passphrase.text)
        // Shown first of all: whatever fails later, the store is there and these are its only keys.
        let founded = FoundedView(
            code: code.uppercased(), home: options.home, rootKey: rootKey, passphrase: passphrase.isGenerated ? passphrase.text : nil,
            space: space)
        do {
            try context.show(founded)
            if let space { _ = try await clinic.createSpace(name: space, description: nil) }
        } catch {
            try? await clinic.close()
            throw error
        }
        try await clinic.close()
        return .done
    }
}
