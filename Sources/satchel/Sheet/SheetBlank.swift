import ArgumentParser
import Clinic
import Reports

struct SheetBlank: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "blank", abstract: "Write an empty sheet, for the day when the battery is dead.",
        discussion: "Needs no store. Print the HTML file with any browser.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var options: SheetOptions
    @Argument(help: "Which sheet; `satchel sheet list` shows them.")
    var sheet: String

    func run(_ context: CommandContext) async throws -> ExitStatus {
        let library = try options.library(common, context)
        let model = try library.model(
            try library.definition(sheet), source: nil, catalog: try Clinic.catalog(common.clinicOptions(context)),
            language: options.language(library, context), calendar: options.calendar?.system)
        let path = context.path(options.out)
        try Files.createAtOnce(path, Array(try library.page(model, paper: options.paper.paper).utf8))
        try context.show(SheetView(model: model, path: path))
        return .done
    }
}
