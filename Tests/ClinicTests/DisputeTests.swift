import Clinic
import Records
import Reports
import Testing

/// Disputes from the first session to the last check.
struct DisputeTests {
    private func dispute() async throws -> (field: Field, dispute: RecordID) {
        let field = try await Field("K7Q", "M4T")
        let client = try await field.addClient("Amina", on: "K7Q")
        let space = field.space
        let legalCase = try await field["K7Q"].add(
            kind: "case", in: space, fields: ["title": "Eviction", "clients": [.text(client.description)]]
        ).record
        let dispute = try await field["K7Q"].add(
            kind: "dispute", in: space, fields: ["title": "Rent", "case": .text(legalCase.description)]
        ).record
        return (field, dispute)
    }

    private func agreement(_ obligations: [[String: JSONValue]], on day: String = "2026-01-31") throws -> Clinic.Agreement {
        Clinic.Agreement(on: try #require(CalendarDate(day)), outcome: "agreement_in_full", obligations: obligations)
    }

    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test func `an agreement is one entry of outcome, obligations and the checks after 1, 3, 6 and 12 months`() async throws {
        let (field, dispute) = try await dispute()
        let laptop = field["K7Q"]
        let before = try await field.status("K7Q").entryCount
        let saved = try await laptop.agree(
            agreement([["act": "returns the keys", "debtor": "Karim", "due": "2026-01-31"], ["act": "pays"]]), in: dispute)
        #expect(try await field.status("K7Q").entryCount == before + 1)
        #expect(saved.map(\.kind) == ["dispute", "obligation", "obligation"] + [String](repeating: "follow_up_check", count: 4))
        var due = [String]()
        for check in saved.suffix(4) { due.append(try await laptop.detail(check.record).fields["due"]?.textValue ?? "") }
        #expect(due == ["2026-02-28", "2026-04-30", "2026-07-31", "2027-01-31"])
        let obligation = try await laptop.detail(saved[2].record)
        #expect(obligation.fields["status"] == "due" && obligation.fields["dispute"]?.textValue == dispute.description)
        #expect(try await obligation.fields["case"] == laptop.detail(dispute).fields["case"])
        #expect(try await laptop.detail(dispute).fields["outcome_on"] == "2026-01-31")
    }

    @Test func `an obligation that is due before its agreement is refused with the others' problems, and nothing is written`() async throws
    {
        let (field, dispute) = try await dispute()
        let laptop = field["K7Q"]
        let before = try await field.status("K7Q").entryCount
        let failure = await #expect(throws: ValidationFailure.self) {
            _ = try await laptop.agree(
                agreement([["act": "a", "due": "2026-01-31"], ["act": "b", "due": "2026-01-30"], ["act": "c", "due": "2025"]]), in: dispute)
        }
        #expect(failure?.problems.map(\.place) == ["obligation 2.due", "obligation 3.due"])
        #expect(failure?.problems.first?.accepted == "2026-01-31 or a later day")
        // A month that has a day late enough is not before the agreement.
        #expect(try await field.status("K7Q").entryCount == before)
        _ = try await laptop.agree(agreement([["act": "a", "due": "2026-01"]]), in: dispute)
    }

