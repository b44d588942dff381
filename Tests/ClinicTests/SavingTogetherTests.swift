import Clinic
import Records
import ReplicatedLog
import Testing

@Suite struct SavingTogetherTests {
    private let intake = [
        Draft(.new(kind: "client"), ["given_name": "Amina"], name: "client"),
        Draft(.new(kind: "case"), ["title": "Eviction", "clients": ["@client"]], name: "case"),
        Draft(.new(kind: "consultation"), ["date": "2026-03-01", "case": "@case", "client": "@client"], name: "talk"),
    ]

    @Test func `records that refer to each other are saved in one entry`() async throws {
        let field = try await Field("K7Q", "M4T")
        let laptop = field["K7Q"]
        _ = try await field.addClient("Somebody", on: "K7Q")
        let before = try await laptop.status().spaces.map(\.entryCount).reduce(0, +)
        let saved = try await laptop.saveTogether(intake, in: field.space)
        #expect(try await laptop.status().spaces.map(\.entryCount).reduce(0, +) == before + 1)
        #expect(saved.map(\.kind) == ["client", "case", "consultation"])
        #expect(saved[1].number?.hasPrefix("K7Q-") == true)
        try await field.carry(from: "K7Q", to: "M4T")
        for clinic in [laptop, field["M4T"]] {
            #expect(try await clinic.detail(saved[1].record).fields["clients"] == [.text(saved[0].record.description)])
            let talk = try await clinic.detail(saved[2].record)
            #expect(talk.fields["case"] == .text(saved[1].record.description))
            #expect(talk.fields["client"] == .text(saved[0].record.description))
        }
    }

    @Test func `problems name the record and the field, and nothing is saved`() async throws {
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        var drafts = intake
        drafts[0].fields = ["given_name": ""]
        drafts[2].fields["client"] = "@case"
        let failure = try await #require(throws: ValidationFailure.self) { try await laptop.saveTogether(drafts, in: field.space) }
        #expect(failure.problems.map(\.place) == ["client.given_name", "talk.client"])
        #expect(failure.problems.map(\.code) == [.empty, .wrongReferenceKind])
        #expect(try await laptop.list(ListQuery(kind: "case")).total == 0)
    }

    @Test func `a form and what explains its change stand or fall together`() async throws {
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        let saved = try await laptop.saveTogether(intake, in: field.space)
        let form = try await laptop.form(saved[1].record)
        let drafts = [
            Draft(.form(form), ["status": "closed"]),
            Draft(.new(kind: "task"), ["title": "Tell her", "case": .text(saved[1].record.description), "due": "no date"], name: "task"),
        ]
        await #expect(throws: ValidationFailure.self) { try await laptop.saveTogether(drafts, in: field.space) }
        #expect(try await laptop.detail(saved[1].record).fields["status"] == nil)
        var corrected = drafts
        corrected[1].fields["due"] = "2026-05-03"
        #expect(try await laptop.saveTogether(corrected, in: field.space).map(\.operationCount) == [1, 4])
        #expect(try await laptop.detail(saved[1].record).fields["status"] == "closed")
    }

    @Test func `several new cases take numbers of their own, and the next one goes on after them`() async throws {
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        let cases = (1...3).map { Draft(.new(kind: "case"), ["title": .text("Case \($0)")]) }
        let numbers = try await laptop.saveTogether(cases, in: field.space).compactMap(\.number)
        let next = try await laptop.add(kind: "case", in: field.space, fields: ["title": "Case 4"])
        #expect(try (numbers + [next.number ?? ""]).map { try CaseNumber(parsing: $0).number } == [1, 2, 3, 4])
    }

    @Test(arguments: [0, Draft.countMax + 1])
    func `a save of no record or of too many is refused`(count: Int) async throws {
        let field = try await Field("K7Q")
        let drafts = [Draft](repeating: Draft(.new(kind: "client"), ["given_name": "A"]), count: count)
        await #expect(throws: ClinicError.self) { try await field["K7Q"].saveTogether(drafts, in: field.space) }
    }

    @Test func `as many records as one save takes are saved`() async throws {
        let field = try await Field("K7Q")
        let drafts = [Draft](repeating: Draft(.new(kind: "client"), ["given_name": "A"]), count: Draft.countMax)
        let saved = try await field["K7Q"].saveTogether(drafts, in: field.space)
        #expect(Set(saved.map(\.record)).count == Draft.countMax)
    }

    @Test func `forms that hold already what is asked for write nothing`() async throws {
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        let client = try await field.addClient("Amina", on: "K7Q", fields: ["phone": "111"])
        let before = try await laptop.status().spaces.map(\.entryCount).reduce(0, +)
        let saved = try await laptop.saveTogether([Draft(.form(try await laptop.form(client)), ["phone": "111"])], in: field.space)
        #expect(saved.map(\.operationCount) == [0])
        #expect(try await laptop.status().spaces.map(\.entryCount).reduce(0, +) == before)
    }
}
