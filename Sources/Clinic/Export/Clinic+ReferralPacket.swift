import Foundation
public import Records
import Sealing
import Vault
import Views

/// How a packet is protected on its way.
public enum PacketSeal: Sendable {
    /// Not at all: to be printed here.
    case none
    /// To these recipients of `age`, `age1…`.
    case age([String])
    /// To whoever knows it.
    case passphrase(String)
}

/// What was written for a partner.
public struct ReferralPacketReport: Sendable {
    public let recipient: String
    public let fields: [String]
    public let withheld: [String]
    public let disclosures: [RecordID]
    public let byteCount: Int
}

extension Clinic {
    /// What a partner has to know to help; nothing else of the client leaves with a referral.
    private static let packetFields = [
        "given_name", "father_name", "family_name", "name_transliterated", "birth_date", "sex", "languages", "interpreter_needed", "phone",
        "phone_safe", "address", "place",
    ]

    /// Writes a referral for a partner without Satchel: one page, in clear for the printer or as a file that the `age` tool opens.
    ///
    /// - Throws: `.consentRefused` unless the client agreed to referral to this partner; nothing is written then. `.fileExists`.
    public func referralPacket(
        _ referral: RecordID, seal: PacketSeal, toFile path: String, force: Bool, reason: String, today: CalendarDate, language: String
    ) throws -> ReferralPacketReport {
        let row = try existing(referral)
        guard row.kind == "referral" else {
            throw ClinicError(.notFound, "This is no referral.", hint: "`satchel referral list` shows them.")
        }
        guard force || !FileManager.default.fileExists(atPath: path) else {
            throw ClinicError(.fileExists, "There is a file there already.", hint: "Name another path, or allow overwriting with --force.")
        }
        let clients = try references(of: row, field: "client")
        guard Set(clients).count == 1, let client = clients.first else {
            throw ClinicError(.notFound, "The referral names no client, or more than one.", hint: "Settle its field client first.")
        }
        let partner = try references(of: row, field: "partner").first.flatMap { try view.record($0) }
        let recipient = Recipient(
            name: partner?.fields["name"]?.textValue ?? row.fields["to_text"]?.textValue ?? "", partner: partner?.id,
            type: partner?.fields["type"]?.textValue)
        guard !recipient.name.isEmpty else {
            throw ClinicError(.notFound, "The referral does not say to whom.", hint: "Set its partner or to_text first.")
        }
        let rule = ConsentRule(purpose: "referral", recipient: recipient, day: today, catalog: catalog)
        let consent: RecordID
        let withheld: Set<String>
        switch rule.decide(try consentStatements(of: client)) {
        case .allowed(let record, let fields): (consent, withheld) = (record, fields)
        case .refused(let refusal):
            throw ClinicError(
                .consentRefused, "The referral may not leave: \(refusal.words).",
                hint: "Ask the client, and write it down with `satchel consent give`.")
        }
        let (page, fields) = try referralPage(row, client, recipient, withheld: withheld, today, language)
        let content = try sealed(Array(page.html.utf8), seal)
        let writer = try DurableWriter(path)
        try writer.append(content)
        let isSealed = if case .none = seal { false } else { true }
        let disclosures = try disclose(
            Disclosure(
                purpose: "referral", recipient: recipient.name, partner: recipient.partner,
                what: "referral packet: \(fields.joined(separator: ", "))", format: isSealed ? "age_file" : "paper", reason: reason,
                day: today,
                legalCase: try references(of: row, field: "case").first, clients: [client: consent]))
        try writer.commit()
        return ReferralPacketReport(
            recipient: recipient.name, fields: fields, withheld: withheld.sorted(), disclosures: disclosures, byteCount: content.count)
    }

    private func sealed(_ page: [UInt8], _ seal: PacketSeal) throws -> [UInt8] {
        switch seal {
        case .none: page
        case .age(let recipients): try AgeFile.seal(page, to: try recipients.map { try AgeRecipient($0) })
        case .passphrase(let text): try AgeFile.seal(page, to: [try AgeRecipient(passphrase: text)])
        }
    }

    private func referralPage(
        _ referral: RecordRow, _ client: RecordID, _ recipient: Recipient, withheld: Set<String>, _ today: CalendarDate, _ language: String
    ) throws -> (ReferralPage, [String]) {
        let person = try existing(client)
        var fields = [String]()
        func lines(_ row: RecordRow, _ names: [String]) -> [ReferralPage.Line] {
            names.compactMap { name in
                guard !withheld.contains(name), let field = catalog[row.kind]?[name] else { return nil }
                let values = field.type.isSet ? row.sets[name] ?? [] : row.values[name].map { [$0] } ?? []
                let text = values.map { catalog.display($0, field: field, locale: language) }.joined(separator: ", ")
                guard !text.isEmpty else { return nil }
                fields.append(name)
                return ReferralPage.Line(label: field.label(language), value: text)
            }
        }
        let number = try references(of: referral, field: "case").first.flatMap { try view.record($0)?.number }
        let about = lines(referral, ["service", "priority", "reason", "sent_on", "due"])
        let kind = catalog["referral"]
        var first = [ReferralPage.Line(label: catalog["partner"]?.label(language) ?? "", value: recipient.name)]
        if let number { first.append(ReferralPage.Line(label: catalog["case"]?.label(language) ?? "", value: number)) }
        first.append(ReferralPage.Line(label: catalog["disclosure"]?["on"]?.label(language) ?? "", value: today.description))
        return (
            ReferralPage(
                language: language, title: kind?.label(language) ?? "",
                sections: [
                    (kind?.label(language) ?? "", first + about),
                    (catalog["client"]?.label(language) ?? "", lines(person, Self.packetFields)),
                ]), fields
        )
    }

    /// The recipient of `age` that a referral's partner has, where it has one.
    public func ageRecipient(ofReferral referral: RecordID) throws -> String? {
        try references(of: try existing(referral), field: "partner").first.flatMap {
            try view.record($0)?.fields["age_recipient"]?.textValue
        }
    }
}
