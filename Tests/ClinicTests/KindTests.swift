import Records
import ReplicatedLog
import Testing
import Vault

@testable import Clinic

/// What the kinds of a whole clinic do through the door of the clinic: on what they hang, and when they are due.
@Suite struct KindTests {
    @Test func `what hangs on a document or a dispute is about their case, and a household about its head`() async throws {
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        field.clock.set(1_772_409_600)
        func add(_ kind: String, _ fields: [String: JSONValue]) async throws -> RecordID {
            try await laptop.add(kind: kind, in: field.space, fields: fields).record
        }
        let client = try await field.addClient("Amina", on: "K7Q")
        let legalCase = try await add("case", ["title": "Eviction", "clients": [.text(client.description)]])
        let paper = try await add("document", ["type": "lease", "case": .text(legalCase.description)])
        let event = try await add("custody_event", ["document": .text(paper.description), "event": "received", "on": "2026-03-02"])
        let dispute = try await add("dispute", ["title": "Rent", "case": .text(legalCase.description)])
        let obligation = try await add("obligation", ["dispute": .text(dispute.description), "act": "Pay"])
        let household = try await add("household", ["name": "Of the mill", "head": .text(client.description)])
        let member = try await add("household_member", ["household": .text(household.description), "given_name": "Sami"])
        let partner = try await add("partner", ["name": "Court"])
        for record in [paper, event, dispute, obligation] { #expect(try await laptop.subject(of: record, in: field.space) == legalCase) }
        for record in [household, member] { #expect(try await laptop.subject(of: record, in: field.space) == client) }
        #expect(try await laptop.subject(of: partner, in: field.space) == partner)
        #expect(try await laptop.detail(legalCase).related.map(\.kind) == ["dispute", "document"])
    }

    @Test func `each kind of deadline is listed until it is over`() async throws {
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        // 2 March 2026 in UTC, so that one session lies before and one after.
        field.clock.set(1_772_409_600)
        func add(_ kind: String, _ fields: [String: JSONValue]) async throws -> RecordID {
            try await laptop.add(kind: kind, in: field.space, fields: fields).record
        }
        let legalCase = JSONValue.text(try await add("case", ["title": "Eviction"]).description)
        let dispute = JSONValue.text(try await add("dispute", ["title": "Rent"]).description)
        let due: JSONValue = "2026-04-01"
        let over: [(RecordID, [String: JSONValue])] = [
            (try await add("task", ["title": "File", "due": due]), ["done": true]),
            (try await add("review", ["case": legalCase, "on": "2026-03-01", "due": due]), ["done": true]),
            (try await add("obligation", ["dispute": dispute, "act": "Pay", "due": due, "status": "late"]), ["status": "waived"]),
            (try await add("follow_up_check", ["dispute": dispute, "months": 1, "due": due]), ["checked_on": "2026-03-02"]),
            (try await add("referral", ["service": "food", "due": due, "status": "pending"]), ["status": "expired"]),
            (try await add("referral", ["service": "cash", "due": due]), ["answered_on": "2026-03-02"]),
            (try await add("feedback", ["type": "complaint", "date": "2026-03-01", "due": due]), ["resolved_on": "2026-03-02"]),
        ]
        _ = try await add("dispute_session", ["dispute": dispute, "date": "2026-02-01", "next_on": "2026-03-01"])
        let next = try await add("dispute_session", ["dispute": dispute, "date": "2026-02-01", "next_on": "2026-03-02"])
        func listed(all: Bool = false) async throws -> Set<RecordID> {
            Set(try await laptop.deadlines(until: nil, includeDone: all).map(\.id))
        }
        #expect(try await listed() == Set(over.map(\.0) + [next]))
        for (record, fields) in over { _ = try await field.edit(record, on: "K7Q", fields) }
        #expect(try await listed() == [next])
        #expect(try await listed(all: true).count == over.count + 2)
    }

    @Test func `a client of before keeps what the retired consent fields hold, and can be edited`() async throws {
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        await #expect(throws: ValidationFailure.self) {
            try await laptop.add(kind: "client", in: field.space, fields: ["given_name": "Amina", "consent_given": true])
        }
        let client = try await field.addClient("Amina", on: "K7Q")
        await #expect(throws: ValidationFailure.self) { try await field.edit(client, on: "K7Q", ["consent_limits": "Nobody."]) }
        // As an older version wrote it.
        try await laptop.writeAsBefore(client, "consent_limits", .text("Nobody."), in: field.space)
        _ = try await field.edit(client, on: "K7Q", ["given_name": "Amina B."])
        #expect(try await field.value("consent_limits", of: client, on: "K7Q") == "Nobody.")
        _ = try await field.edit(client, on: "K7Q", ["consent_limits": "Nobody but the court."])
        #expect(try await field.value("consent_limits", of: client, on: "K7Q") == "Nobody but the court.")
        _ = try await field.edit(client, on: "K7Q", ["consent_limits": nil])
        await #expect(throws: ValidationFailure.self) { try await field.edit(client, on: "K7Q", ["consent_limits": "Anew."]) }
    }
}

extension Clinic {
    /// What the entry that created a record says it is about.
    fileprivate func subject(of record: RecordID, in space: SpaceID) throws -> RecordID? {
        try vault.log.entry(record.chain, record.sequence, in: space)?.payload?.subject
    }

    /// A save that no schema of today checks.
    fileprivate func writeAsBefore(_ record: RecordID, _ field: String, _ value: Value, in space: SpaceID) throws {
        _ = try write(in: space) { _ in (record, [.put(record: record, field: field, value: value, over: nil)]) }
    }
}
