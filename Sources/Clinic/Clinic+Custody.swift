public import Records
import Views

/// Who had a document when, on paper and as a scan.
extension Clinic {
    static let documentKind = "document"
    static let custodyKind = "custody_event"

    /// Writes down that a document changed hands or that something was done with it.
    ///
    /// - Parameter fields: of a `custody_event`, without the document; the day is today where it is left out.
    public func addCustody(of document: RecordID, fields: [String: JSONValue]) throws -> Saved {
        let row = try existing(document)
        guard row.kind == Self.documentKind else {
            throw ClinicError(.noDocument, "Only documents have a chain of custody.", hint: "Name a record of kind document.")
        }
        var fields = fields
        fields["document"] = .text(document.description)
        if fields["on"] == nil { fields["on"] = .text(today) }
        return try add(kind: Self.custodyKind, in: row.space, fields: fields)
    }

    /// The chain of custody of a document: by day and time where they are known, else in the order in which it was written down.
    public func custody(of document: RecordID) throws -> [CustodyRow] {
        let row = try existing(document)
        return try view.related(to: row.id).filter { $0.record.kind == Self.custodyKind && $0.field == "document" }.map { link in
            CustodyRow(
                id: link.record.id, fields: link.record.fields, author: author(link.record.created, in: row.space),
                hasConflict: !link.record.conflicts.isEmpty)
        }
        .sorted { ($0.day, $0.author.time, $0.id) < ($1.day, $1.author.time, $1.id) }
    }

    /// A link that the program writes itself, with what it was done to; `nil` where the record is no document or the record kinds in
    /// use know no custody.
    func custodyDraft(of row: RecordRow, event: String) -> Draft? {
        guard row.kind == Self.documentKind, let kind = catalog[Self.custodyKind], kind["document"] != nil,
            catalog.vocabulary(kind["event"]?.vocabulary ?? "")?[event] != nil
        else { return nil }
        return Draft(
            .new(kind: Self.custodyKind), ["document": .text(row.id.description), "event": .text(event), "on": .text(today)],
            name: "custody event")
    }
}

extension CustodyRow {
    fileprivate var day: String { (fields["on"]?.textValue ?? "") + " " + (fields["at"]?.textValue ?? "") }
}
