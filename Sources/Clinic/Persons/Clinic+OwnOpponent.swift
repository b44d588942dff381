import Names
import Records
import Views

/// A client cannot be their own other side: whoever writes that has taken one name for another.
extension Clinic {
    /// What is wrong with the drafts of a save in that respect.
    func ownOpponentProblems(_ plan: SavePlan) throws -> [(index: Int, problem: Problem)] {
        var problems = [(index: Int, problem: Problem)]()
        for (index, piece) in plan.pieces.enumerated() {
            switch piece.draft.kind {
            case "party":
                if let problem = try partyProblem(piece, plan) { problems.append((index, problem)) }
            case "case":
                if let problem = try caseProblem(piece, plan) { problems.append((index, problem)) }
            default: break
            }
        }
        return problems
    }

    private func caseProblem(_ piece: SavePlan.Piece, _ plan: SavePlan) throws -> Problem? {
        guard piece.changes.contains(where: { $0.field == "opposing_party" || $0.field == "clients" }),
            let text = value("opposing_party", of: piece)?.textValue
        else { return nil }
        let opponents = Identity.each(in: text)
        let clients = try identities(ofClients: value("clients", of: piece), plan)
        guard opponents.contains(where: { opponent in clients.contains { Self.isSpelledAlike(opponent, $0) } }) else { return nil }
        return Problem(
            field: "opposing_party", code: .outOfRange, message: "A client of this case stands here as their own opposing party.",
            accepted: "the name of the other side, with what tells two people of one name apart: father’s name, or where they live")
    }

    private func partyProblem(_ piece: SavePlan.Piece, _ plan: SavePlan) throws -> Problem? {
        guard !piece.changes.isEmpty else { return nil }
        let role = value("role", of: piece)?.textValue
        guard role == nil || Self.opposingRoles.contains(role ?? ""), let matter = value("case", of: piece)?.textValue else { return nil }
        guard let clients = try clientsField(ofCase: matter, plan) else { return nil }
        if let client = value("client", of: piece)?.textValue, (clients.arrayValue ?? []).contains(where: { $0.textValue == client }) {
            return Problem(
                field: "client", code: .outOfRange, message: "A client of this case cannot be its opposing party.",
                accepted: "another client, or another role")
        }
        var identity = Identity(
            names: [["given_name", "father_name", "family_name"].compactMap { value($0, of: piece)?.textValue }.joined(separator: " ")])
        identity.birthDate = value("birth_date", of: piece)?.textValue.flatMap { CalendarDate($0) }
        guard try identities(ofClients: clients, plan).contains(where: { Self.isSpelledAlike(identity, $0) }) else { return nil }
        return Problem(
            field: "given_name", code: .outOfRange,
            message: "A client of this case has exactly this name, and cannot be its opposing party.",
            accepted: "the name of the other side; the father’s name or the date of birth where two people have one name")
    }

    /// Two parts of a name or more that are spelled the same, and no date of birth that tells the two apart.
    private static func isSpelledAlike(_ left: Identity, _ right: Identity) -> Bool {
        guard let likeness = left.likeness(to: right) else { return false }
        return likeness.reasons.contains(.sameSpelling) && left.names.contains { $0.words.count >= 2 }
    }

    /// What a field will hold after the save.
    private func value(_ field: String, of piece: SavePlan.Piece) -> JSONValue? {
        var value = piece.fields[field]
        if piece.draft.form != nil {
            for change in piece.changes where change.field == field {
                switch change.edit {
                case .put(let put): value = put.json
                case .add(let element): value = .array((value?.arrayValue ?? []) + [element.json])
                case .remove(let element): value = .array((value?.arrayValue ?? []).filter { $0 != element.json })
                case .note: break
                }
            }
        }
        return value?.isNull ?? true ? nil : value
    }

    private func clientsField(ofCase text: String, _ plan: SavePlan) throws -> JSONValue? {
        guard let record = RecordID(text) else { return nil }
        for (index, piece) in plan.pieces.enumerated() where piece.draft.kind == "case" {
            if piece.draft.form?.record == record || piece.draft.form == nil && SavePlan.placeholder(index) == record {
                return value("clients", of: piece)
            }
        }
        return try view.record(record)?.fields["clients"]
    }

    private func identities(ofClients clients: JSONValue?, _ plan: SavePlan) throws -> [Identity] {
        try (clients?.arrayValue ?? []).compactMap { $0.textValue.flatMap { RecordID($0) } }.compactMap { record in
            for (index, piece) in plan.pieces.enumerated() where piece.draft.kind == "client" && SavePlan.placeholder(index) == record {
                return Identity(
                    names: [
                        ["given_name", "father_name", "family_name"].compactMap { value($0, of: piece)?.textValue }.joined(separator: " ")
                    ],
                    birthDate: value("birth_date", of: piece)?.textValue.flatMap { CalendarDate($0) })
            }
            return try view.record(record).map { Identity(of: $0) }
        }
    }
}
