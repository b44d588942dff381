public import Records
import Tables

extension ImportMapping {
    public static let version: Int64 = 1
    /// Columns of one field at most.
    static let columnsPerFieldMax = 32

    /// Reads a mapping file.
    ///
    /// - Throws: ``ClinicErrorCode/badMapping`` with every fault, a line for each.
    public init(json: JSONValue, catalog: SchemaCatalog) throws(ClinicError) {
        var reader = MappingReader(catalog: catalog)
        self = reader.mapping(json)
        guard reader.faults.isEmpty else {
            throw ClinicError(
                .badMapping, "The mapping has faults:\n" + reader.faults.map { "  \($0)" }.joined(separator: "\n"),
                hint: "Schemas/mapping.md says what a mapping may hold; `satchel import --suggest FILE` proposes one.")
        }
    }

    /// The mapping as a file says it.
    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "mapping": .integer(Self.version), "kind": .text(kind), "fields": .object(fields.mapValues(\.json)),
        ]
        if !list.isEmpty { members["list"] = .text(list) }
        if !id.isEmpty { members["id"] = .array(id.map(JSONValue.text)) }
        if !ignored.isEmpty { members["ignore"] = .array(ignored.map(JSONValue.text)) }
        if encoding != .automatic { members["encoding"] = .text(encoding.rawValue) }
        if let delimiter { members["delimiter"] = .text(delimiter.rawValue) }
        if let sheet { members["sheet"] = .text(sheet) }
        return .object(members)
    }
}

extension ImportMapping.Source {
    var json: JSONValue {
        if let constant { return ["constant": constant] }
        var members: [String: JSONValue] =
            columns.count == 1 ? ["column": .text(columns[0])] : ["columns": .array(columns.map(JSONValue.text))]
        if columns.count > 1 { members["join"] = .text(join) }
        if let split { members["split"] = .text(split) }
        if !codes.isEmpty { members["codes"] = .object(codes) }
        if let otherwise { members["otherwise"] = otherwise }
        if let date {
            members["date"] = .text(date.order.map { String(repeating: $0.rawValue, count: $0 == .year ? 4 : 2) }.joined(separator: "-"))
            members["calendar"] = .text(date.calendar)
        }
        if let imported { members["imported"] = .text(imported) }
        return .object(members)
    }
}

/// Collects the faults of a mapping file.
private struct MappingReader {
    let catalog: SchemaCatalog
    var faults: [String] = []

    private static let members: Set<String> = ["mapping", "kind", "list", "id", "fields", "ignore", "encoding", "delimiter", "sheet"]
    private static let sourceMembers: Set<String> = [
        "column", "columns", "join", "constant", "split", "codes", "otherwise", "date", "calendar", "imported",
    ]

    init(catalog: SchemaCatalog) { self.catalog = catalog }

    mutating func mapping(_ json: JSONValue) -> ImportMapping {
        var mapping = ImportMapping(kind: json["kind"]?.textValue ?? "")
        guard let members = json.objectValue else {
            faults.append("it is not an object")
            return mapping
        }
        if members["mapping"]?.integerValue != ImportMapping.version { faults.append("mapping: this is not \(ImportMapping.version)") }
        for name in members.keys.sorted() where !Self.members.contains(name) { faults.append("\(name): there is no such member") }
        guard let kind = catalog[mapping.kind], ![KindName.person, KindName.space].contains(kind.name) else {
            faults.append("kind: this is no kind of record that can be brought in")
            return mapping
        }
        mapping.list = text(members["list"], "list") ?? ""
        mapping.id = texts(members["id"], "id")
        mapping.ignored = texts(members["ignore"], "ignore")
        mapping.sheet = text(members["sheet"], "sheet")
        if let name = text(members["encoding"], "encoding") {
            guard let encoding = TextEncoding(rawValue: name) else {
                faults.append("encoding: one of " + TextEncoding.allCases.map(\.rawValue).joined(separator: ", "))
                return mapping
            }
            mapping.encoding = encoding
        }
        if let name = text(members["delimiter"], "delimiter") {
            mapping.delimiter = Delimiter(rawValue: name)
            if mapping.delimiter == nil { faults.append("delimiter: a comma, a semicolon or a tab") }
        }
        guard let fields = members["fields"]?.objectValue, !fields.isEmpty else {
            faults.append("fields: there are none")
            return mapping
        }
        for (name, source) in fields.sorted(by: { $0.key < $1.key }) {
            guard let field = kind[name] else {
                faults.append("fields.\(name): a \(kind.name) has no such field")
                continue
            }
            mapping.fields[name] = self.source(source, field)
        }
        return mapping
    }

    private mutating func source(_ json: JSONValue, _ field: Field) -> ImportMapping.Source {
        let place = "fields.\(field.name)"
        if let column = json.textValue { return ImportMapping.Source(columns: [column]) }
        var source = ImportMapping.Source()
        guard let members = json.objectValue else {
            faults.append("\(place): it is neither the name of a column nor an object")
            return source
        }
        for name in members.keys.sorted() where !Self.sourceMembers.contains(name) {
            faults.append("\(place).\(name): there is no such member")
        }
        source.columns = (text(members["column"], "\(place).column").map { [$0] } ?? []) + texts(members["columns"], "\(place).columns")
        source.constant = members["constant"]
        if source.columns.isEmpty == (source.constant == nil) { faults.append("\(place): it needs either a column or a constant") }
        if source.columns.count > ImportMapping.columnsPerFieldMax { faults.append("\(place): too many columns") }
        if field.type.element == .file { faults.append("\(place): files are attached, not brought in") }
        source.join = text(members["join"], "\(place).join") ?? " "
        source.split = text(members["split"], "\(place).split")
        if source.split != nil, !field.type.isSet { faults.append("\(place).split: the field holds one value") }
        if source.split?.isEmpty == true { faults.append("\(place).split: it is empty") }
        source.codes = members["codes"]?.objectValue ?? [:]
        if let codes = members["codes"], codes.objectValue == nil { faults.append("\(place).codes: it is not an object") }
        source.otherwise = members["otherwise"]
        if let format = text(members["date"], "\(place).date") {
            source.date = ImportDate(format: format, calendar: text(members["calendar"], "\(place).calendar") ?? "gregorian")
            if source.date == nil {
                faults.append("\(place).date: day, month and year in their order, as dd/mm/yyyy; the year has four digits")
            }
            if let date = source.date, !ImportCalendar.names.contains(date.calendar) {
                faults.append("\(place).calendar: one of " + ImportCalendar.names.joined(separator: ", "))
            }
            if field.type != .date { faults.append("\(place).date: the field is no date") }
        } else if members["calendar"] != nil {
            faults.append("\(place).calendar: it says nothing without date")
        }
        source.imported = text(members["imported"], "\(place).imported")
        if let imported = source.imported, field.type.element != .reference || !field.refers.contains(imported) {
            faults.append("\(place).imported: the field does not refer to records of that kind")
        }
        return source
    }

    private mutating func text(_ json: JSONValue?, _ place: String) -> String? {
        guard let json else { return nil }
        if let text = json.textValue { return text }
        faults.append("\(place): it is not text")
        return nil
    }

    private mutating func texts(_ json: JSONValue?, _ place: String) -> [String] {
        guard let json else { return [] }
        if let text = json.textValue { return [text] }
        let texts = (json.arrayValue ?? []).compactMap(\.textValue)
        if texts.isEmpty || texts.count != json.arrayValue?.count { faults.append("\(place): it is not a list of names") }
        return texts
    }
}
