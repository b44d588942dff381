import Records
import ReplicatedLog
import Views

/// Something that is about to leave.
struct Disclosure {
    /// A code of `consent_purpose`.
    var purpose: String
    var recipient: String
    var partner: RecordID?
    var what: String
    /// A code of `disclosure_format`.
    var format: String
    var reason: String
    var day: CalendarDate
    var legalCase: RecordID?
    /// By the client: the consent that allowed it, where one did.
    var clients: [RecordID: RecordID?] = [:]
}

extension Clinic {
    /// Elements that a set takes in one save.
    private static let clientsPerRecord = 64

    /// Writes down what leaves, before it is handed out: in every space one record for each 64 clients.
    ///
    /// - Throws: when a space may not be written; nothing should leave then.
    @discardableResult
    func disclose(_ disclosure: Disclosure, ownSpaces: Set<SpaceID> = []) throws -> [RecordID] {
        var bySpace = [SpaceID: [RecordID]]()
        for client in disclosure.clients.keys { bySpace[try existing(client).space, default: []].append(client) }
        for space in ownSpaces where bySpace[space] == nil { bySpace[space] = [] }
        for space in bySpace.keys { try requireWriting(in: space) }
        var records = [RecordID]()
        try batching {
            for (space, clients) in bySpace.sorted(by: { $0.key < $1.key }) {
                let clients = clients.sorted()
                for start in stride(from: 0, to: max(1, clients.count), by: Self.clientsPerRecord) {
                    let part = Array(clients[start..<min(clients.count, start + Self.clientsPerRecord)])
                    records.append(try add(kind: DisclosureFields.kind, in: space, fields: fields(of: disclosure, part)).record)
                }
            }
        }
        return records
    }

    private func fields(of disclosure: Disclosure, _ clients: [RecordID]) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [
            "purpose": .text(disclosure.purpose), "recipient": .text(disclosure.recipient), "what": .text(disclosure.what),
            "format": .text(disclosure.format),
            "on": .text(disclosure.day.description), "reason": .text(disclosure.reason),
        ]
        if let partner = disclosure.partner { fields["partner"] = .text(partner.description) }
        if let legalCase = disclosure.legalCase { fields["case"] = .text(legalCase.description) }
        if clients.count == 1 {
            fields["client"] = .text(clients[0].description)
            if let consent = disclosure.clients[clients[0]] ?? nil { fields["consent"] = .text(consent.description) }
        } else if !clients.isEmpty {
            fields["clients"] = .array(clients.map { .text($0.description) })
        }
        return fields
    }
}
