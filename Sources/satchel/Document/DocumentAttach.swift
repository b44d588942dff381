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

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: nil, in: clinic)
        let (saved, reference) = try await clinic.attach(
            path: context.path(file), to: record, field: field, report: context.progress)
        context.clearProgress()
        try context.show(AttachedView(saved: saved, file: reference))
        context.warn(about: saved)
        await ReplacedValues.tell(saved, clinic, context)
        return .done
    }
}
