public import Records
public import Reports
import ReplicatedLog
import Views

/// Entries of a calendar that name clients, and whom they do not name.
public struct NamedCalendar: Sendable {
    public let events: [CalendarEvent]
    /// Deadlines of which the entry names the clients.
    public let namedCount: Int
    /// Clients who stay unnamed, for want of consent or because they want their name withheld.
    public let unnamedClientCount: Int
    public let disclosures: [RecordID]
}

extension Clinic {
    /// The entries of a calendar with the titles of what is due and the names of the clients whom it is about.
    ///
    /// It is an export like any other: for others than the organisation each client is named who agreed to it, and nobody of whom a part
    /// of the name is withheld; an entry about several people names them only when all of them agreed. The disclosure is written down
    /// before the entries are handed out.
    ///
    /// - Throws: `ValidationFailure` for a purpose, recipient or reason that is none; `.mayNotWrite` when the reason cannot be written down.
    public func namedCalendarEvents(
        of items: [AgendaItem], home: TimeZoneName, locale: String, job: ExportJob
    ) throws -> NamedCalendar {
        try check(job)
        var filter = ExportFilter(
            job.isInternal ? nil : ConsentRule(purpose: job.purpose, recipient: job.recipient, day: job.today, catalog: catalog))
        let nameFields = Set(catalog[KindName.client]?.titleFields ?? [])
        var names = [RecordID: [String]]()
        var clients = Set<RecordID>()
        var unnamed = Set<RecordID>()
        var spaces = Set<SpaceID>()
        for item in items {
            let row = try existing(item.summary.id)
            let owners = try filter.owners(of: row, depth: 0, self)
            switch try filter.verdict(row, self) {
            case .all: break
            case .without(let withheld) where nameFields.isDisjoint(with: withheld): break
            case .without, .leftOut:
                unnamed.formUnion(owners)
                continue
            case .ownerless, .inside: continue
            }
            let titles = try owners.sorted().compactMap { try view.record($0, in: row.space)?.title ?? view.record($0)?.title }
            names[row.id] = [row.title] + titles.filter { !row.title.contains($0) }
            clients.formUnion(owners)
            spaces.insert(row.space)
        }
        let allowed = filter.allowed
        let disclosures =
            names.isEmpty
            ? []
            : try disclose(
                Disclosure(
                    purpose: job.purpose, recipient: job.recipient.name, partner: job.recipient.partner,
                    what: "a calendar of \(names.count) deadlines with names", format: "other", reason: job.reason, day: job.today,
                    clients: Dictionary(uniqueKeysWithValues: clients.map { ($0, allowed[$0] ?? nil) })), in: spaces)
        return NamedCalendar(
            events: calendarEvents(of: items, home: home, locale: locale, names: names), namedCount: names.count,
            unnamedClientCount: unnamed.subtracting(clients).count, disclosures: disclosures)
    }
}
