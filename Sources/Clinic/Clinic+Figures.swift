public import Records
public import Reports
import ReplicatedLog
import Views

extension Clinic {
    /// All records of a kind, as reports read them.
    ///
    /// - Complexity: O(*n*) in records, which are all held in memory.
    public func reportRows(of kind: String, in space: SpaceID?) throws -> [ReportRow] {
        var rows = [ReportRow]()
        try view.eachRecord(kind: kind, space: space) { row in
            let day = Int((Double(row.created.time) / 86_400).rounded(.down))
            rows.append(ReportRow(id: row.id.description, fields: row.fields, created: CalendarDate(dayNumber: day)))
        }
        return rows
    }

    /// How disputes ended, and whether agreements hold.
    public func disputeReport(period: ReportPeriod, space: SpaceID?, locale: String) throws -> FigureSheet {
        var input = DisputeReport.Input()
        input.disputes = try reportRows(of: "dispute", in: space)
        input.obligations = try reportRows(of: "obligation", in: space)
        input.checks = try reportRows(of: "follow_up_check", in: space)
        input.types = try disputeTypes(input.disputes)
        let catalog = catalog
        input.label = { field, code in
            field == "type"
                ? catalog.vocabulary("dispute_type")?[code]?.label(locale) ?? code : catalog.word(code, of: field, kind: "dispute", locale)
        }
        return DisputeReport.sheet(input, period: period)
    }

    public func outreachReport(period: ReportPeriod, space: SpaceID?, locale: String) throws -> FigureSheet {
        let catalog = catalog
        return OutreachReport.sheet(try reportRows(of: "outreach", in: space), period: period) {
            catalog.word($0, of: "type", kind: "outreach", locale)
        }
    }

    public func feedbackReport(period: ReportPeriod, space: SpaceID?, locale: String) throws -> FigureSheet {
        var input = FeedbackReport.Input()
        input.feedback = try reportRows(of: "feedback", in: space)
        input.referrals = try reportRows(of: "referral", in: space)
        input.statusEvents = try reportRows(of: "status_event", in: space)
        let catalog = catalog
        input.label = { field, code in catalog.word(code, of: field, kind: field == "service" ? "referral" : "feedback", locale) }
        return FeedbackReport.sheet(input, period: period)
    }

    /// The type of dispute for SDG indicator 16.3.3, from the issue of the case.
    private func disputeTypes(_ disputes: [ReportRow]) throws -> [String: String] {
        var types = [String: String]()
        guard let field = catalog[KindName.legalCase]?["issue"], let issues = field.vocabulary.flatMap(catalog.vocabulary) else {
            return types
        }
        for dispute in disputes {
            guard let id = dispute.fields[KindName.legalCase]?.textValue.flatMap(RecordID.init), let row = try view.record(id),
                let issue = row.fields["issue"]?.textValue
            else { continue }
            types[dispute.id] = issues[issue]?.maps["sdg_16_3_3"]
        }
        return types
    }
}

extension SchemaCatalog {
    /// The words of a code, or the code itself where there are none; what is empty is not stated.
    fileprivate func word(_ code: String, of field: String, kind: String, _ locale: String) -> String {
        guard !code.isEmpty else { return "Not stated" }
        return display(.code(code), field: self[kind]?[field], locale: locale)
    }
}
