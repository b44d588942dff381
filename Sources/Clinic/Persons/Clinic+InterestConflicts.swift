public import Records
import ReplicatedLog
import Views

extension Clinic {
    /// Compares everybody of a case with everybody whom this device may see, in all of its caseloads.
    ///
    /// Nothing is written: ``decideInterest(of:result:decision:by:)`` records what a person decides.
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
        var seen = Set<[RecordID]>()
        found = found.sorted { ($0.isCertain ? 1 : 0, $0.likeness.score) > ($1.isCertain ? 1 : 0, $1.likeness.score) }
            .filter { seen.insert([$0.party.id, $0.client.id]).inserted }
        let decisions = try interestDecisions(of: matter)
        func isDecided(_ conflict: InterestConflict) -> Bool {
            let named = Set([conflict.party, conflict.client].filter { $0.kind != "case" && $0.kind != "dispute" }.map(\.id))
            return decisions.contains { named.isSubset(of: $0) }
        }
        return InterestCheck(
            matter: summary(matter), personCount: persons.count, pending: found.filter { !isDecided($0) }, decided: found.filter(isDecided),
            indexMatches: try indexMatches(persons))
    }

    /// What waits for a person's decision, of all cases that this device holds and that are not closed.
    ///
    /// Also what a stick has just brought: nothing of it is written by an import, so it does not depend on the order of imports.
    ///
    /// - Complexity: a check for every case with another side.
    public func pendingInterestConflicts(space: SpaceID? = nil, limit: Int = 200) throws -> [InterestConflict] {
        var matters = [RecordID: RecordRow]()
        for kind in ["case", "party", "dispute"] {
            try view.eachRecord(kind: kind, space: space) { row in
                guard kind == "party" || !opponents(inTextsOf: row).isEmpty, let matter = try matter(of: row) else { return }
                matters[matter.id] = matter
            }
        }
        var pending = [InterestConflict]()
        for matter in matters.values.sorted(by: { $0.id < $1.id }) where matter.status != "closed" {
            // Seen from the case of the other side; a client's own case shows the same pair when it is asked.
            pending += try checkInterests(of: matter.id).pending.filter { $0.relation != .clientIsOpponent }
            if pending.count >= limit { break }
        }
        return Array(pending.prefix(limit))
    }

    /// Records a person's decision: a record of the check, and the result on the case, in one entry.
    ///
    /// - Parameter result: a code of the vocabulary `conflict_result`.
    public func decideInterest(of record: RecordID, result: String, decision: String?, by: String?) throws -> [Saved] {
        let check = try checkInterests(of: record)
        var named = [RecordID]()
        for conflict in check.pending + check.decided {
            for row in [conflict.party, conflict.client] where ["party", "client"].contains(row.kind) && !named.contains(row.id) {
                named.append(row.id)
            }
        }
        let today = JSONValue.text(String(Timestamp.text(now).prefix(10)))
        var fields: [String: JSONValue] = [
            "case": .text(record.description), "checked_on": today, "result": .text(result),
            "matches": .array(named.prefix(64).map { .text($0.description) }),
        ]
        if let matches = check.indexMatches { fields["index_matches"] = .integer(Int64(matches)) }
        if let decision { fields["decision"] = .text(decision) }
        if let by { fields["decided_by"] = .text(by) }
        return try saveTogether(
            [
                Draft(.form(try form(record)), ["conflict_of_interest": .text(result), "conflict_checked_on": today], name: "case"),
                Draft(.new(kind: "conflict_check"), fields, name: "check"),
            ], in: check.matter.space)
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
        let likeness = party.identity.likeness(to: Identity(of: client))
        guard isCertain || likeness != nil else { return nil }
        return InterestConflict(
            relation: relation, matter: summary(matter), party: summary(party.row), field: party.field, client: summary(client),
            likeness: likeness ?? Likeness(reasons: [], score: 1), isCertain: isCertain)
    }

    /// For each decision of a case the parties and clients that it names.
    private func interestDecisions(of matter: RecordRow) throws -> [Set<RecordID>] {
        try view.related(to: matter.id).filter { $0.record.kind == "conflict_check" && $0.field == "case" }.compactMap { related in
            guard case .code(let result)? = related.record.values["result"], !["not_checked", "possible_match"].contains(result) else {
                return nil
            }
            return Set((related.record.sets["matches"] ?? []).compactMap { if case .reference(let record) = $0 { record } else { nil } })
        }
    }
}
