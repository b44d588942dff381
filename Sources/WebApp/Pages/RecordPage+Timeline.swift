import Clinic
import Records

extension RecordPage {
    /// What was written of the record and of what hangs on it, newest first.
    static func timeline(
        _ detail: RecordDetail, _ hanging: [FileItem], _ clinic: Clinic, _ values: ValueWords
    ) async throws -> [Event] {
        var events = [(time: Int64, event: Event)]()
        var seen = Set<RecordID>()
        for item in hanging where seen.insert(item.summary.id).inserted {
            let text = values.words("event_added", ["kind": values.kind(item.summary.kind), "title": item.summary.title])
            events.append((item.created.time, event(text, "/records/\(item.summary.id)", item.created, values)))
        }
        // One save writes many fields: it is one event.
        let history = try await clinic.history(detail.id, field: nil)
        for (author, rows) in Dictionary(grouping: history, by: \.author) {
            let isCreation = author == detail.created
            var fields = [String]()
            for row in rows {
                let label = values.label(row.field, of: detail.kind)
                if !fields.contains(label) { fields.append(label) }
            }
            let name = isCreation ? "event_created" : "event_changed"
            let text = values.words.text(named: name)?.replacing("{fields}", with: fields.joined(separator: values.words("list_separator")))
            events.append((author.time, event(text ?? "", nil, author, values)))
        }
        return events.sorted { $0.time > $1.time }.prefix(timelineMax).map(\.event)
    }

    private static func event(_ text: String, _ link: String?, _ author: Author, _ values: ValueWords) -> Event {
        Event(time: values.moment(author.time), text: text, link: link, author: author.name ?? values.words("somebody"))
    }

    /// Of a case or a client: where it stands, what is dangerous, what comes next, who is responsible, what was agreed to.
    static func facts(_ detail: RecordDetail, _ hanging: [FileItem], _ values: ValueWords, _ visit: Visit) -> [Fact] {
        guard detail.kind == "case" || detail.kind == "client" else { return [] }
        let kind = values.catalog[detail.kind]
        var facts = [Fact]()
        for name in ["status", "priority", "confidentiality", "security_flags", "responsible", "phone", "phone_safe", "interpreter_needed"]
        {
            guard let json = detail.fields[name], let field = kind?[name] else { continue }
            let text = values.text(json, field: field)
            let isGrave = ["security_flags", "confidentiality"].contains(name) || (name == "phone_safe" && json.flagValue == false)
            if !text.isEmpty { facts.append(Fact(label: values.label(name, of: detail.kind), text: text, isGrave: isGrave)) }
        }
        let due = hanging.filter { !$0.summary.isDone && $0.summary.due != nil }.min { ($0.summary.due ?? "") < ($1.summary.due ?? "") }
        if let due, let text = due.summary.due {
            let isOver = CalendarDate(text).map { $0.days.upperBound < (visit.today.dayNumber ?? 0) } ?? false
            facts.append(Fact(label: values.words("fact_next"), text: "\(values.date(text)) · \(due.summary.title)", isGrave: isOver))
        }
        let consents = hanging.filter { $0.summary.kind == "consent" }
        if detail.kind == "client" {
            let standing = consents.filter { $0.fields["withdrawn_on"] == nil }.flatMap { $0.fields["purposes"]?.arrayValue ?? [] }
            let field = values.catalog["consent"]?["purposes"]
            let text =
                standing.isEmpty
                ? values.words("fact_no_consent")
                : values.text(.array(standing.reduce(into: [JSONValue]()) { if !$0.contains($1) { $0.append($1) } }), field: field)
            facts.append(Fact(label: values.kind("consent"), text: text, isGrave: standing.isEmpty))
        }
        return facts
    }
}
