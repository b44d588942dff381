import ArgumentParser
import Clinic
import Records

struct RecordFields<Noun: KindNoun>: LocalCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "fields", abstract: "Show the fields of a \(Noun.kind) and what they accept.",
            discussion: "Needs no store. With the name of a field, its codes are listed with their words.")
    }

    @OptionGroup var common: CommonOptions
    @Argument(help: "Only this field.")
    var field: String?

    func run(_ context: CommandContext) async throws -> ExitStatus {
        let catalog = try Clinic.catalog(common.clinicOptions(context))
        guard let kind = catalog[Noun.kind] else { throw CommandError(.badArguments, "The record kinds in use have no \(Noun.kind).") }
        var fields = kind.fields
        if let name = field {
            // Asking for a field that is not there explains itself, with the nearest name.
            _ = try catalog.json(fromText: "", field: name, kind: kind.name)
            fields = fields.filter { $0.name == name }
        }
        try context.show(FieldList(catalog: catalog, kind: kind, fields: fields, language: context.language, isAlone: field != nil))
        return .done
    }
}