    @Test func `an agreement cannot be moved behind what is due by it, and what was wrong before stands in nobody's way`() async throws {
        let (field, dispute) = try await dispute()
        let laptop = field["K7Q"]
        _ = try await laptop.agree(agreement([["act": "a", "due": "2026-02-10"], ["act": "b", "due": "2026-02-20"]]), in: dispute)
        let failure = await #expect(throws: ValidationFailure.self) {
            _ = try await laptop.save(try await laptop.form(dispute), fields: ["outcome_on": "2026-02-15"])
        }
        #expect(failure?.problems.map(\.field) == ["outcome_on"] && failure?.problems.first?.rule == "due_before_agreement")
        #expect(failure?.problems.first?.accepted == "2026-02-10 or an earlier day")
        _ = try await laptop.save(try await laptop.form(dispute), fields: ["outcome_on": "2026-02-10"])
        // Fulfilled earlier than the agreement is a warning, and so it is from this side.
        let obligations = try await laptop.list(ListQuery(kind: "obligation")).rows
        for row in obligations {
            _ = try await laptop.save(try await laptop.form(row.id), fields: ["status": "fulfilled", "fulfilled_on": "2026-02-10"])
        }
        _ = try await laptop.save(try await laptop.form(dispute), fields: ["outcome_on": "2026-02-09"])
        let saved = try await laptop.save(try await laptop.form(dispute), fields: ["outcome_on": "2026-02-10", "title": "Rent"])
        #expect(saved.warnings == [])
    }

    @Test func `a second agreement, one without a day, and an outcome without an agreement are refused`() async throws {
        let (field, dispute) = try await dispute()
        let laptop = field["K7Q"]
        let failure = await #expect(throws: ValidationFailure.self) {
            var vague = try agreement([], on: "2026-01")
            vague.outcome = "withdrawn"
            _ = try await laptop.agree(vague, in: dispute)
        }
        #expect(failure?.problems.map(\.field) == ["outcome_on", "outcome"])
        _ = try await laptop.agree(agreement([]), in: dispute)
        let error = await #expect(throws: RecordsError.self) { _ = try await laptop.agree(agreement([]), in: dispute) }
        #expect(error?.code == .notPossibleNow)
    }

    @Test func `as many obligations as one save takes are taken, and one more is refused`() async throws {
        let (field, dispute) = try await dispute()
        let one: [String: JSONValue] = ["act": "pays"]
        let failure = await #expect(throws: ValidationFailure.self) {
            _ = try await field["K7Q"].agree(
                agreement([[String: JSONValue]](repeating: one, count: Clinic.obligationsMax + 1)), in: dispute)
        }
        #expect(failure?.problems.map(\.code) == [.tooMany])
        let saved = try await field["K7Q"].agree(
            agreement([[String: JSONValue]](repeating: one, count: Clinic.obligationsMax)), in: dispute)
        #expect(saved.count == 1 + Clinic.obligationsMax + 4)
    }

    @Test func `a check fills the earliest that is due, and a named one early`() async throws {
        let (field, dispute) = try await dispute()
        let laptop = field["K7Q"]
        _ = try await laptop.agree(agreement([]), in: dispute)
        let early = await #expect(throws: RecordsError.self) {
            _ = try await laptop.check(dispute, months: nil, on: day("2026-02-27"), fields: ["result": "holding"])
        }
        #expect(early?.hint.contains("2026-02-28") == true)
        let first = try await laptop.check(dispute, months: nil, on: day("2026-02-28"), fields: ["result": "holding", "by": "Amal"])
        #expect(try await laptop.detail(first.record).fields["months"] == 1)
        let sixth = try await laptop.check(dispute, months: 6, on: day("2026-03-01"), fields: ["result": "broken"])
        #expect(try await laptop.detail(sixth.record).fields["checked_on"] == "2026-03-01")
        #expect(try await laptop.detail(dispute).fields["holding"] == "broken")
        await #expect(throws: RecordsError.self) {
            _ = try await laptop.check(dispute, months: 6, on: day("2026-08-01"), fields: ["result": "holding"])
        }
    }

    @Test func `two laptops that check the same agreement differently have a conflict, and the report counts it once`() async throws {
        let (field, dispute) = try await dispute()
        _ = try await field["K7Q"].agree(agreement([]), in: dispute)
        try await field.carry(from: "K7Q", to: "M4T")
        let mine = try await field["K7Q"].check(dispute, months: 1, on: day("2026-03-01"), fields: ["result": "holding"])
        _ = try await field["M4T"].check(dispute, months: 1, on: day("2026-03-01"), fields: ["result": "broken"])
        try await field.carry(from: "M4T", to: "K7Q")
        #expect(try await field["K7Q"].detail(mine.record).conflicts["result"] == 2)
        let period = try #require(ReportPeriod(from: day("2026-01-01"), to: day("2026-03-31")))
        let sheet = try await field["K7Q"].disputeReport(period: period, space: nil, locale: "en")
        let line = try #require(sheet.tables.first { $0.id == "durability" }?.rows.first)
        #expect(line.figures.last == .count(1))
    }

    @Test func `the first session is written in the dispute too, and the next one is not before this one`() async throws {
        let (field, dispute) = try await dispute()
        let laptop = field["K7Q"]
        let failure = await #expect(throws: ValidationFailure.self) {
            _ = try await laptop.addSession(["date": "2026-03-01", "next_on": "2026-02-28"], to: dispute)
        }
        #expect(failure?.problems.map(\.field) == ["next_on"])
        let session = try await laptop.addSession(["date": "2026-03-01", "next_on": "2026-03-01"], to: dispute)
        _ = try await laptop.addSession(["date": "2026-03-08"], to: dispute)
        #expect(session.kind == "dispute_session")
        #expect(try await laptop.detail(dispute).fields["first_session_on"] == "2026-03-01")
    }
}
