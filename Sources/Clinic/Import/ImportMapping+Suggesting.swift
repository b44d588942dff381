import Records
import Tables
import Vault

extension Clinic {
    /// Proposes a mapping from the headings of a file: by the names of fields, their labels in every language, and what is nearly one.
    ///
    /// - Returns: the mapping, and the columns that it found no field for, which are in its `ignore`.
    public func suggestMapping(
        path: String, kind: String, encoding: String? = nil, sheet: String? = nil
    ) throws -> (mapping: ImportMapping, unmatched: [String]) {
        guard let kind = catalog[kind] else { throw catalog.unknownKind(kind) }
        var mapping = ImportMapping(kind: kind.name)
        mapping.sheet = sheet
        if let encoding { mapping.encoding = try ImportMapping.encoding(encoding) }
        let columns = try RowSources.open(path, mapping, wanted: nil).columns
        let unmatched = mapping.match(columns, kind)
        return (mapping, unmatched)
    }
}

extension ImportMapping {
    static func encoding(_ name: String) throws(ClinicError) -> TextEncoding {
        if let encoding = TextEncoding(rawValue: name) { return encoding }
        throw ClinicError(
            .badMapping, "There is no such encoding.", hint: "One of " + TextEncoding.allCases.map(\.rawValue).joined(separator: ", ") + "."
        )
    }

    /// Fills in the fields whose names or labels the columns have, each field once.
    mutating func match(_ columns: [String], _ kind: RecordKind) -> [String] {
        let fields = kind.fields.filter { $0.type.element != .file }
        var byName = [String: String]()
        for field in fields { for label in field.labels.values { byName[SearchText.fold(label)] = field.name } }
        for field in fields { byName[SearchText.fold(field.name.replacing("_", with: " "))] = field.name }
        var unmatched = [String]()
        for column in columns {
            let folded = SearchText.fold(Self.bare(column).replacing("_", with: " "))
            if Self.idNames.contains(folded) {
                if id.isEmpty { id = [column] } else { unmatched.append(column) }
                continue
            }
            let name = byName[folded] ?? Nearest.name(to: folded.replacing(" ", with: "_"), among: fields.map(\.name))
            guard let name, self.fields[name] == nil else {
                unmatched.append(column)
                continue
            }
            self.fields[name] = Source(columns: [column])
        }
        ignored = unmatched
        return unmatched
    }

    private static func bare(_ column: String) -> String { column.hasPrefix("fields.") ? String(column.dropFirst(7)) : column }
    private static let idNames: Set<String> = ["id", "no", "nr", "number of the row", "ref", "reference number", "code"]
}

extension SchemaCatalog {
    func unknownKind(_ kind: String) -> ValidationFailure {
        ValidationFailure(problems: [
            Problem(
                field: "kind", code: .unknownKind, message: "There is no such kind of record.",
                accepted: "one of: " + kinds.map(\.name).joined(separator: ", "))
        ])
    }
}
