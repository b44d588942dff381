import ArgumentParser
import Clinic

struct FormList: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the forms that can be filled in.")

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Language of the labels, as fr.", valueName: "locale"))
    var locale: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        try context.show(FormTable(library: clinic.library, language: locale ?? context.language))
        return .done
    }
}
