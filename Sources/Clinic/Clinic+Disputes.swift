public import Records
import Reports
import Views

extension Clinic {
    /// What an agreement says.
    public struct Agreement: Sendable {
        public var on: CalendarDate
        /// A code of `dispute_outcome`.
        public var outcome: String
        public var text: String?
        /// The fields of each obligation.
        public var obligations: [[String: JSONValue]]

        public init(on: CalendarDate, outcome: String, text: String? = nil, obligations: [[String: JSONValue]]) {
            self.on = on
            self.outcome = outcome
            self.text = text
            self.obligations = obligations
        }
    }

    public static let agreementOutcomes = ["agreement_in_full", "agreement_in_part", "consent_order"]
    public static let obligationsMax = 100

    /// Writes down how a dispute ended in an agreement: outcome, obligations, and the checks after 1, 3, 6 and 12 months, in one entry.
    ///
    /// - Returns: what was done, the dispute first, then obligations and checks.
    /// - Throws: `ValidationFailure` with every problem at once: an obligation due before the agreement among them; a second agreement is
    ///   ``RecordsErrorCode/notPossibleNow``.
    public func agree(_ agreement: Agreement, in dispute: RecordID) throws -> [Saved] {
        let form = try form(dispute)
        if try view.related(to: dispute).contains(where: { $0.record.kind == "follow_up_check" && $0.field == "dispute" }) {
            throw RecordsError(
                .notPossibleNow, "This dispute has an agreement already.",
                hint: "Write further obligations with `satchel obligation add`, or a new dispute.")
        }
        try refuse(problems(of: agreement))
        var outcome: [String: JSONValue] = ["outcome": .text(agreement.outcome), "outcome_on": .text(agreement.on.description)]
        if let text = agreement.text { outcome["agreement"] = .text(text) }
        var shared: [String: JSONValue] = ["dispute": .text(dispute.description)]
        if let link = form.fields[KindName.legalCase] { shared[KindName.legalCase] = link }
        var drafts = [Draft(.form(form), outcome, name: "dispute")]
        for (index, obligation) in agreement.obligations.enumerated() {
            let fields = shared.merging(["status": "due"]) { $1 }.merging(obligation) { $1 }
            drafts.append(Draft(.new(kind: "obligation"), fields, name: "obligation \(index + 1)"))
        }
        for months in Durability.monthsOfChecks {
            guard let due = agreement.on.adding(months: months)?.date else { continue }
            let fields: [String: JSONValue] = ["months": .integer(Int64(months)), "due": .text(due.description)]
            drafts.append(Draft(.new(kind: "follow_up_check"), fields.merging(shared) { $1 }, name: "check after \(months) months"))
        }
        return try saveTogether(drafts, in: form.space)
    }

    private func problems(of agreement: Agreement) -> [Problem] {
        var problems = [Problem]()
        if agreement.on.day == nil || agreement.on.estimated {
            problems.append(
                Problem(
                    field: "outcome_on", code: .notADate, message: "The checks are counted from the day of the agreement.",
                    accepted: "a day as 2026-05-03"))
        }
        if !Self.agreementOutcomes.contains(agreement.outcome) {
            problems.append(
                Problem(
                    field: "outcome", code: .unknownCode, message: "This is not an outcome with an agreement.",
                    accepted: "one of: " + Self.agreementOutcomes.joined(separator: ", ")))
        }
        if agreement.obligations.count > Self.obligationsMax {
            problems.append(
                Problem(
                    field: "agreement", code: .tooMany, message: "There are more obligations than one save takes.",
                    accepted: "at most \(Self.obligationsMax)"))
        }
        return problems
    }

    private func refuse(_ problems: [Problem]) throws {
        guard problems.isEmpty else { throw ValidationFailure(problems: problems) }
    }

    /// Fills the follow-up check of a dispute that is due, and says in the dispute how the agreement stands, in one entry.
    ///
    /// - Parameters:
    ///   - months: which check; `nil` for the earliest that is due on `day` and was not made.
    ///   - fields: of the check: `result`, and perhaps `method` and `by`.
    /// - Returns: what was done to the check.
    public func check(_ dispute: RecordID, months: Int?, on day: CalendarDate, fields: [String: JSONValue]) throws -> Saved {
        let open = try view.related(to: dispute).filter { $0.record.kind == "follow_up_check" && $0.field == "dispute" }.map(\.record)
            .filter { ($0.fields["result"] ?? .null).isNull }
            .sorted { ($0.due ?? "9", $0.id) < ($1.due ?? "9", $1.id) }
        let chosen = open.first { row in
            if let months { return row.fields["months"]?.integerValue == Int64(months) }
            return row.due.flatMap(CalendarDate.init).map { $0.days.lowerBound <= day.days.upperBound } ?? true
        }
        guard let chosen else {
            let next = months == nil ? open.first?.due.map { "The next is due on \($0); --months makes it earlier." } : nil
            throw RecordsError(
                .notPossibleNow, "No follow-up check like that is open for this dispute.",
                hint: next ?? "`satchel dispute show` lists the checks; `satchel dispute agree` plans them.")
        }
        let checkForm = try form(chosen.id)
        let disputeForm = try form(dispute)
        let check = fields.merging(["checked_on": .text(day.description)]) { $1 }
        var holding: [String: JSONValue] = ["holding_checked_on": .text(day.description)]
        if let result = fields["result"] { holding["holding"] = result }
        return try saveTogether(
            [Draft(.form(checkForm), check, name: "check"), Draft(.form(disputeForm), holding, name: "dispute")], in: disputeForm.space)[0]
    }

    /// Writes down a session of a dispute, and in the dispute when the first one was, in one entry.
    ///
    /// - Returns: what was done to the session.
    public func addSession(_ fields: [String: JSONValue], to dispute: RecordID) throws -> Saved {
        let form = try form(dispute)
        var session = fields
        session["dispute"] = .text(dispute.description)
        if let link = form.fields[KindName.legalCase] { session[KindName.legalCase] = link }
        var drafts = [Draft(.new(kind: "dispute_session"), session, name: "session")]
        if (form.fields["first_session_on"] ?? .null).isNull, let date = session["date"] {
            drafts.append(Draft(.form(form), ["first_session_on": date], name: "dispute"))
        }
        return try saveTogether(drafts, in: form.space)[0]
    }
}
