public import Records
import Exchange
import ReplicatedLog
import Roster
import Views

/// What stands about one client's consents, and what already left.
public struct ConsentOverview: Sendable {
    public struct Item: Sendable {
        public let detail: RecordDetail
        /// `nil` while it stands.
        public let stopped: ConsentRefusal?
    }

    public let client: RecordID
    public let consents: [Item]
    public let disclosures: [RecordDetail]
}

/// What a withdrawal wrote, and what it could not reach.
public struct ConsentWithdrawal: Sendable {
    public struct Place: Hashable, Sendable {
        public let space: SpaceID
        public let name: String?
    }

    /// One for each copy of each consent.
    public let saved: [Saved]
    /// What had left before.
    public let disclosures: [RecordDetail]
    /// Caseloads with a living copy that this device may not write: whoever holds only these has not heard of it.
    public let notWritten: [Place]
}

extension Clinic {
    /// Every consent of a client, with all values that stand in each field.
    ///
    /// One that lives in several caseloads is one consent: where its copies differ the stricter counts, and a withdrawal written into any
    /// of them, or into what was moved away, stops it.
    func consentStatements(of client: RecordID) throws -> [ConsentStatement] {
        var seen = Set<RecordID>()
        return try consents(of: client).filter { seen.insert($0.id).inserted }.map { row in
            let copies = try copies(of: row.id)
            let living = copies.filter { $0.movedTo == nil }
            var merged = try statement(living.first ?? row)
            for copy in living.dropFirst() { merged.narrow(to: try statement(copy)) }
            for copy in copies where copy.movedTo != nil { merged.withdrawnOn += try statement(copy).withdrawnOn }
            return merged
        }
    }

    /// The consents of a client, each as every space has it in which it lives.
    private func consents(of client: RecordID) throws -> [RecordRow] {
        try view.related(to: client).filter { $0.record.kind == ConsentFields.kind && $0.field == ConsentFields.client }.map(\.record)
    }

    /// A record as each space of this device has it, also where it was moved away.
    private func copies(of record: RecordID) throws -> [RecordRow] {
        try caseloads.compactMap { try view.record(record, in: $0) }
    }

    private func statement(_ row: RecordRow) throws -> ConsentStatement {
        var statement = ConsentStatement(record: row.id)
        func values(_ field: String) throws -> [Value] {
            guard row.conflicts[field] != nil else { return row.values[field].map { [$0] } ?? [] }
            let standing = replica?.spaces[row.space]?.survivors(of: row.id, field: field) ?? []
            return try standing.compactMap { try written($0.operation, in: row.space) }
        }
        func texts(_ field: String) throws -> [String] {
            try values(field).compactMap {
                switch $0 {
                case .text(let text), .code(let text): text
                default: nil
                }
            }
        }
        func dates(_ field: String) throws -> [CalendarDate] {
            try values(field).compactMap { if case .date(let date) = $0 { date } else { nil } }
        }
        statement.legalBases = try texts("legal_basis")
        statement.withhold = try texts("withhold")
        statement.givenOn = try dates("given_on")
        statement.expiresOn = try dates("expires_on")
        statement.withdrawnOn = try dates("withdrawn_on")
        statement.isGivenUncertain = try values("given_on").contains(.nothing)
        statement.isLimited = ["recipient_types", "recipients"].contains { !(row.sets[$0] ?? []).isEmpty }
        for value in try certain("purposes", of: row) { if case .code(let code) = value { statement.purposes.insert(code) } }
        for value in try certain("recipient_types", of: row) { if case .code(let code) = value { statement.recipientTypes.insert(code) } }
        for value in try certain("recipients", of: row) { if case .reference(let record) = value { statement.recipients.insert(record) } }
        return statement
    }

    /// The elements of a set that nobody took out. Where one person takes an element out while another puts it in, it stays in the set;
    /// for what may leave, it is out.
    private func certain(_ field: String, of row: RecordRow) throws -> [Value] {
        let elements = row.sets[field] ?? []
        guard !elements.isEmpty, let state = replica?.spaces[row.space] else { return elements }
        var removed = [Value]()
        for item in state.history(of: row.id, field: field) where !item.superseded {
            if case .remove(_, _, let value, _)? = try operation(item.operation, in: row.space) { removed.append(value) }
        }
        return elements.filter { !removed.contains($0) }
    }

    /// Whether something about this client may be handed to `recipient` for `purpose` on `day`: see ``ConsentRule``.
    public func consentDecision(_ client: RecordID, purpose: String, recipient: Recipient, on day: CalendarDate) throws -> ConsentDecision {
        ConsentRule(purpose: purpose, recipient: recipient, day: day, catalog: catalog).decide(try consentStatements(of: client))
    }

