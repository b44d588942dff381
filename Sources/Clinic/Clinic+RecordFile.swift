public import Records
import Views

/// A record that refers to another one, with all that a page says of it.
public struct FileItem: Sendable {
    public let summary: RecordSummary
    /// The field that refers.
    public let field: String
    public let fields: [String: JSONValue]
    public let created: Author
}

extension Clinic {
    /// What hangs on a record, by kind, field and age: the file of a case, what was written of a client.
    ///
    /// - Complexity: O(*n*) in the records that refer to it.
    public func recordFile(of record: RecordID) throws -> [FileItem] {
        try view.related(to: record).map { row in
            FileItem(
                summary: summary(row.record), field: row.field, fields: row.record.fields,
                created: author(row.record.created, in: row.record.space))
        }
    }

    /// What records are called that fields refer to, as far as they are here.
    ///
    /// - Parameter kind: of the record that the fields belong to.
    public func titles(in fields: [String: JSONValue], kind: String) throws -> [RecordID: String] {
        var titles = [RecordID: String]()
        for field in catalog[kind]?.fields ?? [] where field.type.element == .reference {
            for text in fields[field.name].map({ $0.arrayValue ?? [$0] }) ?? [] {
                guard let record = text.textValue.flatMap({ RecordID($0) }), let row = try view.record(record) else { continue }
                titles[record] = row.title
            }
        }
        return titles
    }

    /// One record in a line; `nil` when it is not here.
    public func summary(of record: RecordID) throws -> RecordSummary? { try view.record(record).map(summary) }
}
