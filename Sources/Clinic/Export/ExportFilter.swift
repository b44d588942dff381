import Exchange
import Records
import ReplicatedLog
import Views

/// Looks at each record that is asked for, and says what of it may leave.
struct ExportFilter {
    enum Verdict: Equatable {
        case all
        /// Without these fields.
        case without(Set<String>)
        case leftOut
        /// About nobody who could have agreed.
        case ownerless
        /// Of a kind that stays inside.
        case inside
    }

    /// Kinds about nobody's case.
    private static let aboutNobody: Set<String> = ["partner", "outreach"]
    /// Kinds that are the organisation's own account of what it does with records.
    private static let inside: Set<String> = [KindName.person, KindName.space, "consent", "disclosure", "conflict_check", "review"]
    /// Kinds through which a record belongs to a client.
    private static let leading: Set<String> = [KindName.client, KindName.legalCase, "dispute", "document", "household", "referral"]
    private static let depthMax = 4

    let rule: ConsentRule?
    private(set) var decisions: [RecordID: ConsentDecision] = [:]
    private var owners: [RecordID: Set<RecordID>] = [:]

    /// - Parameter rule: `nil` for what stays in the organisation.
    init(_ rule: ConsentRule?) { self.rule = rule }

    /// The clients who allowed it, each with the consent.
    var allowed: [RecordID: RecordID?] {
        decisions.compactMapValues { if case .allowed(let consent, _) = $0 { consent } else { nil } }
    }

    var refused: [(client: RecordID, reason: ConsentRefusal)] {
        decisions.compactMap { client, decision in if case .refused(let reason) = decision { (client, reason) } else { nil } }
            .sorted { $0.client < $1.client }
    }

    mutating func verdict(_ row: RecordRow, _ clinic: isolated Clinic) throws -> Verdict {
        guard let rule else { return .all }
        guard !Self.inside.contains(row.kind) else { return .inside }
        let clients = try owners(of: row, depth: 0, clinic)
        guard !clients.isEmpty else { return Self.aboutNobody.contains(row.kind) ? .all : .ownerless }
        var withheld = Set<String>()
        var isAllowed = true
        // Every client whom a record is about must have agreed; all of them are asked, so that each is counted.
        for client in clients {
            switch try decision(client, rule, clinic) {
            case .allowed(_, let fields): withheld.formUnion(fields)
            case .refused: isAllowed = false
            }
        }
        guard isAllowed else { return .leftOut }
        return withheld.isEmpty ? .all : .without(withheld)
    }

    private mutating func decision(_ client: RecordID, _ rule: ConsentRule, _ clinic: isolated Clinic) throws -> ConsentDecision {
        if let known = decisions[client] { return known }
        let decision = rule.decide(try clinic.consentStatements(of: client))
        decisions[client] = decision
        return decision
    }

    /// The clients whom a record is about: those it names, and those of the case, dispute, document or household on which it hangs.
    mutating func owners(of row: RecordRow, depth: Int, _ clinic: isolated Clinic) throws -> Set<RecordID> {
        if row.kind == KindName.client { return [row.id] }
        if let known = owners[row.id] { return known }
        var result = Set<RecordID>()
        guard depth < Self.depthMax else { return result }
        for field in clinic.catalog[row.kind]?.fields ?? [] where field.type.element == .reference {
            guard !Self.leading.isDisjoint(with: field.refers) else { continue }
            // Of a field in conflict every value counts: whoever may be meant must have agreed.
            for target in try clinic.references(of: row, field: field.name) {
                guard let target = try clinic.view.record(target), Self.leading.contains(target.kind) else { continue }
                result.formUnion(try owners(of: target, depth: depth + 1, clinic))
            }
        }
        if depth > 0 { owners[row.id] = result }
        return result
    }
}

extension Clinic {
    /// The records that stand in a field of references, all of them where several stand.
    func references(of row: RecordRow, field: String) throws -> [RecordID] {
        var values = row.sets[field] ?? []
        if row.conflicts[field] == nil {
            if let value = row.values[field] { values.append(value) }
        } else {
            let standing = replica?.spaces[row.space]?.survivors(of: row.id, field: field) ?? []
            values += try standing.compactMap { try written($0.operation, in: row.space) }
        }
        return values.compactMap { if case .reference(let record) = $0 { record } else { nil } }
    }
}
