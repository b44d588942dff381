import ArgumentParser
import Clinic
import Records

struct RecordNote<Noun: KindNoun>: ClinicCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(
            commandName: "note", abstract: "Append a signed note to \(Noun.one).",
            discussion: "Notes are never edited: a correction is a further note, --about the one that it corrects.")
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Argument(help: "The note; - reads it from standard input.")
    var text: String
    @Option(name: .long, help: "Which field of notes.")
    var field = "notes"
    @Option(name: .long, help: ArgumentHelp("The note that this one adds to, as `show` names it.", valueName: "note"))
    var about: String?

    static var textBytesMax: Int { 64 * 1024 }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let record = try await RecordFinder.find(argument.record, kind: Noun.kind, in: clinic)
        let about = try about.map { text throws(CommandError) in
            guard let operation = OperationID(text) else {
                throw CommandError(
                    .badArguments, "--about is not the identifier of a note.", hint: "`satchel \(Noun.command) show` names them.")
            }
            return operation
        }
        var text = text
        if text == "-" { text = String(decoding: try await context.read("-", byteCountMax: Self.textBytesMax), as: UTF8.self) }
        let saved = try await clinic.note(record, field: field, text: text, about: about)
        try context.show(saved, verb: "Noted on")
        return .done
    }
}
