import ArgumentParser
import Clinic
import Records

struct DocumentCustody: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "custody", abstract: "Show who had a document when, or write down that it changed hands.",
        discussion: "With --event a link is added to the chain. Links are never taken out; a wrong one is noted as wrong.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @Option(name: .long, help: ArgumentHelp("What happened: received, transferred, returned_original, …", valueName: "code"))
    var event: String?
    @Option(name: .long, help: ArgumentHelp("Who had it before.", valueName: "name"))
    var from: String?
    @Option(name: .long, help: ArgumentHelp("Who has it now.", valueName: "name"))
    var to: String?
    @Option(name: .long, help: ArgumentHelp("The day; otherwise today.", valueName: "date"))
    var on: String?
    @Option(name: .long, help: ArgumentHelp("The time of day.", valueName: "hh:mm"))
    var at: String?
    @Option(name: .long, help: "Where.")
    var place: String?
    @Option(name: .long, help: ArgumentHelp("Who saw it.", valueName: "name"))
    var witness: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let document = try await RecordFinder.find(argument.record, kind: "document", in: clinic)
        let given = ["from_whom": from, "to_whom": to, "on": on, "at": at, "place": place, "witness": witness].compactMapValues { $0 }
        guard let event else {
            guard given.isEmpty else {
                throw CommandError(.badArguments, "--event is missing.", hint: "Say what happened, such as --event received.")
            }
            let values = ValueText(catalog: clinic.catalog, language: context.language)
            try context.show(CustodyChain(rows: try await clinic.custody(of: document), values: values))
            return .done
        }
        var fields: [String: JSONValue] = ["event": .text(event), "on": .text(context.today)]
        for (name, text) in given { fields[name] = try clinic.catalog.json(fromText: text, field: name, kind: "custody_event") }
        try context.show(try await clinic.addCustody(of: document, fields: fields), verb: "Wrote down")
        return .done
    }
}
