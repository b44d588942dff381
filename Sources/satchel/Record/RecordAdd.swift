import ArgumentParser
import Clinic
import Records

struct RecordAdd<Noun: KindNoun>: ClinicCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "add", abstract: "Write down a new \(Noun.singular).",
            discussion:
                "`satchel \(Noun.command) fields` shows what can be set. All mistakes are listed at once, and nothing is saved then.")
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var fields: FieldOptions
    @Option(name: .long, help: ArgumentHelp("Caseload to put it in; needed when there are several.", valueName: "name"))
    var space: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let space = try await clinic.space(space)
        var input = FieldInput(catalog: clinic.catalog, kind: try RecordKind.of(Noun.self, in: clinic))
        try await fields.read(into: &input, context)
        await input.resolveReferences(in: clinic)
        let saved = try await clinic.add(kind: Noun.kind, in: space, fields: try input.checked(creating: true))
        try context.show(saved, verb: "Added")
        await InterestNotice.tell(saved, clinic, context)
        return .done
    }
}

extension RecordKind {
    static func of(_ noun: any KindNoun.Type, in clinic: Clinic) throws(CommandError) -> RecordKind {
        guard let kind = clinic.catalog[noun.kind] else {
            throw CommandError(
                .badArguments, "The record kinds in use have no kind \(noun.kind).",
                hint: "Leave out --schemas, or add its schema file there.")
        }
        return kind
    }
}
