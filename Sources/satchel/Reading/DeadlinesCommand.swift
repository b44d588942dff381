import ArgumentParser
import Clinic
import Records

struct DeadlinesCommand: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "deadlines", abstract: "List what is due, the earliest first.",
        discussion: """
            Of every kind of record that has a deadline: tasks, obligations, follow-up checks, referrals, complaints, reviews. A time is \
            shown as clocks show it where the task says, and here.
            """)

    @OptionGroup var common: CommonOptions
    @OptionGroup var calendars: CalendarOptions
    @Option(name: .long, help: ArgumentHelp("Only up to this day.", valueName: "date"))
    var until: String?
    @Flag(name: .long, help: "Also what is done.")
    var all = false
    @Flag(name: .long, help: "Only what is overdue.")
    var overdue = false
    @Flag(name: .long, help: "Only what is due today.")
    var today = false
    @Flag(name: .long, help: "Only what is due today or on the six days after it.")
    var week = false
    @Flag(name: .long, help: "Only what it is time to be reminded of.")
    var remind = false

    mutating func validate() throws {
        guard let until else { return }
        guard let date = try? CalendarDate(typed: until), date.day != nil else {
            throw ValidationError("--until is a day as 2026-04-30, or of another calendar as 1405-02-10 persian.")
        }
        self.until = date.description
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let now = context.clock()
        let zone = context.zone
        let chosen = standings
        let items = try await clinic.agenda(until: until.flatMap(CalendarDate.init), includeDone: all).filter { item in
            guard chosen != nil || remind else { return true }
            return chosen?.contains(item.standing(at: now, home: zone)) ?? false
                || remind && !item.summary.isDone && item.reminds(at: now, home: zone)
        }
        let values = ValueText(catalog: clinic.catalog, language: context.language, calendar: calendars.calendar)
        try context.show(AgendaView(items: items, values: values, now: now, zone: zone, isChosen: chosen != nil || remind))
        return .done
    }

    /// What is asked for; `nil` for everything.
    private var standings: Set<DueDate.Standing>? {
        var standings = Set<DueDate.Standing>()
        if overdue { standings.insert(.overdue) }
        if today { standings.insert(.today) }
        if week { standings.formUnion([.today, .thisWeek]) }
        return standings.isEmpty ? nil : standings
    }
}
