import Clinic
import Records
import ReplicatedLog
import Testing

@Suite struct `People who may be one` {
    private func people(_ field: Field, _ clients: [[String: JSONValue]]) async throws -> [RecordID] {
        var ids = [RecordID]()
        for client in clients { ids.append(try await field["K7Q"].add(kind: "client", in: field.space, fields: client).record) }
        return ids
    }

    @Test func `are found under any spelling, the exact one first`() async throws {
        let field = try await Field("K7Q")
        let ids = try await people(
            field,
            [
                ["given_name": "Mohammed"], ["given_name": "محمد"], ["given_name": "Muhammad"], ["given_name": "Mahmoud"],
                ["given_name": "Mohamed", "phone": "+961 3 123 456"],
            ])
        let found = try await field["K7Q"].search("محمد", kind: nil, space: nil, limit: 10)
        #expect(found.first?.id == ids[1])
        #expect(Set(found.map(\.id)) == [ids[0], ids[1], ids[2], ids[4]])
        #expect(try await field["K7Q"].search("03 123-456", kind: nil, space: nil, limit: 10).map(\.id) == [ids[4]])
        #expect(try await field["K7Q"].search("محمد ٠٣١٢٣٤٥٦", kind: nil, space: nil, limit: 10).isEmpty)
    }

    @Test func `are proposed with reasons, linked, and unlinked again`() async throws {
        let field = try await Field("K7Q")
        let ids = try await people(
            field,
            [
                ["given_name": "مريم", "family_name": "حداد", "birth_date": "1984-05-03", "phone": "0550 123 456"],
                ["given_name": "Mariam", "family_name": "Haddad", "birth_date": "1984~", "phone": "00961 550 123 456"],
                ["given_name": "Mariam", "family_name": "Haddad", "birth_date": "1999-01-01"],
                ["given_name": "Marwa", "family_name": "Haddad", "birth_date": "1984-05-03"],
            ])
        let laptop = field["K7Q"]
        let found = try await laptop.duplicates(of: ids[0])
        #expect(found.map(\.client.id) == [ids[1]])
        #expect(found.first?.likeness.reasons == [.sameName, .fittingBirthDate, .samePhone])
        #expect(try await laptop.duplicates().map { Set([$0.first.id, $0.second.id]) } == [[ids[0], ids[1]]])
        let typed = try await laptop.similarClients(names: ["Maryam Hadad"], birthDate: CalendarDate("1984"))
        #expect(typed.map(\.client.id).contains(ids[0]) && !typed.map(\.client.id).contains(ids[2]))

        _ = try await laptop.link(ids[0], ids[1])
        #expect(try await laptop.duplicates().isEmpty)
        #expect(try await laptop.duplicates(of: ids[1]).map(\.isLinked) == [true])
        #expect(try await laptop.link(ids[1], ids[0]).operationCount == 0)
        _ = try await laptop.unlink(ids[1], ids[0])
        #expect(try await laptop.duplicates(of: ids[0]).map(\.isLinked) == [false])
        await #expect(throws: ClinicError.self) { try await laptop.unlink(ids[1], ids[0]) }
        await #expect(throws: ClinicError.self) { try await laptop.link(ids[1], ids[1]) }
    }
}

@Suite struct `Conflicts of interest` {
    private struct World {
        let field: Field
        let mine: RecordID
        let theirs: RecordID
        let matter: RecordID
    }

    /// K7Q advises Mariam Haddad against Omar Khalil; M4T, elsewhere, advises عمر خليل.
    private func world() async throws -> World {
        let field = try await Field("K7Q", "M4T")
        let mine = try await field["K7Q"].add(kind: "client", in: field.space, fields: ["given_name": "Mariam", "family_name": "Haddad"])
            .record
        let matter = try await field["K7Q"].add(
            kind: "case", in: field.space, fields: ["title": "Eviction", "clients": [.text(mine.description)]]
        ).record
        _ = try await field["K7Q"].add(
            kind: "party", in: field.space,
            fields: ["case": .text(matter.description), "role": "opposing", "given_name": "Omar", "family_name": "Khalil"])
        let theirs = try await field["M4T"].add(kind: "client", in: field.space, fields: ["given_name": "عمر", "family_name": "خليل"])
            .record
        return World(field: field, mine: mine, theirs: theirs, matter: matter)
    }

