import Foundation
import Records
import ReplicatedLog
import Reports
import Testing

@testable import Clinic

/// A case has a life of steps, each with who said so and when; figures come from the steps.
@Suite struct CaseLifeTests {
    /// 2026-03-01 by the field's clock.
    private func start() async throws -> (Field, Clinic, RecordID) {
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        let client = try await field.addClient("Amina", on: "K7Q")
        let legalCase = try await laptop.add(
            kind: "case", in: field.space,
            fields: [
                "title": "Eviction", "clients": .array([.text(client.description)]), "responsible": "Halima", "project_code": "ICLA-2",
                "donor_code": "ECHO",
            ]
        ).record
        return (field, laptop, legalCase)
    }

    private func code(_ body: () async throws -> Void) async -> String? {
        do { try await body() } catch let error as ClinicError { return error.code.rawValue } catch let failure as ValidationFailure {
            return failure.problems.map { $0.place }.sorted().joined(separator: " ")
        } catch { return "other" }
        return nil
    }

    @Test func `every step is an event and changes the case in one entry`() async throws {
        let (field, laptop, legalCase) = try await start()
        let before = try await field.status("K7Q").entryCount
        _ = try await laptop.take(.open, in: legalCase, CaseStepDetails(on: "2026-02-01"))
        #expect(try await field.status("K7Q").entryCount == before + 1)
        #expect(try await field.value("status", of: legalCase, on: "K7Q") == "open")
        #expect(try await field.value("opened_on", of: legalCase, on: "K7Q") == "2026-02-01")
        _ = try await laptop.take(.suspend, in: legalCase, CaseStepDetails(on: "2026-02-05", note: "The court is closed."))
        _ = try await laptop.take(.resume, in: legalCase, CaseStepDetails(on: "2026-02-06"))
        _ = try await laptop.take(
            .close, in: legalCase,
            CaseStepDetails(on: "2026-02-11", reason: "court_decision", outcome: "She stays.", approvedBy: "Olena"))
        #expect(try await field.value("closed_on", of: legalCase, on: "K7Q") == "2026-02-11")
        #expect(try await field.value("closure_reason", of: legalCase, on: "K7Q") == "court_decision")
        let life = try await laptop.life(of: legalCase)
        #expect(life.events.map(\.status) == ["open", "suspended", "open", "closed"])
        #expect(life.events.last?.outcome == "She stays." && life.events.last?.approvedBy == "Olena")
        #expect(life.events.allSatisfy { $0.author.device == "K7Q" && $0.by == Field.person("K7Q") })
        #expect(life.daysOpen == 10 && life.possible == [.reopen])
    }

    @Test func `reopening keeps what was said with the closing`() async throws {
        let (field, laptop, legalCase) = try await start()
        _ = try await laptop.take(.open, in: legalCase, CaseStepDetails(on: "2026-02-01"))
        _ = try await laptop.take(
            .close, in: legalCase, CaseStepDetails(on: "2026-02-02", reason: "client_withdrew", outcome: "She left."))
        _ = try await laptop.take(.reopen, in: legalCase, CaseStepDetails(on: "2026-02-20"))
        #expect(try await field.value("status", of: legalCase, on: "K7Q") == "reopened")
        #expect(try await field.value("closed_on", of: legalCase, on: "K7Q").map { $0 == .null } ?? true)
        let closing = try #require(try await laptop.life(of: legalCase).events.first { $0.status == "closed" })
        #expect(closing.reason == "client_withdrew" && closing.outcome == "She left." && closing.on == "2026-02-02")
        let report = try await laptop.caseReport(from: "2026-02-01", through: "2026-02-10", space: nil)
        #expect(report.closedCount == 1 && report.closureReasons == ["client_withdrew": 1])
    }

    @Test func `closing asks for a day, a reason and an outcome, and says so at once`() async throws {
        let (field, laptop, legalCase) = try await start()
        _ = try await laptop.take(.open, in: legalCase, CaseStepDetails(on: "2026-02-01"))
        let entries = try await field.status("K7Q").entryCount
        #expect(await code { _ = try await laptop.take(.close, in: legalCase, CaseStepDetails()) } == "on outcome reason")
        let unknown = CaseStepDetails(on: "2026-02-02", reason: "tired", outcome: "Nothing.")
        #expect(await code { _ = try await laptop.take(.close, in: legalCase, unknown) }?.contains("reason") == true)
        let early = CaseStepDetails(on: "2026-01-02", reason: "other", outcome: "Nothing.")
        #expect(await code { _ = try await laptop.take(.close, in: legalCase, early) } == "on")
        let late = CaseStepDetails(on: "2027-01-02", reason: "other", outcome: "Nothing.")
        #expect(await code { _ = try await laptop.take(.close, in: legalCase, late) } == "on")
        #expect(try await field.status("K7Q").entryCount == entries)
    }

