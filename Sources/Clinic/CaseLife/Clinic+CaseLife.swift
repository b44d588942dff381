public import Records
import Exchange
import Reports
import Vault
import Views

extension Clinic {
    /// Opens, suspends, resumes, closes or reopens a case: the event and what it changes of the case, in one entry.
    ///
    /// Closing asks for a day, a reason and an outcome. Reopening takes nothing back: what was said with the closing stays.
    ///
    /// - Throws: `ValidationFailure` with every problem at once; `.impossibleStep` for a step that the case does not have from where it
    ///   stands; `.conflictToSettle` while its status is in conflict; `.moved`.
    public func take(_ step: CaseStep, in record: RecordID, _ details: CaseStepDetails) throws -> Saved {
        let row = try existing(record)
        try requireUnmoved(row)
        try requireCase(row)
        guard row.conflicts["status"] == nil else {
            throw ClinicError(
                .conflictToSettle, "Nothing was saved: where this case stands is in conflict.",
                hint: "Settle its status with `satchel conflict settle`, then go on.")
        }
        let possible = CaseStep.possible(from: row.status)
        guard possible.contains(step) else {
            let names = possible.map(\.rawValue).joined(separator: " or ")
            throw ClinicError(
                .impossibleStep, "A case that \(Self.standing(row.status)) cannot be \(Self.participle(step)).",
                hint: "Possible is: \(names).")
        }
        let on = details.on ?? (step == .close ? nil : today)
        try check(step, details, on: on, of: row)
        let form = try form(record)
        var changes: [String: JSONValue] = ["status": .text(step.status)]
        switch step {
        case .open: if row.fields["opened_on"]?.textValue == nil { changes["opened_on"] = on.json }
        case .close: changes.merge(["closed_on": on.json, "closure_reason": details.reason.json]) { $1 }
        case .reopen: changes.merge(["closed_on": .null, "closure_reason": .null]) { $1 }
        case .suspend, .resume: break
        }
        let event = try Self.given([
            "case": record.description, "status": step.status, "on": on, "reason": details.reason, "outcome": details.outcome,
            "by": details.by ?? currentName(), "approved_by": details.approvedBy, "notes": details.note,
        ])
        return try saveTogether(
            [Draft(.form(form), changes, name: "case"), Draft(.new(kind: KindName.statusEvent), event, name: "event")], in: row.space)[0]
    }

    /// What a supervisor found.
    ///
    /// - Parameter result: a code of `review_result`.
    public func review(
        _ record: RecordID, result: String, findings: String?, on: String? = nil, by: String? = nil, due: String? = nil
    ) throws -> Saved {
        let row = try existing(record)
        try requireUnmoved(row)
        try requireCase(row)
        let fields = try Self.given([
            "case": record.description, "on": on ?? today, "by": by ?? currentName(), "result": result, "findings": findings, "due": due,
        ])
        return try saveTogether([Draft(.new(kind: KindName.review), fields)], in: row.space)[0]
    }

    /// Working time on a case, booked on the case's project and donor unless others are named.
    public func spend(
        _ minutes: Int, on record: RecordID, activity: String?, day: String? = nil, by: String? = nil, project: String? = nil,
        donor: String? = nil
    ) throws -> Saved {
        let row = try existing(record)
        try requireUnmoved(row)
        try requireCase(row)
        var fields = try Self.given([
            "case": record.description, "on": day ?? today, "activity": activity, "by": by ?? currentName(),
            "project_code": project ?? row.fields["project_code"]?.textValue, "donor_code": donor ?? row.fields["donor_code"]?.textValue,
        ])
        fields["minutes"] = .integer(Int64(minutes))
        return try saveTogether([Draft(.new(kind: KindName.timeEntry), fields)], in: row.space)[0]
    }

