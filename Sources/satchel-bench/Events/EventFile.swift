import Crypto
import Foundation
import Records
import ReplicatedLog

/// The reference events of one device (JSON Lines) as the entries that a clinic would write: one for each save.
struct EventFile {
    struct Save {
        let person: PersonID
        let subject: RecordID
        let time: Int64
        let operations: [ReplicatedLog.Operation]
    }

    let saves: [Save]

    /// - Parameter records: where each record of all files was created; the files are read in any order.
    init(lines: [[String: JSONValue]], chain: (String) -> ChainID, records: [String: RecordID], cases: [String: String]) throws {
        var saves = [Save]()
        var at = 0
        while at < lines.count {
            let start = at
            while at < lines.count, lines[at]["batch"] == lines[start]["batch"] { at += 1 }
            saves.append(try Self.save(lines[start..<at], records: records, cases: cases))
        }
        self.saves = saves
    }

    private static func save(_ events: ArraySlice<[String: JSONValue]>, records: [String: RecordID], cases: [String: String]) throws -> Save
    {
        guard let first = events.first, let id = first["record_id"]?.textValue, let subject = records[cases[id] ?? id],
            let user = first["user"]?.textValue, case .integer(let milliseconds)? = first["wall_time_ms"],
            let person = PersonID(bytes: Array(SHA256.hash(data: Array(user.utf8)).prefix(16)))
        else { throw EventFault.unreadable }
        var operations = [ReplicatedLog.Operation]()
        for event in events { try append(event, to: &operations, records: records) }
        return Save(person: person, subject: subject, time: milliseconds / 1000, operations: operations)
    }

    private static func append(
        _ event: [String: JSONValue], to operations: inout [ReplicatedLog.Operation], records: [String: RecordID]
    ) throws {
        guard let id = event["record_id"]?.textValue, let record = records[id], let kind = event["record_type"]?.textValue,
            let edit = event["kind"]?.textValue
        else { throw EventFault.unreadable }
        if edit == "create" {
            operations.append(.create(kind: kind, schemaVersion: 1))
            guard case .object(let fields)? = event["fields"] else { throw EventFault.unreadable }
            for (field, json) in fields.sorted(by: { $0.key < $1.key }) {
                guard let value = try value(json, of: field, records: records) else { continue }
                operations.append(.put(record: record, field: field, value: value, over: nil))
            }
            return
        }
        guard let field = event["field"]?.textValue, let json = event["value"] else { throw EventFault.unreadable }
        if edit == "note" {
            operations.append(.note(record: record, field: field, text: json.textValue ?? "", about: nil))
            return
        }
        let value = try value(json, of: field, records: records) ?? .nothing
        switch edit {
        case "set": operations.append(.put(record: record, field: field, value: value, over: nil))
        case "add": operations.append(.add(record: record, field: field, value: value))
        default: operations.append(.remove(record: record, field: field, value: value, over: nil))
        }
    }

    private static let texts: Set<String> = [
        "family_name", "given_name", "father_name", "phone", "phone_alt", "id_number", "address", "case_no", "opposing_party", "court",
        "docket_no", "title", "filename", "sha256", "issued_by", "mediator",
    ]

    /// The types that a schema of such a clinic would give: nothing for an empty text, which a form does not write.
    private static func value(_ json: JSONValue, of field: String, records: [String: RecordID]) throws -> Value? {
        switch json {
        case .flag(let flag): return .flag(flag)
        case .integer(let number): return .integer(number)
        case .text(let text):
            if text.isEmpty { return nil }
            if field.hasSuffix("_id"), let record = records[text] { return .reference(record) }
            if field.hasSuffix("_pcode") { return Place(code: text).map { .place($0) } }
            if texts.contains(field) { return .text(text) }
            if let date = CalendarDate(text), text.utf8.count == 10 { return .date(date) }
            if let time = TimeOfDay(text) { return .time(time) }
            return .code(text)
        default: throw EventFault.unreadable
        }
    }

    /// The schemas of a clinic that writes such events.
    static func catalog(_ events: [[String: JSONValue]]) -> SchemaCatalog {
        var types = [String: [String: FieldType]]()
        for event in events where event["kind"] == .text("create") {
            guard let kind = event["record_type"]?.textValue, case .object(let fields)? = event["fields"] else { continue }
            for (field, json) in fields {
                guard let value = (try? value(json, of: field, records: [:])).flatMap({ $0 }) else { continue }
                types[kind, default: [:]][field] = field.hasSuffix("_id") ? .reference : type(of: value)
            }
        }
        let kinds = types.map { kind, types in
            let fields = types.sorted { $0.key < $1.key }.map { Field(name: $0.key, type: $0.value) }
            return RecordKind(name: kind, titleFields: [], fields: fields + [Field(name: "note", type: .notes, merge: .notes)])
        }
        return SchemaCatalog(kinds: kinds, vocabularies: [])
    }

    private static func type(of value: Value) -> FieldType {
        switch value {
        case .flag: .flag
        case .integer: .integer
        case .place: .place
        case .date: .date
        case .time: .time
        case .code: .code
        default: .text
        }
    }

    /// Where every record of these files was created, and which case it hangs on.
    static func index(_ files: [(device: String, lines: [[String: JSONValue]])], chain: (String) -> ChainID) -> (
        records: [String: RecordID], cases: [String: String]
    ) {
        var records = [String: RecordID]()
        var cases = [String: String]()
        for (device, lines) in files {
            var sequence: UInt64 = 0
            var ordinal = 0
            for (number, event) in lines.enumerated() {
                if number > 0, lines[number - 1]["batch"] != event["batch"] {
                    sequence += 1
                    ordinal = 0
                }
                if event["kind"] == .text("create"), let id = event["record_id"]?.textValue, case .object(let fields)? = event["fields"] {
                    records[id] = RecordID(chain: chain(device), sequence: sequence, ordinal: UInt16(ordinal))
                    if let legalCase = fields["case_id"]?.textValue { cases[id] = legalCase }
                    ordinal += 1 + fields.values.count { $0 != .text("") }
                } else {
                    ordinal += 1
                }
            }
        }
        return (records, cases)
    }
}
