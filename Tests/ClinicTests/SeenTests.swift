import Clinic
import Records
import ReplicatedLog
import Testing

/// What somebody saw, and what came in since.
@Suite struct SeenTests {
    private struct Missing: Error {}

    /// A field that two laptops wrote apart and the first one shows as a conflict; a third value is on its way.
    private func field() async throws -> (field: Field, record: RecordID) {
        let field = try await Field("K7Q", "M4T", "P2X")
        let record = try await field.addClient("Amina", on: "K7Q", fields: ["phone": "111"])
        try await field.carry(from: "K7Q", to: "M4T", "P2X")
        try await field.edit(record, on: "K7Q", ["phone": "222"])
        try await field.edit(record, on: "M4T", ["phone": "333"])
        try await field.edit(record, on: "P2X", ["phone": "444"])
        try await field.carry(from: "M4T", to: "K7Q")
        return (field, record)
    }

    @Test(arguments: [0, 1])
    func `a number means the value that was seen under it, and what came in since stays`(choice: Int) async throws {
        let (field, record) = try await field()
        let laptop = field["K7Q"]
        let listed = try await laptop.conflict(record, field: "phone")
        try await field.carry(from: "P2X", to: "K7Q")
        field.clock.advance(60)
        let seen = try await laptop.conflict(token: listed.token, of: record, field: "phone")
        #expect(seen.candidates.map(\.value) == listed.candidates.map(\.value))
        #expect(seen.candidates.map(\.operations) == listed.candidates.map(\.operations))
        #expect(seen.candidates.map(\.author) == listed.candidates.map(\.author))
        #expect(seen.candidates.map(\.before) == ["111", "111"])
        let saved = try await laptop.settle(seen, .candidate(choice))
        #expect(saved.conflictedFields == ["phone"])
        let chosen = try #require(listed.candidates[choice].value.textValue)
        let left = try await laptop.conflict(record, field: "phone").candidates.compactMap(\.value.textValue)
        #expect(Set(left) == [chosen, "444"])
        #expect(saved.replaced.map(\.value) == [listed.candidates[1 - choice].value])
    }

    @Test func `equal values of two authors keep one number`() async throws {
        let (field, record) = try await field()
        try await field.edit(record, on: "P2X", ["phone": "333"])
        try await field.carry(from: "P2X", to: "K7Q")
        let laptop = field["K7Q"]
        let listed = try await laptop.conflict(record, field: "phone")
        #expect(listed.candidates.map(\.operations.count).sorted() == [1, 2])
        let seen = try await laptop.conflict(token: listed.token, of: record, field: "phone")
        #expect(seen.candidates.map(\.operations) == listed.candidates.map(\.operations))
        let place = try #require(listed.candidates.firstIndex { $0.value == "333" })
        #expect(try await laptop.settle(seen, .candidate(place)).conflictedFields.isEmpty)
        #expect(try await field.value("phone", of: record, on: "K7Q") == "333")
    }

    @Test func `a conflict that somebody settled meanwhile is open again when another settles what was seen`() async throws {
        let (field, record) = try await field()
        try await field.carry(from: "K7Q", to: "M4T")
        let listed = try await field["K7Q"].conflict(record, field: "phone")
        _ = try await field["M4T"].settle(try await field["M4T"].conflict(record, field: "phone"), .value("999"))
        try await field.carry(from: "M4T", to: "K7Q")
        #expect(try await field["K7Q"].conflicts(space: nil).isEmpty)
        let seen = try await field["K7Q"].conflict(token: listed.token, of: record, field: "phone")
        let saved = try await field["K7Q"].settle(seen, .candidate(0))
        #expect(saved.conflictedFields == ["phone"] && saved.replaced.isEmpty)
        let left = try await field["K7Q"].conflict(record, field: "phone").candidates.compactMap(\.value.textValue)
        #expect(Set(left) == ["999", try #require(listed.candidates[0].value.textValue)])
    }

    @Test func `a token of another record or field, or of nothing, is refused`() async throws {
        let (field, record) = try await field()
        let laptop = field["K7Q"]
        let token = try await laptop.conflict(record, field: "phone").token
        let other = try await field.addClient("Bilal", on: "K7Q", fields: ["phone": "5"])
        let form = try await laptop.form(other).token
        for (token, record, name) in [
            (token, other, "phone"), (token, record, "address"), (form, record, "phone"), ("", record, "phone"),
            ("1a2b3c4d", record, "phone"),
            (String(token.dropLast()), record, "phone"),
        ] {
            await #expect { _ = try await laptop.conflict(token: token, of: record, field: name) } throws: {
                ($0 as? ClinicError)?.code == .badToken
            }
        }
    }

    @Test func `a save says what it took the place of, who wrote that and when`() async throws {
        let field = try await Field("K7Q", "M4T")
        let record = try await field.addClient("Amina", on: "K7Q", fields: ["phone": "111", "languages": ["ar", "fr"]])
        try await field.carry(from: "K7Q", to: "M4T")
        try await field.edit(record, on: "M4T", ["phone": "333"])
        let written = field.clock.now
        try await field.carry(from: "M4T", to: "K7Q")
        let saved = try await field.edit(record, on: "K7Q", ["phone": "444", "address": "By the mill", "languages": ["ar"]])
        let phone = try #require(saved.replaced.first { $0.field == "phone" })
        #expect(phone.value == "333" && phone.author.name == Field.person("M4T"))
        #expect(phone.author.device == "M4T" && phone.author.time == written)
        #expect(saved.replaced.filter { $0.field == "languages" }.map(\.value) == ["fr"])
        #expect(saved.replaced.count == 2)
        #expect(try await field.edit(record, on: "K7Q", ["phone": "444"]).replaced.isEmpty)
    }

    @Test func `what a form had not shown is not reported as replaced, for it stays`() async throws {
        let field = try await Field("K7Q", "M4T")
        let record = try await field.addClient("Amina", on: "K7Q", fields: ["phone": "111"])
        try await field.carry(from: "K7Q", to: "M4T")
        let opened = try await field["K7Q"].form(record)
        try await field.edit(record, on: "M4T", ["phone": "333"])
        try await field.carry(from: "M4T", to: "K7Q")
        let saved = try await field["K7Q"].save(try await field["K7Q"].form(token: opened.token), fields: ["phone": "444"])
        #expect(saved.conflictedFields == ["phone"] && saved.replaced.isEmpty)
    }
}
