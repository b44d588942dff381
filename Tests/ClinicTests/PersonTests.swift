import Clinic
import Records
import ReplicatedLog
import Testing

@Suite struct PersonTests {
    private let second = "another one for tests"

    private func isLocked(_ error: any Error) -> Bool { (error as? any ExplainedFailure)?.kind == .locked }

    @Test func `two persons of one device write under their own names`() async throws {
        let field = try await Field("K7Q")
        let record = try await field.addClient("Amina", on: "K7Q", fields: ["phone": "111"])
        _ = try await field["K7Q"].addPerson(name: "Second", passphrase: second)
        try await field.close("K7Q")
        try await field.open("K7Q", passphrase: second)
        #expect(try await field["K7Q"].status().personName == "Second")
        try await field.edit(record, on: "K7Q", ["phone": "222"])
        try await field.carry(from: "K7Q", to: "HQ1")
        for code in ["K7Q", "HQ1"] {
            let history = try await field[code].history(record, field: "phone")
            #expect(history.map(\.author.name) == [Field.person("K7Q"), "Second"])
            #expect(history.map(\.author.device) == ["K7Q", "K7Q"])
        }
    }

    @Test func `a person who was removed cannot unlock, and what they wrote stays under their name`() async throws {
        let field = try await Field("K7Q")
        let person = try await field["K7Q"].addPerson(name: "Second", passphrase: second)
        try await field.close("K7Q")
        try await field.open("K7Q", passphrase: second)
        let record = try await field.addClient("Amina", on: "K7Q")
        try await field.reopen("K7Q")
        try await field["K7Q"].removePerson(person.id)
        try await field.close("K7Q")
        await #expect { try await field.open("K7Q", passphrase: second) } throws: { isLocked($0) }
        try await field.open("K7Q")
        #expect(try await field["K7Q"].detail(record).created.name == "Second")
        #expect(try await field["K7Q"].persons().map(\.name) == [Field.person("K7Q")])
    }

    @Test(arguments: ["wrong", "Only for tests, never elsewhere", "only for tests, never elsewher"])
    func `a wrong passphrase opens nothing`(passphrase: String) async throws {
        let field = try await Field("K7Q")
        try await field.close("K7Q")
        await #expect { try await field.open("K7Q", passphrase: passphrase) } throws: { isLocked($0) }
        try await field.open("K7Q")
    }

    @Test func `after a change only the new passphrase opens`() async throws {
        let field = try await Field("K7Q")
        try await field["K7Q"].changePassphrase(to: second)
        try await field.close("K7Q")
        await #expect { try await field.open("K7Q") } throws: { isLocked($0) }
        try await field.open("K7Q", passphrase: second)
    }
}
