import Records
import Tables
import Views

/// One record as it leaves.
struct ExportedRecord {
    let row: RecordRow
    let kind: RecordKind?
    /// Notes too; without what is withheld.
    let fields: [String: JSONValue]
    let conflicts: [String]

    /// As a line of JSON Lines: `fields` validate against the kind's schema.
    var json: JSONValue {
        [
            "id": .text(row.id.description), "kind": .text(row.kind), "space": .text(row.space.description),
            "schema_version": .integer(Int64(row.schemaVersion)), "fields": .object(fields),
            "conflicts": .array(conflicts.map(JSONValue.text)),
        ]
    }

    /// The fields as people type them, in the order of the schema.
    var texts: [String] { [row.id.description] + ExportTable.fields(kind).map { Self.text(fields[$0.name], $0) } }

    static func text(_ json: JSONValue?, _ field: Field) -> String {
        guard let json, !json.isNull else { return "" }
        if let elements = json.arrayValue {
            return elements.map { text($0, field) }.joined(separator: field.type == .notes ? "\n" : ", ")
        }
        switch json {
        case .flag(let flag): return flag ? "true" : "false"
        case .integer(let number): return String(number)
        case .number(let number): return String(number)
        case .text(let text): return text
        case .null, .array: return ""
        case .object(let members):
            if let text = members["text"]?.textValue, members["code"] == nil { return text }
            if let amount = members["amount"]?.textValue { return "\(amount) \(members["currency"]?.textValue ?? "")" }
            if let code = members["code"]?.textValue {
                return ["@" + code, members["text"]?.textValue].compactMap(\.self).joined(separator: " ")
            }
            return members["name"]?.textValue ?? ""
        }
    }
}

/// What the columns of an exported table are.
enum ExportTable {
    static func fields(_ kind: RecordKind?) -> [Field] { kind?.fields ?? [] }

    static func headings(_ kind: RecordKind?) -> [String] { ["id"] + fields(kind).map(\.name) }

    static func columns(_ kind: RecordKind?) -> [CSVWriter.Column] {
        [.text] + fields(kind).map { [.integer, .decimal].contains($0.type) ? .numeric : .text }
    }
}

/// Takes records and gives bytes, in one of the formats.
struct ExportWriting {
    private let format: ExportFormat
    private let append: ([UInt8]) throws -> Void
    private var csv: CSVWriter?
    private var sheets: [String: [[Cell]]] = [:]

    init(_ format: ExportFormat, kind: RecordKind?, append: @escaping ([UInt8]) throws -> Void) throws {
        self.format = format
        self.append = append
        guard format == .csv else { return }
        let csv = CSVWriter(columns: ExportTable.columns(kind))
        try append(CSVWriter.byteOrderMark + csv.row(ExportTable.headings(kind)))
        self.csv = csv
    }

    mutating func take(_ record: ExportedRecord) throws {
        switch format {
        case .jsonLines: try append(record.json.serialized() + [10])
        case .csv: if let csv { try append(csv.row(record.texts)) }
        case .xlsx:
            let kind = record.row.kind
            if sheets[kind] == nil { sheets[kind] = [ExportTable.headings(record.kind).map(Cell.text)] }
            let columns = ExportTable.columns(record.kind)
            sheets[kind]?.append(zip(record.texts, columns).map(Self.cell))
        }
    }

    private static func cell(_ text: String, _ column: CSVWriter.Column) -> Cell {
        if text.isEmpty { return .empty }
        // A double keeps 15 digits; a longer number stays the text that it is.
        if column == .numeric, text.utf8.count <= 15, let number = Double(text) { return .number(number) }
        return .text(text)
    }

    func finish() throws {
        guard format == .xlsx else { return }
        let all = sheets.sorted { $0.key < $1.key }.map { Sheet(name: String($0.key.prefix(31)), rows: $0.value) }
        try append(try Workbook.write(all.isEmpty ? [Sheet(name: "empty", rows: [])] : all))
    }
}
