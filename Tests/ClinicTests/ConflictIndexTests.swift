import Clinic
import Exchange
import Records
import ReplicatedLog
import Testing

@Suite struct `The blinded index of other caseloads` {
    /// Headquarters holds a client whom K7Q cannot see, and K7Q has a case against him.
    private func world() async throws -> (field: Field, matter: RecordID) {
        let field = try await Field("K7Q", "M4T")
        let other = try await field.headquarters.createSpace(name: "Elsewhere").id
        _ = try await field.headquarters.add(kind: "client", in: other, fields: ["given_name": "عمر", "family_name": "خليل"])
        let mine = try await field["K7Q"].add(kind: "client", in: field.space, fields: ["given_name": "Mariam", "family_name": "Haddad"])
            .record
        let matter = try await field["K7Q"].add(
            kind: "case", in: field.space,
            fields: ["title": "Eviction", "clients": [.text(mine.description)], "opposing_party": "Omar Khalil"]
        ).record
        return (field, matter)
    }

    @Test func `tells of a possible match, and nothing without it`() async throws {
        let (field, matter) = try await world()
        let laptop = field["K7Q"]
        #expect(try await laptop.checkInterests(of: matter).indexMatches == nil)
        let published = try await field.headquarters.publishConflictIndex(falsePositives: 0.000001, validDays: 60, to: ["k7q"])
        #expect(published.devices == ["K7Q"] && published.status.capacity == Int(ConflictIndex.capacityMin))
        _ = try await laptop.acceptConflictIndex(published.file)
        let check = try await laptop.checkInterests(of: matter)
        #expect(check.indexMatches == 1 && check.pending.isEmpty)
        let saved = try await laptop.decideInterest(of: matter, seen: check.token, result: "possible_match", decision: nil, by: nil)
        #expect(try await laptop.detail(saved[1].record).fields["index_matches"] == 1)

        field.clock.advance(61 * 86_400)
        #expect(try await laptop.conflictIndexStatus()?.isExpired == true)
        #expect(try await laptop.checkInterests(of: matter).indexMatches == nil)
        await #expect(throws: ClinicError.self) { try await laptop.acceptConflictIndex(published.file) }
        try await laptop.dropConflictIndex()
        #expect(try await laptop.conflictIndexStatus() == nil)
    }

    @Test func `is for the devices that it was made for, from headquarters, and never an older one`() async throws {
        let (field, _) = try await world()
        let first = try await field.headquarters.publishConflictIndex(falsePositives: 0.01, validDays: 60, to: ["K7Q"]).file
        field.clock.advance(10)
        let second = try await field.headquarters.publishConflictIndex(falsePositives: 0.01, validDays: 60, to: ["K7Q"]).file
        await #expect(throws: ExchangeError.self) { try await field["M4T"].acceptConflictIndex(first) }
        _ = try await field["K7Q"].acceptConflictIndex(second)
        await #expect(throws: ClinicError.self) { try await field["K7Q"].acceptConflictIndex(first) }
        _ = try await field["K7Q"].acceptConflictIndex(second)
        await #expect(throws: ClinicError.self) {
            try await field["K7Q"].publishConflictIndex(falsePositives: 0.01, validDays: 60, to: ["M4T"])
        }
        await #expect(throws: ClinicError.self) {
            try await field.headquarters.publishConflictIndex(falsePositives: 0.01, validDays: 60, to: ["NONE"])
        }
    }
}
