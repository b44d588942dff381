import ArgumentParser
import Clinic
import Records

struct RecordFields<Noun: KindNoun>: LocalCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "fields", abstract: "Show the fields of \(Noun.one) and what they accept.",
            discussion: """
                Needs no store. With the name of a field, its help and its codes are listed with their words. What is missing in a \
                language comes in English and is marked [en]. Retired fields are shown only when they are asked for by name.
                """)
    }

    @OptionGroup var common: CommonOptions
    @Argument(help: "Only this field.")
    var field: String?
    @Option(
        name: .long,
        help: ArgumentHelp("Language of the words, as en, fr, ar or uk; otherwise that of the terminal.", valueName: "language"))
    var locale: String?

    mutating func validate() throws {
        guard let locale else { return }
        guard (2...16).contains(locale.utf8.count), locale.allSatisfy({ $0.isASCII && $0.isLetter || $0 == "-" }) else {
            throw ValidationError("--locale is a language as fr, or a language and region as fr-BI.")
        }
    }

    func run(_ context: CommandContext) async throws -> ExitStatus {
        let catalog = try Clinic.catalog(common.clinicOptions(context))
        guard let kind = catalog[Noun.kind] else { throw CommandError(.badArguments, "The record kinds in use have no \(Noun.kind).") }
        var fields = kind.fields.filter { !$0.retired }
        if let name = field {
            // Asking for a field that is not there explains itself, with the nearest name.
            _ = try catalog.json(fromText: "", field: name, kind: kind.name)
            fields = kind.fields.filter { $0.name == name }
        }
        try context.show(
            FieldList(catalog: catalog, kind: kind, fields: fields, language: locale ?? context.language, isAlone: field != nil))
        return .done
    }
}