    @Test func `are seen after a merge, and stay pending until a person decides`() async throws {
        let world = try await world()
        let laptop = world.field["K7Q"]
        #expect(try await laptop.checkInterests(of: world.matter).pending.isEmpty)
        try await world.field.carry(from: "M4T", to: "K7Q")
        let check = try await laptop.checkInterests(of: world.matter)
        #expect(check.personCount == 2 && check.pending.map(\.relation) == [.opponentIsClient])
        #expect(check.pending.map(\.client.id) == [world.theirs])
        #expect(try await laptop.pendingInterestConflicts().map(\.client.id) == [world.theirs])
        // The merge wrote nothing.
        #expect(try await laptop.detail(world.matter).fields["conflict_of_interest"] == nil)

        let saved = try await laptop.decideInterest(
            of: world.matter, seen: check.token, result: "conflict_excluded", decision: "Another man.", by: "Amal")
        #expect(saved.map(\.kind) == ["case", "conflict_check"])
        #expect(try await laptop.detail(world.matter).fields["conflict_of_interest"] == "conflict_excluded")
        #expect(try await laptop.pendingInterestConflicts().isEmpty)
        let after = try await laptop.checkInterests(of: world.matter)
        #expect(after.pending.isEmpty && after.decided.count == 1)
    }

    @Test func `are seen from the other side, in words and in references`() async throws {
        let field = try await Field("K7Q")
        let laptop = field["K7Q"]
        let client = try await laptop.add(kind: "client", in: field.space, fields: ["given_name": "Олександр", "family_name": "Шевченко"])
            .record
        let other = try await laptop.add(kind: "client", in: field.space, fields: ["given_name": "Mariam", "family_name": "Haddad"]).record
        let own = try await laptop.add(kind: "case", in: field.space, fields: ["title": "Papers", "clients": [.text(client.description)]])
            .record
        let against = try await laptop.add(
            kind: "case", in: field.space,
            fields: ["title": "Debt", "clients": [.text(other.description)], "opposing_party": "Haddad Trading; Alexander Chevtchenko"]
        ).record
        #expect(try await laptop.checkInterests(of: own).pending.map(\.relation) == [.clientIsOpponent])
        #expect(try await laptop.checkInterests(of: against).pending.map(\.client.id) == [client])
        #expect(try await laptop.pendingInterestConflicts().map(\.relation) == [.opponentIsClient])
        // Two clients of one name are no conflict.
        _ = try await laptop.add(kind: "client", in: field.space, fields: ["given_name": "Mariam", "family_name": "Haddad"])
        #expect(try await laptop.pendingInterestConflicts().count == 1)
    }

    @Test func `a client as their own opposing party is an error`() async throws {
        let world = try await world()
        let laptop = world.field["K7Q"]
        let matter = JSONValue.text(world.matter.description)
        let mistakes: [(String, [String: JSONValue], String)] = [
            ("party", ["case": matter, "role": "opposing", "client": .text(world.mine.description)], "client"),
            ("party", ["case": matter, "role": "opposing", "given_name": "MARIAM", "family_name": "Haddad"], "given_name"),
            (
                "case",
                ["title": "Other", "clients": [.text(world.mine.description)], "opposing_party": "Omar Khalil, Mariam Haddad"],
                "opposing_party"
            ),
        ]
        for (kind, fields, place) in mistakes {
            let failure = try await #require(throws: ValidationFailure.self) {
                try await laptop.add(kind: kind, in: world.field.space, fields: fields)
            }
            #expect(failure.problems.map(\.field) == [place] && failure.problems.allSatisfy { !$0.accepted.isEmpty })
        }
        let form = try await laptop.form(world.matter)
        await #expect(throws: ValidationFailure.self) { try await laptop.save(form, fields: ["opposing_party": "Mariam Haddad"]) }
        #expect(try await laptop.list(ListQuery(kind: "party")).total == 1)
        // The same client as a witness is none.
        _ = try await laptop.add(
            kind: "party", in: world.field.space,
            fields: ["case": matter, "role": "witness", "given_name": "Mariam", "family_name": "Haddad"])
    }
}
