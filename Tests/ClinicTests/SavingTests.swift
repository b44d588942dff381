import Clinic
import Records
import ReplicatedLog
import Testing

@Suite struct SavingTests {
    /// A client that both laptops know, and what the first one wrote of them.
    private func field(_ fields: [String: JSONValue] = ["phone": "111"]) async throws -> (field: Field, record: RecordID) {
        let field = try await Field("K7Q", "M4T")
        let record = try await field.addClient("Amina", on: "K7Q", fields: fields)
        try await field.carry(from: "K7Q", to: "M4T")
        return (field, record)
    }

    @Test func `a save over just what the form showed replaces it`() async throws {
        let (field, record) = try await field()
        let saved = try await field.edit(record, on: "K7Q", ["phone": "222"])
        #expect(saved.operationCount == 1)
        #expect(saved.conflictedFields.isEmpty)
        #expect(try await field.value("phone", of: record, on: "K7Q") == "222")
        try await field.carry(from: "K7Q", to: "M4T")
        #expect(try await field.value("phone", of: record, on: "M4T") == "222")
        #expect(try await field["M4T"].conflicts(space: nil).isEmpty)
    }

    @Test(arguments: [false, true])
    func `a value that arrived while the form was open is not overruled`(byToken: Bool) async throws {
        let (field, record) = try await field()
        let laptop = field["K7Q"]
        let opened = try await laptop.form(record)
        try await field.edit(record, on: "M4T", ["phone": "333"])
        try await field.carry(from: "M4T", to: "K7Q")
        field.clock.advance(60)
        let form = byToken ? try await laptop.form(token: opened.token) : opened
        let saved = try await laptop.save(form, fields: ["phone": "222", "address": "By the mill"])
        #expect(saved.operationCount == 2)
        #expect(saved.conflictedFields == ["phone"])
        let conflict = try await laptop.conflict(record, field: "phone")
        #expect(Set(conflict.candidates.compactMap(\.value.textValue)) == ["222", "333"])
        #expect(conflict.candidates.allSatisfy { $0.before == "111" })
        let history = try await laptop.history(record, field: "phone")
        #expect(history.count == 3)
        #expect(history.filter(\.isSuperseded).count == 1)
    }

    @Test(arguments: [false, true])
    func `a value that arrived in a field that the form showed empty is not overruled`(byToken: Bool) async throws {
        let (field, record) = try await field([:])
        let laptop = field["K7Q"]
        let opened = try await laptop.form(record)
        try await field.edit(record, on: "M4T", ["phone": "333"])
        try await field.carry(from: "M4T", to: "K7Q")
        field.clock.advance(60)
        let saved = try await laptop.save(byToken ? try await laptop.form(token: opened.token) : opened, fields: ["phone": "222"])
        #expect(saved.conflictedFields == ["phone"])
        #expect(try await laptop.conflicts(space: nil).first?.candidates.count == 2)
    }

    @Test(arguments: [false, true])
    func `saving what the form showed writes nothing, whatever arrived`(byToken: Bool) async throws {
        let (field, record) = try await field(["phone": "111", "address": "By the mill", "household_size": 4, "languages": ["fr", "ar"]])
        let laptop = field["K7Q"]
        let opened = try await laptop.form(record)
        try await field.edit(record, on: "M4T", ["phone": "333", "languages": ["fr", "uk"]])
        try await field.carry(from: "M4T", to: "K7Q")
        let before = try await field.status("K7Q").entryCount
        let form = byToken ? try await laptop.form(token: opened.token) : opened
        let saved = try await laptop.save(form, fields: opened.fields)
        #expect(saved.operationCount == 0)
        #expect(try await field.status("K7Q").entryCount == before)
        #expect(try await field.value("phone", of: record, on: "K7Q") == "333")
        #expect(try await field.value("languages", of: record, on: "K7Q") == ["fr", "uk"])
    }

    @Test(arguments: [false, true])
    func `choices of a set are compared with what the form showed`(byToken: Bool) async throws {
        let (field, record) = try await field(["languages": ["fr", "ar"]])
        let laptop = field["K7Q"]
        let opened = try await laptop.form(record)
        try await field.edit(record, on: "M4T", ["languages": ["fr", "ar", "uk"]])
        try await field.carry(from: "M4T", to: "K7Q")
        field.clock.advance(60)
        let saved = try await laptop.save(
            byToken ? try await laptop.form(token: opened.token) : opened, fields: ["languages": ["fr", "en"]])
        #expect(saved.operationCount == 2)
        let languages = try await field.value("languages", of: record, on: "K7Q")?.arrayValue?.compactMap(\.textValue)
        #expect(Set(languages ?? []) == ["fr", "en", "uk"])
    }

