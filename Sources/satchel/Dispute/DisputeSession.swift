import ArgumentParser
import Clinic
import Records

struct DisputeSession: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "session", abstract: "Write down a session of a dispute.",
        discussion: "`satchel dispute-session fields` shows what else can be set with --set.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @OptionGroup var fields: FieldOptions
    @Option(name: .long, help: ArgumentHelp("When it was held; otherwise today.", valueName: "date"))
    var on: String?
    @Option(name: .long, help: "Who was there.")
    var present: String?
    @Option(name: .long, help: "What came of it.")
    var result: String?
    @Option(name: .long, help: ArgumentHelp("How long it took.", valueName: "minutes"))
    var minutes: String?
    @Option(name: .long, help: ArgumentHelp("When the next one is.", valueName: "date"))
    var next: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let dispute = try await RecordFinder.find(argument.record, kind: DisputeNoun.kind, in: clinic)
        var input = FieldInput(catalog: clinic.catalog, kind: try RecordKind.of(DisputeSessionNoun.self, in: clinic))
        let options = [
            ("date", on ?? context.today), ("present", present), ("result", result), ("minutes_spent", minutes), ("next_on", next),
        ]
        for case (let name, let text?) in options { try input.set("\(name)=\(text)") }
        input.replace("dispute", with: .text(dispute.description))
        try await fields.read(into: &input, context)
        await input.resolveReferences(in: clinic)
        let saved = try await clinic.addSession(try input.checked(creating: true), to: dispute)
        try context.show(saved, verb: "Added")
        return .done
    }
}
