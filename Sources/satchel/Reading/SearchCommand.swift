import ArgumentParser
import Clinic
import Records

struct SearchCommand: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "search", abstract: "Find records by words, in any spelling of a name.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var calendars: CalendarOptions
    @Argument(help: "Words; all of them have to be there, each at least in its beginning.")
    var words: [String]
    @Option(name: .long, help: "Only this kind of record.")
    var kind: String?
    @Option(name: .long, help: ArgumentHelp("Only of this caseload.", valueName: "name"))
    var space: String?
    @Option(name: .long, help: "How many at most, 1 to 1000.")
    var limit = 20

    mutating func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit is 1 to 1000.") }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        var id: SpaceID?
        if let space { id = try await clinic.space(space) }
        let rows = try await clinic.search(words.joined(separator: " "), kind: kind, space: id, limit: limit)
        let empty: Phrase = "Nothing found. Shorter words, or the beginning of a name, find more."
        let values = ValueText(catalog: clinic.catalog, language: context.language, calendar: calendars.calendar)
        try context.show(RecordTable(rows: rows, total: rows.count, offset: 0, empty: empty, values: values, showsKind: true))
        return .done
    }
}
