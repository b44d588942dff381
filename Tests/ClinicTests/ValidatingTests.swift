import Clinic
import Records
import ReplicatedLog
import Testing

@Suite struct ValidatingTests {
    private func problems(_ body: () async throws -> Void) async throws -> [Problem] {
        do {
            try await body()
        } catch let failure as ValidationFailure {
            return failure.problems
        }
        return []
    }

    @Test func `every problem is told at once, references among them, and nothing is written`() async throws {
        let field = try await Field("K7Q")
        let client = try await field.addClient("Amina", on: "K7Q")
        let before = try await field.status("K7Q").entryCount
        let found = try await problems {
            _ = try await field["K7Q"].add(
                kind: "consultation", in: field.space,
                fields: [
                    "case": "no such number", "client": "ffffffffffffffff", "date": "2026-02-30", "service": "no_such_service",
                    "present": .text(String(repeating: "x", count: 501)), "shoe_size": 43,
                ])
        }
        #expect(Set(found.map(\.field)) == ["case", "client", "date", "service", "present", "shoe_size"])
        #expect(found.allSatisfy { !$0.message.isEmpty })
        let wrongKind = try await problems {
            _ = try await field["K7Q"].add(
                kind: "consultation", in: field.space, fields: ["date": "2026-02-03", "case": .text(client.description)])
        }
        #expect(wrongKind.map(\.code) == [.wrongReferenceKind])
        #expect(try await field.status("K7Q").entryCount == before)
    }

    @Test(
        arguments: [
            ["given_name": ""], ["shoe_size": 43], ["sex": "no_such_code"], ["birth_date": "2026-13-01"],
            ["languages": ["fr", "no_such_code"]],
            ["interpreter_needed": "perhaps"], ["given_name": .text(String(repeating: "x", count: 201))], ["given_name": .null],
        ] as [[String: JSONValue]])
    func `a save with a field that is wrong writes nothing of the others either`(fields: [String: JSONValue]) async throws {
        let field = try await Field("K7Q")
        let record = try await field.addClient("Amina", on: "K7Q", fields: ["phone": "111"])
        let before = try await field.status("K7Q").entryCount
        let found = try await problems { try await field.edit(record, on: "K7Q", fields.merging(["phone": "222"]) { $1 }) }
        #expect(found.map(\.field) == Array(fields.keys))
        #expect(try await field.status("K7Q").entryCount == before)
        #expect(try await field.value("phone", of: record, on: "K7Q") == "111")
    }

    @Test func `a reference may be a case number or the beginning of an id, and is stored as the id`() async throws {
        let field = try await Field("K7Q")
        let legalCase = try await field["K7Q"].add(kind: "case", in: field.space, fields: ["title": "A wall"])
        let number = try #require(legalCase.number)
        for text in [number, legalCase.record.description] {
            let saved = try await field["K7Q"].add(
                kind: "consultation", in: field.space, fields: ["date": "2026-02-03", "case": .text(text)])
            #expect(try await field.value("case", of: saved.record, on: "K7Q") == .text(legalCase.record.description))
        }
        #expect(try await field["K7Q"].detail(legalCase.record).related.count == 2)
    }
}
