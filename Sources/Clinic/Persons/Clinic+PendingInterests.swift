import Names
public import Records
import ReplicatedLog
import Views

extension Clinic {
    /// What waits for a person's decision, of all cases that this device holds and that are not closed.
    ///
    /// Also what a stick has just brought: nothing of it is written by an import, so it does not depend on the order of imports.
    ///
    /// - Complexity: a check for every case with another side.
    public func pendingInterestConflicts(space: SpaceID? = nil, limit: Int = 200) throws -> [InterestConflict] {
        var matters = [RecordID: RecordRow]()
        for kind in ["case", "party", "dispute"] {
            try view.eachRecord(kind: kind, space: space) { row in
                if let matter = try opposedMatter(of: row) { matters[matter.id] = matter }
            }
        }
        return try pendingInterestConflicts(of: matters, limit: limit)
    }

    /// What waits for a person's decision because of some records that were changed: their cases are checked, and of changed clients the
    /// cases in which somebody is like them.
    ///
    /// Whatever waits now and did not before these records were changed is among it, and all of it is among what
    /// ``pendingInterestConflicts(space:limit:)`` finds.
    ///
    /// - Parameter records: of any kind; `nil` for whatever there is.
    /// - Complexity: a lookup of names for each client, and a check for each case that is found by it.
    public func pendingInterestConflicts(touching records: Set<RecordID>?, limit: Int = 200) throws -> [InterestConflict] {
        guard let records else { return try pendingInterestConflicts(limit: limit) }
        var matters = [RecordID: RecordRow]()
        for record in records.sorted() {
            guard let row = try view.record(record) else { continue }
            // A case with nobody else in it has nothing to be found: looking for somebody would cost as much.
            for row in row.kind == "client" ? try opponentRows(like: row) : [row] {
                if let matter = try row.kind == "case" ? row : opposedMatter(of: row) { matters[matter.id] = matter }
            }
        }
        return try pendingInterestConflicts(of: matters, limit: limit)
    }

    private func pendingInterestConflicts(of matters: [RecordID: RecordRow], limit: Int) throws -> [InterestConflict] {
        var pending = [InterestConflict]()
        for matter in matters.values.sorted(by: { $0.id < $1.id }) where matter.status != "closed" {
            // Seen from the case of the other side; a client's own case shows the same pair when it is asked.
            pending += try checkInterests(of: matter.id).pending.filter { $0.relation != .clientIsOpponent }
            if pending.count >= limit { break }
        }
        return Array(pending.prefix(limit))
    }

    /// The case of a party, of a dispute, or the case itself, if this record of it names somebody besides the clients.
    private func opposedMatter(of row: RecordRow) throws -> RecordRow? {
        switch row.kind {
        case "party": try matter(of: row)
        case "case", "dispute": try opponents(inTextsOf: row).isEmpty ? nil : matter(of: row)
        default: nil
        }
    }

    /// The parties, cases and disputes that name somebody who may be this client.
    ///
    /// A party is looked up by the client's name here, and a client by the party's in ``checkInterests(of:)``: names of several parts find
    /// each other either way, a name of one part only finds longer ones. Such a pair is a match by the date of birth alone, so whoever
    /// has one is looked up by each part of their name too.
    private func opponentRows(like client: RecordRow) throws -> [RecordRow] {
        let identity = Identity(of: client)
        var rows = try view.records(keyed: identity.lookups, kinds: ["party", "case", "dispute"], limit: Self.candidatesMax)
        if identity.birthDate != nil {
            let parts = identity.names.flatMap(\.lookups).map { [$0.keys] }
            rows += try view.records(keyed: parts, kinds: ["party"], limit: 10 * Self.candidatesMax)
        }
        return try rows.filter { row in
            let persons = row.kind == "party" ? [person(ofParty: row)] : opponents(inTextsOf: row)
            return persons.contains { $0.identity.likeness(to: identity) != nil }
        } + view.related(to: client.id).filter { $0.record.kind == "party" && $0.field == "client" }.map(\.record)
    }
}

/// Records of which something was changed that a check for conflicts of interest looks at.
struct TouchedPersons {
    /// Of more, everything is checked: it is cheaper then.
    static let countMax = 1 << 14

    private static let fields: Set<String> = [
        "given_name", "father_name", "family_name", "name_transliterated", "organisation", "other_names", "birth_date", "phone", "role",
        "client", "clients", "case", "opposing_party", "other_side",
    ]

    /// `nil` when there are too many.
    private(set) var records: Set<RecordID>? = []

    mutating func add(_ changes: [Change]) {
        guard records != nil else { return }
        for change in changes {
            switch change {
            case .register(let record, let field, _, _, _), .element(let record, let field, _, _):
                if Self.fields.contains(field) || field == "status" { records?.insert(record) }
            case .created, .noted: break
            }
        }
        if records?.count ?? 0 > Self.countMax { records = nil }
    }

    mutating func addEverything() { records = nil }
}
