import Clinic
import Records
import Testing

/// The rules of kinds at every save, whichever way it comes.
struct RulesTests {
    private func refusal(_ body: () async throws -> Void) async -> [Problem] {
        do {
            try await body()
            return []
        } catch let failure as ValidationFailure {
            return failure.problems
        } catch {
            return []
        }
    }

    @Test func `an error of a rule refuses a new record, and nothing is written`() async throws {
        let field = try await Field("K7Q")
        let problems = await refusal { try await field.addClient("Omar", on: "K7Q", fields: ["birth_date": "2030-01-01"]) }
        #expect(problems.map(\.code) == [.ruleBroken])
        #expect(problems.first?.rule == "born_in_the_future" && problems.first?.field == "birth_date")
        #expect(try await field["K7Q"].list(ListQuery(kind: "client")).total == 0)
    }

    @Test func `a warning is said and saved all the same`() async throws {
        let field = try await Field("K7Q")
        let saved = try await field["K7Q"].add(
            kind: "client", in: field.space, fields: ["given_name": "Omar", "phone": "050", "birth_date": "1900"])
        #expect(saved.operationCount > 0)
        #expect(saved.warnings.contains { $0.hasPrefix("phone_safe: ") })
        #expect(saved.warnings.contains { $0.hasPrefix("birth_date: ") })
    }

    @Test func `a case is not closed before it was opened, by an edit either`() async throws {
        let field = try await Field("K7Q")
        let clinic = field["K7Q"]
        let record = try await clinic.add(kind: "case", in: field.space, fields: ["title": "A", "opened_on": "2026-02-01"]).record
        let problems = await refusal { try await field.edit(record, on: "K7Q", ["closed_on": "2026-01-31"]) }
        #expect(problems.first?.rule == "closed_before_opened")
        #expect(
            try await field.edit(record, on: "K7Q", ["closed_on": "2026-02"]).operationCount == 1, "some day of that month may be later")
    }

    @Test func `an obligation is not due before its agreement, in one save or in two`() async throws {
        let field = try await Field("K7Q")
        let clinic = field["K7Q"]
        let dispute: [String: JSONValue] = ["title": "Wall", "outcome": "agreement_in_full", "outcome_on": "2026-02-10"]
        let promise: [String: JSONValue] = ["dispute": "@dispute", "act": "rebuild", "due": "2026-02-09"]
        let together = await refusal {
            _ = try await clinic.saveTogether(
                [
                    Draft(.new(kind: "dispute"), dispute, name: "dispute"), Draft(.new(kind: "obligation"), promise, name: "obligation"),
                ], in: field.space)
        }
        #expect(together.map(\.place) == ["obligation.due"])
        let record = try await clinic.add(kind: "dispute", in: field.space, fields: dispute).record
        let apart = await refusal {
            _ = try await clinic.add(
                kind: "obligation", in: field.space, fields: promise.merging(["dispute": .text(record.description)]) { $1 })
        }
        #expect(apart.first?.rule == "due_before_agreement")
    }

    @Test func `an old record with a fault can be corrected elsewhere`() async throws {
        let field = try await Field("K7Q")
        // Valid when it was written: the clock goes back to before the day afterwards.
        let record = try await field.addClient("Omar", on: "K7Q", fields: ["birth_date": "2026-02-28"])
        field.clock.set(1_700_000_000)
        #expect(try await field.edit(record, on: "K7Q", ["family_name": "Haddad"]).operationCount == 1)
        let problems = await refusal { try await field.edit(record, on: "K7Q", ["birth_date": "2026-02-27"]) }
        #expect(problems.first?.rule == "born_in_the_future")
    }

    @Test func `today is today wherever on earth it is`() async throws {
        let field = try await Field("K7Q")
        // 2026-03-01 12:00 in London, and 2026-03-02 in Kiribati.
        field.clock.set(1_772_366_400)
        #expect(
            try await field["K7Q"].add(kind: "case", in: field.space, fields: ["title": "A", "opened_on": "2026-03-02"]).operationCount > 0)
        let problems = await refusal {
            _ = try await field["K7Q"].add(kind: "case", in: field.space, fields: ["title": "A", "opened_on": "2026-03-03"])
        }
        #expect(problems.first?.rule == "opened_in_the_future")
    }
}
