import Clinic
import Records

/// What is due, in a table.
struct AgendaView: Renderable {
    let items: [AgendaItem]
    let values: ValueText
    let now: Int64
    let zone: TimeZoneName
    /// Whether only some of what is due was asked for.
    let isChosen: Bool

    var json: JSONValue {
        ["records": .array(items.map(json)), "total": .integer(Int64(items.count)), "offset": 0, "zone": .text(zone.identifier)]
    }

    private func json(_ item: AgendaItem) -> JSONValue {
        let instant = item.due.instant(home: zone)
        let more: [String: JSONValue] = [
            "due_time": (item.due.time?.description).json, "time_zone": (item.due.zone?.identifier).json,
            "unknown_zone": .flag(item.hasUnknownZone), "instant": instant.map(Moment.json) ?? .null,
            "here": instant.map { .text(LocalTime(at: $0, offset: zone.offset).text) } ?? .null,
            "standing": .text(item.standing(at: now, home: zone).rawValue), "reminds": .flag(item.reminds(at: now, home: zone)),
            "case_number": item.caseNumber.json,
        ]
        return .object((item.summary.json.objectValue ?? [:]).merging(more) { $1 })
    }

    func write(to page: inout Page) {
        let empty: Phrase =
            isChosen
            ? "Nothing like that is due."
            : "Nothing is due. `satchel task add --set title=… --set due=2026-04-30` writes down a deadline."
        var table = RecordTable(
            rows: items.map(\.summary), total: items.count, offset: 0, empty: empty, values: values, showsKind: true)
        table.dueTexts = Dictionary(items.map { ($0.summary.id, due($0)) }, uniquingKeysWith: { $1 })
        table.write(to: &page)
        let unknown = items.count { $0.hasUnknownZone }
        guard unknown > 0 else { return }
        page.line("! \(.counted(unknown, "deadline names", "deadlines name")) a time zone that is none: shown as if it were here.")
    }

    private func due(_ item: AgendaItem) -> Phrase {
        let text: Phrase = "\(SchemaCatalog.display(item.due.date, values.language, values.calendar))" + time(item)
        if item.summary.isDone { return text + " done" }
        return item.standing(at: now, home: zone) == .overdue ? text + " overdue" : text
    }

    /// ` 14:00 Asia/Beirut (13:00 here)`, with the day where it is another one here.
    private func time(_ item: AgendaItem) -> Phrase {
        guard let time = item.due.time else { return item.due.zone.map { .words(" in \($0.identifier)") } ?? "" }
        guard let other = item.due.zone, other != zone, let instant = item.due.instant(home: zone) else {
            return .words(" \(time)")
        }
        let here = LocalTime(at: instant, offset: zone.offset)
        let text = here.text.hasPrefix(item.due.date.description) ? String(here.text.suffix(5)) : here.text
        return .words(" \(time) \(other.identifier) (\(text) here)")
    }
}
