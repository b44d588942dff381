import ArgumentParser
import Clinic
import Records

struct DocumentAttach: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "attach", abstract: "Seal a file into the store and name it in a document.",
        discussion: "The file itself stays where it is: remove it yourself when it must not lie there in clear.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Argument(help: "The file.")
    var file: String
    @Option(name: .long, help: "Which field; needed when there are several for files.")
    var field: String?
    @Option(name: .long, help: ArgumentHelp("The document that this one is a copy or a part of.", valueName: "document"))
    var derivedFrom: String?
    @Option(name: .long, help: ArgumentHelp("The document that this one translates.", valueName: "document"))
    var translationOf: String?

    mutating func validate() throws {
        if derivedFrom != nil, translationOf != nil { throw ValidationError("Give --derived-from or --translation-of, not both.") }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: nil, in: clinic)
        var origin: DocumentOrigin?
        if let name = derivedFrom ?? translationOf {
            let document = try await RecordFinder.find(name, kind: "document", in: clinic)
            origin = DocumentOrigin(document, derivedFrom != nil ? .derived : .translation)
        }
        let attached = try await clinic.attach(
            path: context.path(file), to: record, field: field, origin: origin, report: context.progress)
        context.clearProgress()
        try context.show(AttachedView(attached: attached))
        context.warn(about: attached.saved)
        await ReplacedValues.tell(attached.saved, clinic, context)
        return .done
    }
}
