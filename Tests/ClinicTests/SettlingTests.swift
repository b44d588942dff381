import Clinic
import Records
import ReplicatedLog
import Testing

@Suite struct SettlingTests {
    /// A field that two laptops wrote apart, and that the first one shows as a conflict.
    private func field() async throws -> (field: Field, record: RecordID) {
        let field = try await Field("K7Q", "M4T")
        let record = try await field.addClient("Amina", on: "K7Q", fields: ["phone": "111"])
        try await field.carry(from: "K7Q", to: "M4T")
        try await field.edit(record, on: "K7Q", ["phone": "222"])
        try await field.edit(record, on: "M4T", ["phone": "333"])
        let report = try await field.carry(from: "M4T", to: "K7Q")
        #expect(report.newConflictCount == 1)
        return (field, record)
    }

    @Test(arguments: [0, 1])
    func `a chosen value stands everywhere and the other stays in the history`(choice: Int) async throws {
        let (field, record) = try await field()
        let conflict = try await field["K7Q"].conflict(record, field: nil)
        field.clock.advance(60)
        let saved = try await field["K7Q"].settle(conflict, .candidate(choice))
        #expect(saved.conflictedFields.isEmpty)
        try await field.carry(from: "K7Q", to: "M4T", "HQ1")
        for code in ["K7Q", "M4T", "HQ1"] {
            #expect(try await field[code].conflicts(space: nil).isEmpty)
            #expect(try await field.value("phone", of: record, on: code) == conflict.candidates[choice].value)
            #expect(try await field[code].history(record, field: "phone").count == 4)
        }
        #expect(try await field.hashes("K7Q", "M4T", "HQ1").count == 1)
    }

    @Test func `another value can be written over both`() async throws {
        let (field, record) = try await field()
        _ = try await field["K7Q"].settle(try await field["K7Q"].conflict(record, field: "phone"), .value("444"))
        #expect(try await field.value("phone", of: record, on: "K7Q") == "444")
        #expect(try await field["K7Q"].conflicts(space: nil).isEmpty)
    }

    @Test func `a value that arrives between listing and settling is not overruled`() async throws {
        let field = try await Field("K7Q", "M4T", "P2X")
        let record = try await field.addClient("Amina", on: "K7Q", fields: ["phone": "111"])
        try await field.carry(from: "K7Q", to: "M4T", "P2X")
        try await field.edit(record, on: "K7Q", ["phone": "222"])
        try await field.edit(record, on: "M4T", ["phone": "333"])
        try await field.edit(record, on: "P2X", ["phone": "444"])
        try await field.carry(from: "M4T", to: "K7Q")
        let listed = try await field["K7Q"].conflict(record, field: "phone")
        try await field.carry(from: "P2X", to: "K7Q")
        let saved = try await field["K7Q"].settle(listed, .value("555"))
        #expect(saved.conflictedFields == ["phone"])
        let left = try await field["K7Q"].conflict(record, field: "phone").candidates.compactMap(\.value.textValue)
        #expect(Set(left) == ["444", "555"])
        try await field.carry(from: "K7Q", to: "M4T", "P2X")
        #expect(try await field.hashes("K7Q", "M4T", "P2X").count == 1)
    }

    @Test func `two persons who settle apart are in conflict again, and nothing is lost`() async throws {
        let (field, record) = try await field()
        try await field.carry(from: "K7Q", to: "M4T")
        _ = try await field["K7Q"].settle(try await field["K7Q"].conflict(record, field: "phone"), .value("444"))
        _ = try await field["M4T"].settle(try await field["M4T"].conflict(record, field: "phone"), .value("555"))
        try await field.carry(from: "M4T", to: "K7Q")
        let conflict = try await field["K7Q"].conflict(record, field: "phone")
        #expect(Set(conflict.candidates.compactMap(\.value.textValue)) == ["444", "555"])
        #expect(try await field["K7Q"].history(record, field: "phone").count == 5)
    }

    @Test func `what is not in conflict, or no such value, is refused`() async throws {
        let (field, record) = try await field()
        let conflict = try await field["K7Q"].conflict(record, field: "phone")
        let before = try await field.status("K7Q").entryCount
        await #expect { _ = try await field["K7Q"].conflict(record, field: "address") } throws: {
            ($0 as? ClinicError)?.code == .noConflict
        }
        await #expect { _ = try await field["K7Q"].settle(conflict, .candidate(2)) } throws: { ($0 as? ClinicError)?.code == .notFound }
        await #expect { _ = try await field["K7Q"].settle(conflict, .candidate(-1)) } throws: { ($0 as? ClinicError)?.code == .notFound }
        await #expect(throws: ValidationFailure.self) { _ = try await field["K7Q"].settle(conflict, .value(12)) }
        #expect(try await field.status("K7Q").entryCount == before)
    }
}