    /// The whole of it for a person at a desk.
    public func consentOverview(_ client: RecordID, on day: CalendarDate) throws -> ConsentOverview {
        let row = try requireClient(client)
        let related = try view.related(to: row.id)
        let consents = try related.filter { $0.record.kind == ConsentFields.kind && $0.field == ConsentFields.client }.map { item in
            let statement = try statement(item.record)
            // For the purposes and recipients that it names: is it still one?
            let purpose = statement.purposes.sorted().first ?? ""
            let recipient = Recipient(name: "", partner: statement.recipients.first, type: statement.recipientTypes.sorted().first)
            var stopped: ConsentRefusal?
            let rule = ConsentRule(purpose: purpose, recipient: recipient, day: day, catalog: catalog)
            if case .refused(let reason) = rule.decide([statement]) { stopped = reason }
            return ConsentOverview.Item(detail: try detail(item.record.id), stopped: stopped)
        }
        return ConsentOverview(client: client, consents: consents, disclosures: try disclosures(of: client))
    }

    /// What already left about a client, oldest first.
    public func disclosures(of client: RecordID) throws -> [RecordDetail] {
        var seen = Set<RecordID>()
        return try view.related(to: client).filter { $0.record.kind == DisclosureFields.kind && seen.insert($0.record.id).inserted }
            .map { try detail($0.record.id) }
            .sorted { ($0.fields["on"]?.textValue ?? "", $0.id) < ($1.fields["on"]?.textValue ?? "", $1.id) }
    }

    /// Records that a client consented.
    ///
    /// - Parameter fields: of the kind `consent`; `client` is filled in, `given_on` is today where nothing is said.
    public func giveConsent(_ client: RecordID, fields: [String: JSONValue], today: CalendarDate) throws -> Saved {
        let row = try requireClient(client)
        var fields = fields
        fields[ConsentFields.client] = .text(client.description)
        if fields["given_on"] == nil { fields["given_on"] = .text(today.description) }
        if fields["legal_basis"] == nil { fields["legal_basis"] = "consent" }
        if fields["purposes"]?.arrayValue?.isEmpty ?? true {
            throw ValidationFailure(problems: [
                Problem(
                    field: "purposes", code: .missing, message: "A consent is for something: what is not named is not allowed.",
                    accepted: "one or more of: "
                        + (catalog.vocabulary("consent_purpose")?.current.map(\.code).joined(separator: ", ") ?? ""))
            ])
        }
        return try add(kind: ConsentFields.kind, in: row.space, fields: fields)
    }

    /// Withdraws consents: entries like any other, which stop what would leave later. What already left is returned, for it stays outside.
    ///
    /// A consent that lives in several caseloads is withdrawn in each that this device may write, in one transaction; here it stops exports
    /// from all of them at once.
    ///
    /// - Parameter consent: `nil` for every one that stands.
    /// - Throws: `.nothingToDo`; `.mayNotWrite` when it could be written nowhere.
    public func withdrawConsent(_ client: RecordID, consent: RecordID?, on day: CalendarDate, reason: String?) throws -> ConsentWithdrawal {
        let row = try requireClient(client)
        let standing = try consents(of: row.id).filter { consent == nil || $0.id == consent }
            .filter { try $0.movedTo == nil && statement($0).withdrawnOn.isEmpty }
        guard !standing.isEmpty else {
            throw ClinicError(
                .nothingToDo, "No consent of this client stands that could be withdrawn.", hint: "`satchel consent of` lists them.")
        }
        var fields: [String: JSONValue] = ["withdrawn_on": .text(day.description)]
        if let reason { fields["withdrawal_reason"] = .text(reason) }
        let spaces = Dictionary(grouping: standing, by: \.space)
        let grants = try member().roster.devices[deviceKey]?.grants ?? [:]
        let writable = spaces.filter { grants[$0.key] == .write }
        if writable.isEmpty, let space = spaces.keys.first { try requireWriting(in: space) }
        let saved = try batching {
            try writable.sorted { $0.key < $1.key }.flatMap { space, rows in
                try saveTogether(try rows.map { Draft(.form(try form(of: $0)), fields) }, in: space)
            }
        }
        let elsewhere = try spaces.keys.filter { writable[$0] == nil }.sorted()
            .map { ConsentWithdrawal.Place(space: $0, name: try spaceName($0)) }
        return ConsentWithdrawal(saved: saved, disclosures: try disclosures(of: client), notWritten: elsewhere)
    }

    private func requireClient(_ client: RecordID) throws -> RecordRow {
        let row = try existing(client)
        guard row.kind == KindName.client else {
            throw ClinicError(.notFound, "This is no client.", hint: "Consent is a client's; name the client.")
        }
        return row
    }
}

enum ConsentFields {
    static let kind = "consent"
    static let client = "client"
}

enum DisclosureFields {
    static let kind = "disclosure"
}