    @Test(arguments: [false, true])
    func `taking a choice away spares the same choice made by somebody else meanwhile`(byToken: Bool) async throws {
        let (field, record) = try await field(["languages": ["fr"]])
        let laptop = field["K7Q"]
        let opened = try await laptop.form(record)
        try await field.edit(record, on: "M4T", ["languages": []])
        try await field.edit(record, on: "M4T", ["languages": ["fr"]])
        try await field.carry(from: "M4T", to: "K7Q")
        field.clock.advance(60)
        _ = try await laptop.save(byToken ? try await laptop.form(token: opened.token) : opened, fields: ["languages": []])
        #expect(try await field.value("languages", of: record, on: "K7Q") == ["fr"])
        try await field.edit(record, on: "K7Q", ["languages": []])
        #expect(try await field.value("languages", of: record, on: "K7Q") ?? [] == [])
    }

    @Test func `equal values written apart are no conflict, and saving them again writes nothing`() async throws {
        let (field, record) = try await field()
        try await field.edit(record, on: "K7Q", ["phone": "222"])
        try await field.edit(record, on: "M4T", ["phone": "222"])
        try await field.carry(from: "M4T", to: "K7Q")
        try await field.carry(from: "K7Q", to: "M4T")
        #expect(try await field["K7Q"].conflicts(space: nil).isEmpty)
        #expect(try await field.hashes("K7Q", "M4T").count == 1)
        #expect(try await field.edit(record, on: "K7Q", ["phone": "222"]).operationCount == 0)
    }

    @Test func `a field of which only the latest value counts is never in conflict`() async throws {
        let (field, record) = try await field(["household_size": 3])
        try await field.edit(record, on: "K7Q", ["household_size": 4])
        try await field.edit(record, on: "M4T", ["household_size": 5])
        try await field.carry(from: "M4T", to: "K7Q")
        try await field.carry(from: "K7Q", to: "M4T")
        for code in ["K7Q", "M4T"] {
            #expect(try await field[code].conflicts(space: nil).isEmpty)
            #expect(try await field.value("household_size", of: record, on: code) == 5)
            #expect(try await field[code].history(record, field: "household_size").count == 3)
        }
    }

    @Test func `the history says who wrote what when on which device`() async throws {
        let (field, record) = try await field()
        try await field.edit(record, on: "M4T", ["phone": "222"])
        let later = field.clock.now
        try await field.carry(from: "M4T", to: "K7Q")
        let history = try await field["K7Q"].history(record, field: "phone")
        #expect(history.map(\.author.name) == [Field.person("K7Q"), Field.person("M4T")])
        #expect(history.map(\.author.device) == ["K7Q", "M4T"])
        #expect(history.last?.author.time == later)
        #expect(history.map(\.isSuperseded) == [true, false])
        guard case .put(let first)? = history.first?.edit else { throw Unexpected() }
        #expect(first == "111")
    }

    @Test func `notes are appended, an addendum names its note, and a note of elsewhere cannot be named`() async throws {
        let (field, record) = try await field()
        let laptop = field["K7Q"]
        _ = try await laptop.note(record, field: "notes", text: "She came with her brother.")
        let first = try #require(try await laptop.detail(record).notes.first)
        field.clock.advance(60)
        _ = try await laptop.note(record, field: "notes", text: "It was her cousin.", about: first.operation)
        try await field.carry(from: "K7Q", to: "M4T")
        let notes = try await field["M4T"].detail(record).notes
        #expect(notes.map(\.text) == ["She came with her brother.", "It was her cousin."])
        #expect(notes.last?.about == first.operation)
        let entries = try await field.status("K7Q").entryCount
        await #expect(throws: ClinicError.self) {
            _ = try await laptop.note(record, field: "notes", text: "About nothing.", about: record)
        }
        #expect(try await field.status("K7Q").entryCount == entries)
    }

    @Test(arguments: ["", "x", "AAAA", "AQAAAAAA", "not base64 at all!"])
    func `what is no token of a form is refused`(token: String) async throws {
        let field = try await Field()
        await #expect { _ = try await field.headquarters.form(token: token) } throws: { ($0 as? ClinicError)?.code == .badToken }
    }

    private struct Unexpected: Error {}
}
