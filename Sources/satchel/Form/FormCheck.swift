import ArgumentParser
import Clinic
import Forms
import Records

struct FormCheck: LocalCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Look whether a file is a form, and list every fault with its place.",
        discussion: "Needs no store. --schemas takes kinds and vocabularies from a folder of one's own.")

    @OptionGroup var common: CommonOptions
    @Argument(help: "The file, NAME.form.json; - is standard input.")
    var file: String

    func run(_ context: CommandContext) async throws -> ExitStatus {
        let content = try await context.read(file, byteCountMax: JSONValue.bytesMax)
        let catalog = try Clinic.catalog(common.clinicOptions(context))
        let form = try FormLibrary.form(named: Self.name(of: file, content), content, catalog: catalog)
        try context.show(FormChecked(form: form))
        return .done
    }

    /// Of a file the name that a form of this name has to have; of standard input whatever the form says.
    private static func name(of path: String, _ content: [UInt8]) -> String {
        let file = path.split(separator: "/").last.map(String.init) ?? path
        if file.hasSuffix(".form.json") { return String(file.dropLast(".form.json".count)) }
        return (try? JSONValue(parsing: content))?["form"]?.textValue ?? ""
    }
}
