import ArgumentParser
import Clinic
import Forms
import Records
import Tables

struct FormExport: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write a form as an XLSForm, for other collection tools.",
        discussion: "What an XLSForm cannot say is listed: partial dates, warnings, references.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "Name of the form.")
    var form: String
    @Argument(help: "The file to write, .xlsx.")
    var file: String

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let library = clinic.library
        let export = XLSFormExport(try library.form(form), library: library)
        let path = context.path(file)
        try Files.requireFree(path)
        try Files.create(path, try Workbook.write(export.sheets))
        try context.show(FormExported(form: form, questionCount: export.sheets[0].rows.count - 1, differences: export.differences))
        return .done
    }
}
