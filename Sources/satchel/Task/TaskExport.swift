import ArgumentParser
import Clinic
import Records
import Reports

struct TaskExport: ClinicCommand {
    static let configuration = CommandConfiguration(
        commandName: "export", abstract: "Write what is due as a calendar file for a phone or a mail program.",
        discussion: """
            An entry says what sort of deadline it is, the case number and the court, and names nobody: calendars are copied to places \
            that Satchel does not protect. The same deadline has the same identifier in every export, so reading a newer file updates it.
            """)

    @OptionGroup var common: CommonOptions
    @Option(name: .long, help: ArgumentHelp("Write to a new file that only you can read.", valueName: "file"))
    var ics: String
    @Option(name: .long, help: ArgumentHelp("Only up to this day.", valueName: "date"))
    var until: String?
    @Flag(name: .long, help: "Also deadlines of other kinds than tasks: obligations, follow-up checks, referrals, complaints.")
    var everyKind = false
    @Flag(name: .long, help: "Also what is done.")
    var all = false

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let last = try until.map { text throws(CommandError) in try DayOption.day(text, option: "--until") }
        try Files.requireFree(context.path(ics))
        let items = try await clinic.agenda(until: last, includeDone: all).filter { everyKind || $0.summary.kind == TaskNoun.kind }
        let events = await clinic.calendarEvents(of: items, home: context.zone, locale: context.language, names: false)
        try Files.create(context.path(ics), CalendarFile.bytes(of: events))
        try context.show(CalendarView(count: events.count, file: ics, unknownZones: items.count { $0.hasUnknownZone }))
        return .done
    }
}

struct CalendarView: Renderable {
    let count: Int
    let file: String
    /// Deadlines whose zone nobody knows.
    let unknownZones: Int

    var json: JSONValue {
        ["events": .integer(Int64(count)), "file": .text(file), "unknown_zones": .integer(Int64(unknownZones))]
    }

    func write(to page: inout Page) {
        page.line("Wrote \(.counted(count, "deadline", "deadlines")) to \(file).")
        guard unknownZones > 0 else { return }
        page.line(
            "! \(.counted(unknownZones, "deadline names", "deadlines name")) a time zone that is none: it was taken for this computer's.")
    }
}
