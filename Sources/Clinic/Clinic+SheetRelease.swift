import Records
public import Reports
import Views

/// Sheets that leave the clinic: consent is asked, and what leaves is written down before it is handed out.
extension Clinic {
    /// A sheet's records without what its clients withheld, once the consent of each covers the purpose and the recipient and the disclosure is on
    /// stable storage. A sheet that stays in the file comes back as it is.
    ///
    /// - Throws: `.consentRefused`; nothing is then written. `.mayNotWrite` where the disclosure cannot be written down.
    public func release(
        _ sheet: SheetDefinition, _ source: SheetSource, to recipient: Recipient, reason: String
    ) throws -> SheetSource {
        guard let purpose = sheet.purpose else { return source }
        guard let client = source.client else {
            throw ClinicError(
                .consentRefused, "Nobody could be asked: no client stands behind this sheet.",
                hint: "Link the case to its client, or write a blank sheet.")
        }
        var withheld = Set<String>()
        var disclosure = Disclosure(
            purpose: purpose, recipient: recipient.name, partner: recipient.partner, what: "sheet \(sheet.name)", format: "paper",
            reason: reason, day: source.day, legalCase: source.legalCase)
        for client in try clients(of: source).union([client]).sorted() {
            switch try consentDecision(client, purpose: purpose, recipient: recipient, on: source.day) {
            case .allowed(let consent, let fields):
                disclosure.clients[client] = consent
                withheld.formUnion(fields)
            case .refused(let refusal):
                throw ClinicError(
                    .consentRefused, "The sheet was not printed: \(refusal.words).",
                    hint: "Ask every client of the case, and write it down with `satchel consent give`; the purpose is \(purpose).")
            }
        }
        try disclose(disclosure)
        var source = source
        source.withhold(withheld)
        return source
    }

    /// Everybody whom the records of a sheet are about: all of them must have agreed.
    private func clients(of source: SheetSource) throws -> Set<RecordID> {
        var filter = ExportFilter(nil)
        var result = Set<RecordID>()
        for id in source.rows.values.joined().map(\.id) + [source.legalCase].compactMap(\.self) {
            if let row = try view.record(id) { result.formUnion(try filter.owners(of: row, depth: 0, self)) }
        }
        return result
    }

    /// Whom a referral names as its recipient; `nil` on other sheets, or when it names nobody.
    public func recipient(of source: SheetSource) throws -> Recipient? {
        guard let referral = source.rows["referral"]?.first?.fields else { return nil }
        if let partner = try referral["partner"]?.textValue.flatMap({ RecordID($0) }).flatMap({ try view.record($0) }) {
            return Recipient(name: partner.title, partner: partner.id, type: partner.fields["type"]?.textValue)
        }
        return referral["to_text"]?.textValue.map { Recipient(name: $0) }
    }
}
