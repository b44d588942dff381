public import Records
public import Reports
import Views

extension Clinic {
    /// The most deadlines that one list has.
    public static let agendaMax = 10_000

    /// What has a deadline, of every kind that has such a field, soonest first; at most ``agendaMax``.
    ///
    /// - Parameter until: the last day to be listed; `nil` for all.
    /// - Complexity: O(*n*) in the deadlines listed, and a look-up of a case for each.
    public func agenda(until: CalendarDate? = nil, includeDone: Bool = false) throws -> [AgendaItem] {
        var numbers = [RecordID: String?]()
        let today = CalendarDate(dayNumber: Int(now / 86_400))
        return try view.deadlines(until: until, includeDone: includeDone, today: today, limit: Self.agendaMax).compactMap { row in
            guard let date = row.due.flatMap(CalendarDate.init) else { return nil }
            let fields = row.fields
            let zoneText = fields["time_zone"]?.textValue ?? ""
            let zone = TimeZoneName(zoneText)
            var number: String?
            if let text = fields["case"]?.textValue, let id = RecordID(text) {
                if let known = numbers[id] {
                    number = known
                } else {
                    number = try view.record(id)?.number
                    numbers[id] = number
                }
            }
            return AgendaItem(
                summary: summary(row),
                due: DueDate(date: date, time: fields["due_time"]?.textValue.flatMap(TimeOfDay.init), zone: zone),
                hasUnknownZone: zone == nil && !zoneText.isEmpty,
                remindDays: fields["remind_days"]?.integerValue.map { Int(clamping: $0) },
                remindOn: fields["remind_on"]?.textValue.flatMap(CalendarDate.init),
                taskKind: row.kind == "task" ? fields["kind"]?.textValue : nil, authority: fields["authority"]?.textValue,
                caseNumber: row.number ?? number)
        }
    }

    /// The same in a calendar's entries.
    ///
    /// A deadline without a time is a whole day, a partial date all the days that it may mean.
    ///
    /// Nobody is named: calendars are copied to places that nothing protects. ``namedCalendarEvents(of:home:locale:job:)`` names clients.
    ///
    /// - Parameter names: by the record what its entry says besides.
    public func calendarEvents(
        of items: [AgendaItem], home: TimeZoneName, locale: String, names: [RecordID: [String]] = [:]
    ) -> [CalendarEvent] {
        items.map { item in
            let kind = catalog[item.summary.kind]
            let task = item.taskKind.flatMap { code in
                kind?["kind"].map { catalog.display(.code(code), field: $0, locale: locale) }
            }
            let what = task ?? kind?.label(locale) ?? item.summary.kind
            var details = [String]()
            if let time = item.due.time { details.append("\(item.due.date) \(time) \((item.due.zone ?? home).identifier)") }
            if let authority = item.authority { details.append(authority) }
            details += names[item.summary.id] ?? []
            return CalendarEvent(
                uid: item.summary.id.description + "@satchel.invalid", stamp: item.summary.updated,
                when: item.due.instant(home: home).map(CalendarEvent.When.instant) ?? .days(item.due.date.days),
                summary: [what, item.caseNumber].compactMap { $0 }.joined(separator: " · "),
                details: details.joined(separator: "\n"), category: what, reminderDays: item.reminderDays)
        }
    }
}

extension AgendaItem {
    /// The days from the first reminder to the deadline; `nil` when none was asked for.
    var reminderDays: Int? {
        let first = due.date.days.lowerBound
        let days = [remindDays, remindOn.map { first - $0.days.lowerBound }].compactMap { $0 }.filter { $0 >= 0 }
        return days.max()
    }
}