    /// Everything that was said of where a case stands, by whom and when, what it took, and what comes next.
    public func life(of record: RecordID) throws -> CaseLife {
        let row = try existing(record)
        try requireCase(row)
        let related = try view.related(to: record).map(\.record).filter { $0.space == row.space }
        func text(_ row: RecordRow, _ field: String) -> String? { row.fields[field]?.textValue }
        let events = related.filter { $0.kind == KindName.statusEvent }.map {
            CaseLife.Event(
                record: $0.id, status: text($0, "status"), on: text($0, "on"), reason: text($0, "reason"), outcome: text($0, "outcome"),
                by: text($0, "by"), approvedBy: text($0, "approved_by"), author: author($0.created, in: row.space))
        }
        let reviews = related.filter { $0.kind == KindName.review }.map {
            CaseLife.Review(
                record: $0.id, on: text($0, "on"), result: text($0, "result"), findings: text($0, "findings"), by: text($0, "by"),
                due: text($0, "due"), author: author($0.created, in: row.space))
        }
        let counted = caseRow(row, related)
        return CaseLife(
            record: record, number: row.number, title: row.title, status: row.status, possible: CaseStep.possible(from: row.status),
            events: events.sorted { ($0.on ?? "", $0.author.time, $0.record) < ($1.on ?? "", $1.author.time, $1.record) },
            reviews: reviews.sorted { ($0.on ?? "", $0.author.time, $0.record) < ($1.on ?? "", $1.author.time, $1.record) },
            minutes: counted.work.sum(\.minutes), openedOn: counted.openings.first?.from.description,
            daysOpen: CountingDay(today).map(counted.daysOpen) ?? 0, projectCode: text(row, "project_code"),
            donorCode: text(row, "donor_code"))
    }

    // MARK: Pieces

    private func check(_ step: CaseStep, _ details: CaseStepDetails, on: String?, of row: RecordRow) throws {
        var problems = [Problem]()
        func missing(_ field: String, _ message: String, _ accepted: String) {
            problems.append(Problem(field: field, code: .missing, message: message, accepted: accepted))
        }
        if step == .close {
            if on == nil { missing("on", "A case is closed on a day.", "a date as 2026-05-03") }
            let reasons = catalog.vocabulary("closure_reason")?.codes.filter { !$0.retired }.map(\.code) ?? []
            if details.reason == nil { missing("reason", "A case is closed for a reason.", "one of: " + reasons.joined(separator: ", ")) }
            if details.outcome?.isEmpty ?? true { missing("outcome", "A case is closed with what came of it.", "a sentence or two") }
        } else if details.reason != nil {
            problems.append(
                Problem(field: "reason", code: .wrongType, message: "Only closing has a reason.", accepted: "nothing; write a note instead")
            )
        }
        if let on, let day = CountingDay(on) {
            // Where the sun rises first it is tomorrow already.
            if let latest = CountingDay(String(Timestamp.text(now + 14 * 3600).prefix(10))), day > latest {
                problems.append(
                    Problem(field: "on", code: .notADate, message: "This day is still to come.", accepted: "a day up to \(today)"))
            }
            if let opened = row.fields["opened_on"]?.textValue, let start = CountingDay(opened), day < start, step != .open {
                problems.append(
                    Problem(field: "on", code: .notADate, message: "The case was not open yet.", accepted: "a day from \(opened) on"))
            }
        }
        guard problems.isEmpty else { throw ValidationFailure(problems: problems) }
    }

    private func requireCase(_ row: RecordRow) throws {
        guard row.kind == KindName.legalCase else { throw ClinicError(.notFound, "This record is not a case.", hint: "Name a case.") }
    }

    private func currentName() throws -> String? { try personName(actingPerson ?? vault.person) }

    private static func given(_ texts: [String: String?]) -> [String: JSONValue] {
        texts.compactMapValues { $0 }.filter { !$0.value.isEmpty }.mapValues { .text($0) }
    }

    private static func standing(_ status: String?) -> String {
        switch status {
        case nil: "has not been opened"
        case "open"?: "is open"
        case "suspended"?: "is suspended"
        case "reopened"?: "was reopened"
        case "closed"?: "is closed"
        case "transferred"?: "was transferred"
        case "duplicate"?: "is a duplicate"
        default: "has a status of its own"
        }
    }

    private static func participle(_ step: CaseStep) -> String {
        switch step {
        case .open: "opened"
        case .suspend: "suspended"
        case .resume: "resumed"
        case .close: "closed"
        case .reopen: "reopened"
        }
    }
}

extension String? {
    fileprivate var json: JSONValue { map { .text($0) } ?? .null }
}
