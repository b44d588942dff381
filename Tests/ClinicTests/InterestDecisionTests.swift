import Clinic
import Records
import ReplicatedLog
import Testing

/// What a person decided about possible conflicts of interest covers what they were shown, and nothing else.
@Suite struct `Decisions about conflicts of interest` {
    private let world: World

    init() async throws { world = try await World() }

    @Test func `cover no other pair of the same people`() async throws {
        let omar = try await world.client("Omar", "Khalil")
        let bilal = try await world.client("Bilal", "Mansour")
        let matter = try await world.matter()
        let first = try await world.opponent("Omar", "Khalil", of: matter)
        let second = try await world.opponent("Bilal", "Mansour", of: matter)
        try await world.decide(matter)
        #expect(try await world.pending(matter).isEmpty)
        // Now the other client is known by the name of the second party too: of these two nobody was asked, and what is known of Omar
        // has changed.
        _ = try await world.field.edit(omar, on: "K7Q", ["other_names": "Bilal Mansour"])
        let pending = try await world.pending(matter)
        #expect(Set(pending.map(\.party.id)) == [first, second] && Set(pending.map(\.client.id)) == [omar])
        #expect(try await world.laptop.checkInterests(of: matter).decided.map(\.client.id) == [bilal])
    }

    @Test func `cover no text that was changed since, of a record or within a text`() async throws {
        let client = try await world.client("Oleksandr", "Shevchenko")
        let matter = try await world.matter(["opposing_party": "Alexander Chevtchenko"])
        let party = try await world.opponent("Олександр", "Шевченко", of: matter)
        try await world.decide(matter)
        #expect(try await world.pending(matter).isEmpty)
        // What is not compared asks nobody again.
        _ = try await world.field.edit(client, on: "K7Q", ["languages": ["uk"]])
        #expect(try await world.pending(matter).isEmpty)
        _ = try await world.field.edit(matter, on: "K7Q", ["opposing_party": "Oleksander Shevchenko"])
        #expect(try await world.pending(matter).map(\.field) == ["opposing_party"])
        try await world.decide(matter)
        _ = try await world.field.edit(party, on: "K7Q", ["phone": "+380 44 123 4567"])
        #expect(try await world.pending(matter).map(\.party.id) == [party])
        try await world.decide(matter)
        _ = try await world.field.edit(client, on: "K7Q", ["birth_date": "1980"])
        #expect(try await world.pending(matter).count == 2)
    }

    @Test func `cover a witness no longer who turns out to be the other side`() async throws {
        _ = try await world.client("Omar", "Khalil")
        let matter = try await world.matter()
        let party = try await world.opponent("Omar", "Khalil", of: matter, role: "witness")
        try await world.decide(matter)
        #expect(try await world.pending(matter).isEmpty)
        _ = try await world.field.edit(party, on: "K7Q", ["role": "opposing"])
        #expect(try await world.pending(matter).map(\.relation) == [.opponentIsClient])
    }

    @Test func `are possible about more than one record of the decision holds`() async throws {
        let matter = try await world.matter()
        _ = try await world.opponent("Omar", "Khalil", of: matter)
        for _ in 0..<130 { _ = try await world.client("Omar", "Khalil") }
        #expect(try await world.pending(matter).count == 130)
        try await world.decide(matter)
        let check = try await world.laptop.checkInterests(of: matter)
        #expect(check.pending.isEmpty && check.decided.count == 130)
    }

    @Test func `cover nothing that came in after it was shown`() async throws {
        let here = try await world.client("Omar", "Khalil")
        let matter = try await world.matter()
        _ = try await world.opponent("Omar", "Khalil", of: matter)
        let shown = try await world.laptop.checkInterests(of: matter).token
        let there = try await world.client("عمر", "خليل", on: "M4T")
        try await world.field.carry(from: "M4T", to: "K7Q")
        _ = try await world.laptop.decideInterest(of: matter, seen: shown, result: "conflict_excluded", decision: nil, by: nil)
        let check = try await world.laptop.checkInterests(of: matter)
        #expect(check.pending.map(\.client.id) == [there] && check.decided.map(\.client.id) == [here])
        let other = try await world.matter()
        for token in [shown, "", "AAAA", String(shown.dropLast(4))] {
            let error = try await #require(throws: ClinicError.self) {
                _ = try await world.laptop.decideInterest(of: other, seen: token, result: "clear", decision: nil, by: nil)
            }
            #expect(error.code == .badToken)
        }
    }

    @Test func `by hand, without the pairs, leave everything waiting`() async throws {
        let client = try await world.client("Omar", "Khalil")
        let matter = try await world.matter()
        _ = try await world.opponent("Omar", "Khalil", of: matter)
        _ = try await world.laptop.add(
            kind: "conflict_check", in: world.field.space,
            fields: [
                "case": .text(matter.description), "checked_on": "2026-02-01", "result": "conflict_excluded",
                "matches": [.text(client.description)],
            ])
        #expect(try await world.pending(matter).count == 1)
    }
}

/// A laptop with one caseload, where Mariam Haddad is advised.
private struct World {
    let field: Field
    let mine: RecordID
    var laptop: Clinic { field["K7Q"] }

    init() async throws {
        field = try await Field("K7Q", "M4T")
        mine = try await field["K7Q"].add(kind: "client", in: field.space, fields: ["given_name": "Mariam", "family_name": "Haddad"]).record
    }

    func client(_ given: String, _ family: String, on code: String = "K7Q") async throws -> RecordID {
        let fields: [String: JSONValue] = ["given_name": .text(given), "family_name": .text(family)]
        return try await field[code].add(kind: "client", in: field.space, fields: fields).record
    }

    func matter(_ fields: [String: JSONValue] = [:]) async throws -> RecordID {
        let own: [String: JSONValue] = ["title": "Eviction", "clients": [.text(mine.description)]]
        return try await laptop.add(kind: "case", in: field.space, fields: own.merging(fields) { $1 }).record
    }

    func opponent(_ given: String, _ family: String, of matter: RecordID, role: String = "opposing") async throws -> RecordID {
        let fields: [String: JSONValue] = [
            "case": .text(matter.description), "role": .text(role), "given_name": .text(given), "family_name": .text(family),
        ]
        return try await laptop.add(kind: "party", in: field.space, fields: fields).record
    }

    func pending(_ matter: RecordID) async throws -> [InterestConflict] { try await laptop.checkInterests(of: matter).pending }

    func decide(_ matter: RecordID) async throws {
        let seen = try await laptop.checkInterests(of: matter).token
        _ = try await laptop.decideInterest(of: matter, seen: seen, result: "conflict_excluded", decision: "Another one.", by: "Amal")
    }
}
