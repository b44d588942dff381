import ArgumentParser
import Clinic
import Forms

struct FormShow: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show what a form asks, in which order and when.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "Name of the form.")
    var form: String
    @Option(name: .long, help: ArgumentHelp("Language of the labels, as ar.", valueName: "locale"))
    var locale: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let library = clinic.library
        try context.show(FormView(form: try library.form(form), library: library, language: locale ?? context.language))
        return .done
    }
}
