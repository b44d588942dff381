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
    /// - Parameter spaces: of which something leaves, also what is about no client or was not asked about.
    /// - Throws: when a space may not be written; nothing should leave then.
    @discardableResult
    func disclose(_ disclosure: Disclosure, in spaces: Set<SpaceID> = []) throws -> [RecordID] {
        var bySpace = [SpaceID: [RecordID]]()
        for client in disclosure.clients.keys { bySpace[try existing(client).space, default: []].append(client) }
        for space in spaces where bySpace[space] == nil { bySpace[space] = [] }
        for space in bySpace.keys.sorted() {
            do { try requireWriting(in: space) } catch let error as ClinicError where error.code == .mayNotWrite {
                throw ClinicError(
                    .mayNotWrite,
                    "Nothing leaves without its reason being written down, and this device may not write in a caseload of it.",
                    hint: "Name with --space a caseload that it may write, or have headquarters grant writing.")
            }
        }
        var records = [RecordID]()
        try batching {
            for (space, clients) in bySpace.sorted(by: { $0.key < $1.key }) {
                let clients = clients.sorted()
                for start in stride(from: 0, to: max(1, clients.count), by: Self.clientsPerRecord) {
                    let part = Array(clients[start..<min(clients.count, start + Self.clientsPerRecord)])
                    records.append(try add(kind: DisclosureFields.kind, in: space, fields: fields(of: disclosure, part, in: space)).record)
                }
            }
        }
        return records
    }

    private func fields(of disclosure: Disclosure, _ clients: [RecordID], in space: SpaceID) throws -> [String: JSONValue] {
        var fields: [String: JSONValue] = [
            "purpose": .text(disclosure.purpose), "recipient": .text(disclosure.recipient), "what": .text(disclosure.what),
            "format": .text(disclosure.format),
            "on": .text(disclosure.day.description), "reason": .text(disclosure.reason),
        ]
        // A record refers to its own caseload only: what lies in another is not known here.
        for (field, record) in [("partner", disclosure.partner), ("case", disclosure.legalCase)] {
            if let record, try isLiving(record, in: space) { fields[field] = .text(record.description) }
        }
        if clients.count == 1 {
            fields["client"] = .text(clients[0].description)
            if let consent = disclosure.clients[clients[0]] ?? nil, try isLiving(consent, in: space) {
                fields["consent"] = .text(consent.description)
            }
        } else if !clients.isEmpty {
            fields["clients"] = .array(clients.map { .text($0.description) })
        }
        return fields
    }
}
