import ArgumentParser
import Clinic
import Records

struct DocumentExtract: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "extract", abstract: "Write a sealed file out, in clear.",
        discussion: "What lies outside of the store is no longer protected, and a disk may keep it after it was deleted.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Argument(help: "Where to write it.")
    var file: String
    @Option(name: .long, help: "Which field; needed when there are several for files.")
    var field: String?
    @Flag(name: .long, help: "Replace a file that is there.")
    var overwrite = false

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: nil, in: clinic)
        let reference = try await clinic.extract(record, field: field, to: context.path(file), overwrite: overwrite)
        try context.show(ExtractedView(path: context.path(file), file: reference))
        return .done
    }
}