    @Test(arguments: [
        ([CaseStep](), [CaseStep.open]), ([.open], [.suspend, .close]), ([.open, .suspend], [.resume, .close]),
        ([.open, .close], [.reopen]), ([.open, .close, .reopen], [.suspend, .close]),
    ])
    func `only what is possible from where a case stands is done`(steps: [CaseStep], possible: [CaseStep]) async throws {
        let (_, laptop, legalCase) = try await start()
        func details(_ step: CaseStep) -> CaseStepDetails {
            step == .close ? CaseStepDetails(on: "2026-02-20", reason: "other", outcome: "Done.") : CaseStepDetails(on: "2026-02-20")
        }
        for step in steps { _ = try await laptop.take(step, in: legalCase, details(step)) }
        #expect(try await laptop.life(of: legalCase).possible == possible)
        for step in CaseStep.allCases where !possible.contains(step) {
            #expect(await code { _ = try await laptop.take(step, in: legalCase, details(step)) } == "impossibleStep")
        }
        for step in possible.prefix(1) { _ = try await laptop.take(step, in: legalCase, details(step)) }
    }

    @Test func `two who say at once where a case stands settle it before it goes on`() async throws {
        let field = try await Field("K7Q", "M4T")
        let legalCase = try await field["K7Q"].add(kind: "case", in: field.space, fields: ["title": "Eviction"]).record
        _ = try await field["K7Q"].take(.open, in: legalCase, CaseStepDetails())
        try await field.carry(from: "K7Q", to: "HQ1")
        try await field.carry(from: "HQ1", to: "M4T")
        _ = try await field["K7Q"].take(.suspend, in: legalCase, CaseStepDetails())
        _ = try await field["M4T"].take(
            .close, in: legalCase, CaseStepDetails(on: "2026-03-01", reason: "other", outcome: "Done."))
        try await field.carry(from: "M4T", to: "HQ1")
        try await field.carry(from: "K7Q", to: "HQ1")
        #expect(await code { _ = try await field.headquarters.take(.resume, in: legalCase, CaseStepDetails()) } == "conflictToSettle")
        #expect(try await field.headquarters.life(of: legalCase).events.count == 3)
    }

    @Test func `a review and working time hang on the case, booked where the case is unless said otherwise`() async throws {
        let (field, laptop, legalCase) = try await start()
        _ = try await laptop.review(legalCase, result: "to_correct", findings: "No consent on file.", by: "Olena", due: "2026-03-10")
        _ = try await laptop.spend(45, on: legalCase, activity: "drafting", day: "2026-02-20")
        _ = try await laptop.spend(15, on: legalCase, activity: nil, day: "2026-02-21", donor: "SIDA")
        #expect(await code { _ = try await laptop.spend(0, on: legalCase, activity: nil) } == "minutes")
        #expect(await code { _ = try await laptop.review(legalCase, result: "splendid", findings: nil) } == "result")
        let life = try await laptop.life(of: legalCase)
        #expect(life.minutes == 60 && life.reviews.map(\.findings) == ["No consent on file."])
        #expect(try await laptop.deadlines(until: "2026-03-10", includeDone: false).map(\.kind) == ["review"])
        let report = try await laptop.caseReport(from: "2026-02-01", through: "2026-02-28", space: field.space)
        #expect(report.minutesByProject == ["ICLA-2": 60] && report.minutesByDonor == ["ECHO": 45, "SIDA": 15])
    }

    @Test func `repeated help with one problem is one case in the report, by the highest service`() async throws {
        let (field, laptop, legalCase) = try await start()
        let client = try #require(try await laptop.detail(legalCase).fields["clients"])
        _ = try await field.edit(legalCase, on: "K7Q", ["issue": "identity_papers"])
        let again = try await laptop.add(
            kind: "case", in: field.space, fields: ["title": "Birth certificate", "clients": client, "issue": "civil_registration_birth"]
        ).record
        for (record, service) in [(legalCase, "information"), (again, "legal_assistance")] {
            _ = try await laptop.take(.open, in: record, CaseStepDetails(on: "2026-02-01"))
            _ = try await laptop.add(
                kind: "consultation", in: field.space,
                fields: ["case": .text(record.description), "date": "2026-02-03", "service": .text(service), "minutes_spent": 20])
        }
        // The two issues are of one area.
        let report = try await laptop.caseReport(from: "2026-02-01", through: "2026-02-28", space: nil)
        #expect(report.rowCount == 2 && report.caseCount == 1 && report.services == ["legal_assistance": 1])
        #expect(report.minutesByProject == ["ICLA-2": 20, "": 20])
        #expect(await code { _ = try await laptop.caseReport(from: "2026-02-02", through: "2026-02-01", space: nil) } == "to")
        #expect(await code { _ = try await laptop.caseReport(from: "spring", through: "2026-02-01", space: nil) } == "from")
    }
}
