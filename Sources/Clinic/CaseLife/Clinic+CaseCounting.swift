public import Records
public import Reports
import Views

extension Clinic {
    /// The cases of a period in numbers, as far as this device holds them; what was moved away counts where it lives.
    ///
    /// - Parameter first: ISO dates; of a date in part the first day counts.
    /// - Throws: `ValidationFailure` for what is no date, or a period that ends before it begins.
    /// - Complexity: O(records).
    public func caseReport(from first: String, through last: String, space: SpaceID?) throws -> CaseReport {
        func day(_ text: String, _ field: String) throws -> CountingDay {
            guard let day = CountingDay(text) else {
                throw ValidationFailure(problems: [
                    Problem(field: field, code: .notADate, message: "This is not a date.", accepted: "a date as 2026-05-03")
                ])
            }
            return day
        }
        let (start, end) = (try day(first, "from"), try day(last, "to"))
        guard let counting = CaseCounting(from: start, through: end) else {
            throw ValidationFailure(problems: [
                Problem(field: "to", code: .notADate, message: "The period ends before it begins.", accepted: "a day from \(start) on")
            ])
        }
        return CaseReport(try caseRows(space: space), counting: counting)
    }

    func caseRows(space: SpaceID?) throws -> [CaseRow] {
        var byCase = [RecordID: [RecordRow]]()
        for kind in [KindName.statusEvent, KindName.timeEntry, "consultation", "dispute"] {
            try view.eachRecord(kind: kind, space: space) { row in
                guard let owner = row.fields[KindName.legalCase]?.textValue.flatMap(RecordID.init) else { return }
                byCase[owner, default: []].append(row)
            }
        }
        var rows = [CaseRow]()
        try view.eachRecord(kind: KindName.legalCase, space: space) { row in
            // A duplicate is counted as what it duplicates.
            if row.status != "duplicate" { rows.append(caseRow(row, (byCase[row.id] ?? []).filter { $0.space == row.space })) }
        }
        return rows
    }

    /// A case with what hangs on it, as plain values to count.
    func caseRow(_ row: RecordRow, _ related: [RecordRow]) -> CaseRow {
        func text(_ row: RecordRow, _ field: String) -> String? { row.fields[field]?.textValue }
        func day(_ row: RecordRow, _ field: String) -> CountingDay? { text(row, field).flatMap { CountingDay($0) } }
        var result = CaseRow(id: row.id.description)
        result.clients = Set((row.fields["clients"]?.arrayValue ?? []).compactMap(\.textValue))
        result.problem = text(row, "issue").map { issue in
            catalog.vocabulary("legal_issue")?.codes.first { $0.code == issue }?.maps["area"] ?? issue
        }
        result.worker = text(row, "responsible")
        result.openedOn = day(row, "opened_on")
        for event in related where event.kind == KindName.statusEvent {
            guard let on = day(event, "on"), let status = text(event, "status") else { continue }
            if CaseStep.ended.contains(status) {
                result.closings.append(CaseRow.Closing(on: on, reason: text(event, "reason")))
            } else if status == "reopened" {
                result.reopenings.append(on)
            } else if status == "open", result.openedOn == nil {
                result.openedOn = on
            }
        }
        // Closed by a version, or an import, that writes no events.
        if result.closings.isEmpty, row.status.map(CaseStep.ended.contains) ?? false, let on = day(row, "closed_on") {
            result.closings.append(CaseRow.Closing(on: on, reason: text(row, "closure_reason")))
        }
        for item in related {
            switch item.kind {
            case "consultation":
                guard let on = day(item, "date") else { continue }
                if let service = text(item, "service") { result.services.append(CaseRow.Service(code: service, on: on)) }
                if let minutes = item.fields["minutes_spent"]?.integerValue, minutes > 0 {
                    result.work.append(
                        CaseRow.Work(on: on, minutes: Int(minutes), project: text(row, "project_code"), donor: text(row, "donor_code")))
                }
            case "dispute":
                guard let on = day(item, "first_session_on") else { continue }
                result.services.append(CaseRow.Service(code: "collaborative_dispute_resolution", on: on))
            case KindName.timeEntry:
                guard let on = day(item, "on"), let minutes = item.fields["minutes"]?.integerValue, minutes > 0 else { continue }
                result.work.append(
                    CaseRow.Work(
                        on: on, minutes: Int(minutes), project: text(item, "project_code"), donor: text(item, "donor_code")))
            default: break
            }
        }
        return result
    }
}
