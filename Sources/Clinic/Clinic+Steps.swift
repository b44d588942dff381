public import Records
import Views

extension Clinic {
    /// Why and by whom a step was taken.
    public struct StepNote: Sendable {
        public var by: String?
        public var outcome: String?
        /// Further fields of the record itself.
        public var fields: [String: JSONValue] = [:]

        public init(by: String? = nil, outcome: String? = nil) {
            self.by = by
            self.outcome = outcome
        }
    }

    /// Takes a step of a kind's workflow: the status of the record and, where the kind's changes of status are kept, an event of it,
    /// in one entry.
    ///
    /// - Parameter day: when it happened, which need not be known to the day.
    /// - Returns: what was done to the record.
    /// - Throws: ``RecordsErrorCode/notPossibleNow`` when the status does not allow it; nothing is then written.
    public func take(_ verb: String, of record: RecordID, on day: CalendarDate, note: StepNote = StepNote()) throws -> Saved {
        let form = try form(record)
        guard let workflow = try workflows()[form.kind] else {
            throw ClinicError(.notFound, "There is no workflow for a \(form.kind).", hint: "Use `edit`.")
        }
        try refuseConflict(in: workflow.field, of: record)
        let transition = try workflow.transition(verb, of: form.fields)
        var fields = note.fields
        fields[workflow.field] = .text(transition.to)
        if let date = transition.sets { fields[date] = .text(day.description) }
        var drafts = [Draft(.form(form), fields)]
        if let event = statusEvent(form, status: transition.to, on: day, note: note) { drafts.append(event) }
        return try saveTogether(drafts, in: form.space)[0]
    }

    /// A status that two people see differently is settled before anything is built on it.
    private func refuseConflict(in field: String, of record: RecordID) throws {
        guard try existing(record).conflicts[field] != nil else { return }
        throw ClinicError(
            .conflictToSettle, "The status holds several values that nobody has settled.", hint: "Settle it first: `satchel conflict list`."
        )
    }

    /// Changes of status are kept of the kinds that `status_event` refers to.
    private func statusEvent(_ form: Form, status: String, on day: CalendarDate, note: StepNote) -> Draft? {
        guard let events = catalog["status_event"], events[form.kind]?.type == .reference, events[form.kind + "_status"] != nil else {
            return nil
        }
        var fields: [String: JSONValue] = [
            form.kind: .text(form.record.description), form.kind + "_status": .text(status), "on": .text(day.description),
        ]
        if let link = form.fields[KindName.legalCase], events[KindName.legalCase] != nil { fields[KindName.legalCase] = link }
        if let by = note.by { fields["by"] = .text(by) }
        if let outcome = note.outcome { fields["outcome"] = .text(outcome) }
        return Draft(.new(kind: "status_event"), fields, name: "change of status")
    }
}
