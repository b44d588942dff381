import ArgumentParser
import Clinic
import Records

struct RecordList<Noun: KindNoun>: ClinicCommand {
    static var configuration: CommandConfiguration {
        CommandConfiguration(commandName: "list", abstract: "List \(Noun.plural).")
    }

    @OptionGroup var common: CommonOptions
    @OptionGroup var calendars: CalendarOptions
    @Option(name: .long, help: ArgumentHelp("Only of this caseload.", valueName: "name"))
    var space: String?
    @Option(
        name: .customLong("where"), parsing: .unconditionalSingleValue,
        help: ArgumentHelp("Only those whose field holds the value; repeated.", valueName: "field=value"))
    var filters: [String] = []
    @Flag(name: .long, help: "Also those that were moved to another caseload.")
    var moved = false
    @Option(name: .long, help: "What comes first.")
    var order: ListOrder = .created
    @Option(name: .long, help: "How many at most, 1 to 10000.")
    var limit = 50
    @Option(name: .long, help: "How many to pass over.")
    var offset = 0

    mutating func validate() throws {
        guard (1...10_000).contains(limit) else { throw ValidationError("--limit is 1 to 10000.") }
        guard offset >= 0 else { throw ValidationError("--offset is not negative.") }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        var query = ListQuery(kind: Noun.kind)
        if let space { query.space = try await clinic.space(space) }
        query.order = order.order
        query.includesMoved = moved
        query.limit = limit
        query.offset = offset
        for filter in filters {
            let parts = filter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2 else {
                throw CommandError(.badArguments, "--where needs a field and a value.", hint: "Write field=value.")
            }
            query.filters[parts[0]] = parts[1]
        }
        let page = try await clinic.list(query)
        let empty: Phrase =
            filters.isEmpty && offset == 0
            ? "No \(words: Noun.plural) yet. `satchel \(words: Noun.command) add` writes down the first; `satchel \(words: Noun.command) fields` shows its fields."
            : "No \(words: Noun.plural) like that."
        let values = ValueText(catalog: clinic.catalog, language: context.language, calendar: calendars.calendar)
        try context.show(RecordTable(rows: page.rows, total: page.total, offset: offset, empty: empty, values: values))
        return .done
    }
}
