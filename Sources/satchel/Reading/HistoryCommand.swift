import ArgumentParser
import Clinic
import Records

struct HistoryCommand: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "history", abstract: "Show every edit of a record: what, who, on which device, when.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var argument: RecordArgument
    @OptionGroup var calendars: CalendarOptions
    @Option(name: .long, help: "Only this field.")
    var field: String?

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let headless = try await clinic.status().spaces.flatMap(\.headless).first { $0.description == argument.record }
        let record: RecordID
        var kind: RecordKind?
        if let headless {
            record = headless
        } else {
            record = try await RecordFinder.find(argument.record, kind: nil, in: clinic)
            kind = clinic.catalog[try await clinic.detail(record).kind]
        }
        let rows = try await clinic.history(record, field: field)
        let values = ValueText(catalog: clinic.catalog, language: context.language, calendar: calendars.calendar)
        try context.show(HistoryView(rows: rows, kind: kind, values: values))
        return .done
    }
}
