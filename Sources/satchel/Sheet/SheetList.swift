import ArgumentParser
import Clinic

struct SheetList: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the sheets that can be printed.", discussion: "Needs no store.")

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Folder of templates to use before the built-in ones.", valueName: "dir"))
    var sheets: String?

    func run(_ context: CommandContext) async throws -> ExitStatus {
        let library = try Clinic.sheets(common.clinicOptions(context), folder: sheets.map(context.path))
        try context.show(SheetTable(library: library, language: context.language))
        return .done
    }
}
