import ArgumentParser
import Clinic
import Records

struct DeadlinesCommand: ClinicCommand {
    static let configuration = CommandConfiguration(commandName: "deadlines", abstract: "List what is due, the earliest first.")

    @OptionGroup var common: CommonOptions
    @OptionGroup var calendars: CalendarOptions
    @Option(name: .long, help: ArgumentHelp("Only up to this day.", valueName: "date"))
    var until: String?
    @Flag(name: .long, help: "Also what is done.")
    var all = false

    mutating func validate() throws {
        guard let until else { return }
        guard let date = try? CalendarDate(typed: until), date.day != nil else {
            throw ValidationError("--until is a day as 2026-04-30, or of another calendar as 1405-02-10 persian.")
        }
        self.until = date.description
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let rows = try await clinic.deadlines(until: until, includeDone: all)
        let empty: Phrase = "Nothing is due. `satchel task add --set title=… --set due=2026-04-30` writes down a deadline."
        let values = ValueText(catalog: clinic.catalog, language: context.language, calendar: calendars.calendar)
        try context.show(
            RecordTable(rows: rows, total: rows.count, offset: 0, empty: empty, values: values, showsKind: true, today: context.today))
        return .done
    }
}
