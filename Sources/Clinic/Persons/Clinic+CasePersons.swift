import Records
import ReplicatedLog
import Views

extension Clinic {
    /// Roles of parties that are against the client.
    static let opposingRoles: Set = ["opposing"]

    /// Everybody of one case: its clients, its parties' records, the sides of its disputes, and who is named in its own text.
    func persons(of matter: RecordRow) throws -> [CasePerson] {
        var persons = [CasePerson]()
        for case .reference(let client) in matter.sets["clients"] ?? [] {
            guard let row = try view.record(client) else { continue }
            persons.append(CasePerson(side: .client, row: row, field: nil, identity: Identity(of: row), client: row.id))
        }
        persons += opponents(inTextsOf: matter)
        for related in try view.related(to: matter.id) where related.field == "case" {
            switch related.record.kind {
            case "party": persons.append(person(ofParty: related.record))
            case "dispute": persons += opponents(inTextsOf: related.record)
            default: break
            }
        }
        return persons
    }

    func person(ofParty row: RecordRow) -> CasePerson {
        var side = CasePerson.Side.third
        if case .code(let role)? = row.values["role"], Self.opposingRoles.contains(role) { side = .opponent }
        // A party whose role nobody has said yet is looked at as the worst.
        if row.values["role"] == nil { side = .opponent }
        var client: RecordID?
        if case .reference(let record)? = row.values["client"] { client = record }
        return CasePerson(side: side, row: row, field: nil, identity: Identity(of: row), client: client)
    }

    /// Those who stand in words as the other side of a case or a dispute.
    func opponents(inTextsOf row: RecordRow) -> [CasePerson] {
        ["opposing_party", "other_side"].flatMap { field -> [CasePerson] in
            guard case .text(let text)? = row.values[field] else { return [] }
            return Identity.each(in: text).map { CasePerson(side: .opponent, row: row, field: field, identity: $0) }
        }
    }

    /// The case that a party, a dispute or a case belongs to.
    func matter(of row: RecordRow) throws -> RecordRow? {
        if row.kind == "case" { return row }
        guard case .reference(let record)? = row.values["case"] else { return nil }
        return try view.record(record)
    }
}
