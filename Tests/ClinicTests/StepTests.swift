import Clinic
import Records
import Testing

/// What becomes of referrals and obligations, step by step.
struct StepTests {
    private func referral() async throws -> (field: Field, referral: RecordID) {
        let field = try await Field("K7Q", "M4T")
        let client = try await field.addClient("Amina", on: "K7Q")
        let space = field.space
        let saved = try await field["K7Q"].add(
            kind: "referral", in: space, fields: ["client": .text(client.description), "service": "shelter", "to_text": "Shelter"])
        return (field, saved.record)
    }

    private func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

    @Test func `each step is one entry of the status and of the event that tells who said so when`() async throws {
        let (field, referral) = try await referral()
        let laptop = field["K7Q"]
        let before = try await field.status("K7Q").entryCount
        _ = try await laptop.take("send", of: referral, on: day("2026-02-01"))
        let note = Clinic.StepNote(by: "Shelter desk", outcome: "A bed is free.")
        _ = try await laptop.take("accept", of: referral, on: day("2026-02-04"), note: note)
        #expect(try await field.status("K7Q").entryCount == before + 2)
        let detail = try await laptop.detail(referral)
        #expect(
            detail.fields["status"] == "accepted" && detail.fields["sent_on"] == "2026-02-01"
                && detail.fields["answered_on"] == "2026-02-04")
        let events = detail.related.filter { $0.kind == "status_event" }
        #expect(events.count == 2)
        let latest = try #require(events.map(\.id).max())
        let last = try await laptop.detail(latest)
        #expect(last.fields["referral_status"] == "accepted" && last.fields["by"] == "Shelter desk" && last.fields["on"] == "2026-02-04")
    }

    @Test func `every sequence of three steps is taken or refused just as the table of transitions says`() async throws {
        let verbs = ["send", "accept", "decline", "complete", "cancel", "expire"]
        // By hand: what is possible in a status, and where it leads. A referral that waits has been sent or not.
        let table: [String: [String: String]] = [
            "new": ["send": "sent", "cancel": "cancelled"],
            "sent": ["send": "sent", "accept": "accepted", "decline": "end", "complete": "end", "cancel": "cancelled", "expire": "end"],
            "accepted": ["complete": "end", "cancel": "cancelled"],
        ]
        let (field, _) = try await referral()
        let laptop = field["K7Q"]
        let space = field.space
        let day = try day("2026-02-01")
        for first in verbs {
            for second in verbs {
                for third in verbs {
                    let record = try await laptop.add(kind: "referral", in: space, fields: ["service": "shelter"]).record
                    var state = "new"
                    for verb in [first, second, third] {
                        let next = table[state]?[verb]
                        do {
                            _ = try await laptop.take(verb, of: record, on: day)
                            #expect(next != nil, "\(first) \(second) \(third): \(verb) in \(state)")
                        } catch let error as RecordsError {
                            #expect(next == nil && error.code == .notPossibleNow, "\(first) \(second) \(third): \(verb) in \(state)")
                        }
                        state = next ?? state
                    }
                }
            }
        }
    }

    @Test func `a status that two people see differently has to be settled before the next step`() async throws {
        let (field, referral) = try await referral()
        _ = try await field["K7Q"].take("send", of: referral, on: day("2026-02-01"))
        try await field.carry(from: "K7Q", to: "M4T")
        _ = try await field["K7Q"].take("accept", of: referral, on: day("2026-02-02"))
        _ = try await field["M4T"].take("decline", of: referral, on: day("2026-02-02"))
        try await field.carry(from: "M4T", to: "K7Q")
        let error = await #expect(throws: ClinicError.self) {
            _ = try await field["K7Q"].take("complete", of: referral, on: day("2026-02-03"))
        }
        #expect(error?.code == .conflictToSettle)
        // Both events stay in the history.
        #expect(try await field["K7Q"].detail(referral).related.filter { $0.kind == "status_event" }.count == 3)
    }

    @Test func `an obligation can be fulfilled late, after a breach, and never after it was waived`() async throws {
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        let space = field.space
        let dispute = try await laptop.add(kind: "dispute", in: space, fields: ["title": "Rent"]).record
        func obligation() async throws -> RecordID {
            try await laptop.add(kind: "obligation", in: space, fields: ["dispute": .text(dispute.description), "act": "pays"]).record
        }
        let late = try await obligation()
        for verb in ["late", "breach", "fulfil"] { _ = try await laptop.take(verb, of: late, on: day("2026-02-01")) }
        #expect(try await laptop.detail(late).fields["fulfilled_on"] == "2026-02-01")
        let waived = try await obligation()
        _ = try await laptop.take("waive", of: waived, on: day("2026-02-01"))
        for verb in ["fulfil", "late", "breach", "waive"] {
            await #expect(throws: RecordsError.self) { _ = try await laptop.take(verb, of: waived, on: day("2026-02-02")) }
        }
    }

    @Test func `a kind without a workflow takes no steps`() async throws {
        let field = try await Field("K7Q")
        let client = try await field.addClient("Amina", on: "K7Q")
        let error = await #expect(throws: ClinicError.self) { _ = try await field["K7Q"].take("accept", of: client, on: day("2026-02-01")) }
        #expect(error?.code == .notFound)
    }
}
