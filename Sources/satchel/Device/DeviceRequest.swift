import ArgumentParser
import Clinic
import Records

struct DeviceRequest: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "request", abstract: "Ask headquarters to let this laptop in; makes its store if there is none.",
        discussion: "Bring the file to headquarters, and read the six words to whoever approves it there.")

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Where to write the request.", valueName: "file"))
    var out: String
    @Option(name: .long, help: ArgumentHelp("Your name, for a new store.", valueName: "name"))
    var person: String?

    func open(_ context: CommandContext) async throws -> OpenedStore {
        let options = common.clinicOptions(context)
        guard !Clinic.exists(at: options.home) else {
            return OpenedStore(clinic: try await StoreOpening.open(common, context))
        }
        var name = person ?? ""
        if name.isEmpty { name = try await context.channel.ask("Your name: ", secret: false) }
        let passphrase = try await Passphrase.new(file: common.passphraseFile, context)
        let clinic = try await Clinic.createDevice(options, personName: name, passphrase: passphrase.text)
        return OpenedStore(clinic: clinic, generatedPassphrase: passphrase.isGenerated ? passphrase.text : nil)
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let request = try await clinic.joinRequest()
        // The passphrase is shown even if the file cannot be written: without it the store is lost.
        do {
            try Files.create(context.path(out), request.bytes)
        } catch {
            if let phrase = context.generatedPassphrase { context.warn("The passphrase of the new store: \(words: phrase)") }
            throw error
        }
        try context.show(RequestView(file: context.path(out), words: request.words, passphrase: context.generatedPassphrase))
        return .done
    }
}
