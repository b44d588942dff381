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

            --with-names says what is due and the clients' names too. That is an export: it needs a purpose, a reason and, unless the \
            purpose is internal, a recipient; it names only who agreed to it, and is written down as a disclosure.
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
    @Flag(name: .long, help: "Also what is due in words, and the names of the clients.")
    var withNames = false
    @Option(name: .long, help: "With names: what for, internal or a code of consent_purpose.")
    var purpose: String?
    @Option(name: .long, help: ArgumentHelp("With names: who receives it, a partner of the store or a name.", valueName: "partner"))
    var recipient: String?
    @Option(name: .long, help: "What sort of body the recipient is, where it is no partner of the store: a code of partner_type.")
    var recipientType: String?
    @Option(name: .long, help: "With names: why; it is written down.")
    var reason: String?

    mutating func validate() throws {
        guard withNames else {
            guard purpose == nil, recipient == nil, recipientType == nil, reason == nil else {
                throw ValidationError("--purpose, --recipient, --recipient-type and --reason need --with-names.")
            }
            return
        }
        guard let purpose, reason != nil else { throw ValidationError("--with-names needs --purpose and --reason: names leave with it.") }
        guard purpose == ExportJob.internalPurpose || recipient != nil else {
            throw ValidationError("--recipient is needed for whatever leaves for others.")
        }
    }

    func run(_ clinic: Clinic, _ context: CommandContext) async throws -> ExitStatus {
        let last = try until.map { text throws(CommandError) in try DayOption.day(text, option: "--until") }
        try Files.requireFree(context.path(ics))
        let items = try await clinic.agenda(until: last, includeDone: all).filter { everyKind || $0.summary.kind == TaskNoun.kind }
        var named: NamedCalendar?
        let events: [CalendarEvent]
        if let job = try await job(clinic, context) {
            let calendar = try await clinic.namedCalendarEvents(of: items, home: context.zone, locale: context.language, job: job)
            (named, events) = (calendar, calendar.events)
        } else {
            events = await clinic.calendarEvents(of: items, home: context.zone, locale: context.language)
        }
        try Files.create(context.path(ics), CalendarFile.bytes(of: events))
        try context.show(CalendarView(count: events.count, file: ics, unknownZones: items.count { $0.hasUnknownZone }, named: named))
        return .done
    }

    /// What the names leave for; `nil` without names.
    private func job(_ clinic: Clinic, _ context: CommandContext) async throws -> ExportJob? {
        guard withNames, let purpose, let reason else { return nil }
        let recipient = try await RecipientFinder.find(recipient ?? "the organisation", type: recipientType, in: clinic)
        let job = ExportJob(purpose: purpose, recipient: recipient, reason: reason, today: try context.day())
        if job.isInternal { context.warn("warning: nobody's consent was looked at. This must stay in the organisation.") }
        return job
    }
}

struct CalendarView: Renderable {
    let count: Int
    let file: String
    /// Deadlines whose zone nobody knows.
    let unknownZones: Int
    /// `nil` when nobody is named.
    let named: NamedCalendar?

    var json: JSONValue {
        [
            "events": .integer(Int64(count)), "file": .text(file), "unknown_zones": .integer(Int64(unknownZones)),
            "named": .integer(Int64(named?.namedCount ?? 0)), "unnamed_clients": .integer(Int64(named?.unnamedClientCount ?? 0)),
        ]
    }

    func write(to page: inout Page) {
        page.line("Wrote \(.counted(count, "deadline", "deadlines")) to \(file).")
        if let named {
            page.line("With names: \(.counted(named.namedCount, "deadline", "deadlines")). Whoever has the file can read them.")
            if named.unnamedClientCount > 0 {
                page.line("! Not named, for want of consent: \(.counted(named.unnamedClientCount, "client", "clients")).")
            }
        }
        guard unknownZones > 0 else { return }
        page.line(
            "! \(.counted(unknownZones, "deadline names", "deadlines name")) a time zone that is none: it was taken for this computer's.")
    }
}
