public import Records
import Views

extension Clinic {
    /// Compares everybody of a case with everybody whom this device may see, in all of its caseloads.
    ///
    /// Nothing is written: ``decideInterest(of:seen:result:decision:by:)`` records what a person decides.
    ///
    /// - Complexity: one lookup of names for each person of the case; about a millisecond each among 100,000.
    public func checkInterests(of record: RecordID) throws -> InterestCheck {
        let matter = try existing(record)
        guard matter.kind == "case" else {
            throw ClinicError(.notACase, "This is no case, but a \(matter.kind).", hint: "Name a case by its number.")
        }
        let persons = try persons(of: matter)
        var found = [InterestConflict]()
        for person in persons {
            found += person.side == .client ? try opponents(like: person, in: matter) : try clients(like: person, in: matter)
        }
        var seen = Set<InterestPair>()
        found = found.sorted { ($0.isCertain ? 1 : 0, $0.likeness.score) > ($1.isCertain ? 1 : 0, $1.likeness.score) }
            .filter { seen.insert($0.pair).inserted }
        let covered = try interestDecisions(of: matter)
        return InterestCheck(
            matter: summary(matter), personCount: persons.count,
            pending: Array(found.filter { !covered.contains($0.pair) }.prefix(InterestCheck.shownMax)),
            decided: found.filter { covered.contains($0.pair) }, indexMatches: try indexMatches(persons))
    }

    /// The other side of other cases that may be this client.
    private func opponents(like person: CasePerson, in matter: RecordRow) throws -> [InterestConflict] {
        let rows = try view.records(keyed: person.identity.lookups, kinds: ["party", "case", "dispute"], limit: Self.candidatesMax)
        // A party that is said to be the client need not be spelled like them.
        let referring = try view.related(to: person.row.id).filter { $0.record.kind == "party" && $0.field == "client" }.map(\.record)
        return try (rows + referring.filter { row in !rows.contains { $0.id == row.id } }).flatMap { row -> [InterestConflict] in
            let others = row.kind == "party" ? [self.person(ofParty: row)] : opponents(inTextsOf: row)
            guard try self.matter(of: row)?.id != matter.id else { return [] }
            return others.filter { $0.side == .opponent }.compactMap { conflict(.clientIsOpponent, matter, party: $0, client: person.row) }
        }
    }

    /// The clients, of this and of every other case, who may be this party.
    private func clients(like person: CasePerson, in matter: RecordRow) throws -> [InterestConflict] {
        var rows = try view.records(keyed: person.identity.lookups, kinds: ["client"], limit: Self.candidatesMax)
        if let client = person.client, !rows.contains(where: { $0.id == client }), let row = try view.record(client) { rows.append(row) }
        let own = Set((matter.sets["clients"] ?? []).compactMap { if case .reference(let record) = $0 { record } else { nil } })
        return rows.compactMap { client in
            let relation: InterestConflict.Relation =
                own.contains(client.id)
                ? (person.side == .opponent ? .ownOpponent : .thirdPartyIsClient)
                : (person.side == .opponent ? .opponentIsClient : .thirdPartyIsClient)
            return conflict(relation, matter, party: person, client: client)
        }
    }

    private func conflict(
        _ relation: InterestConflict.Relation, _ matter: RecordRow, party: CasePerson, client: RecordRow
    ) -> InterestConflict? {
        let isCertain = party.client == client.id
        let identity = Identity(of: client)
        let likeness = party.identity.likeness(to: identity)
        guard isCertain || likeness != nil else { return nil }
        return InterestConflict(
            relation: relation, matter: summary(matter), party: summary(party.row), field: party.field, client: summary(client),
            likeness: likeness ?? Likeness(reasons: [], score: 1), isCertain: isCertain,
            pair: InterestPair(relation, party: party, client: client.id, identity: identity, isCertain: isCertain))
    }
}
