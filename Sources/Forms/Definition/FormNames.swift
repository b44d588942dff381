import Records

/// What expressions of one record may name: its fields, those of records that it refers to, and in a form the other records of it.
struct FormNames: ExpressionNames {
    let catalog: SchemaCatalog
    let kind: RecordKind
    /// The form's record whose fields stand without a point.
    var key: String?
    var records: [FormRecord] = []
    /// Computed values by record and name.
    var computed: [String: [String: ExpressionType]] = [:]

    func type(of path: ExpressionPath) throws(ExpressionFault) -> ExpressionType {
        guard let owner = path.owner else {
            if let type = known(path.name, of: kind, key) { return type }
            throw unknown(path.name, in: kind)
        }
        if let reference = kind[owner], reference.type == .reference { return try behind(reference, path.name) }
        guard let record = records.first(where: { $0.key == owner }), let other = catalog[record.kind] else {
            let owners = kind.fields.filter { $0.type == .reference }.map(\.name) + records.map(\.key)
            throw ExpressionFault("\(owner) is neither a reference of a \(kind.name) nor a record of the form; these are: \(list(owners))")
        }
        guard !record.repeats else { throw ExpressionFault("\(owner) repeats: sum(\(path)) or count(\(owner)) was expected") }
        if let type = known(path.name, of: other, owner) { return type }
        throw unknown(path.name, in: other)
    }

    func type(inGroup path: ExpressionPath) throws(ExpressionFault) -> ExpressionType {
        guard let record = records.first(where: { $0.key == path.owner && $0.repeats }), let other = catalog[record.kind] else {
            throw ExpressionFault("\(path.owner ?? "") is no repeat group of the form")
        }
        guard let field = other[path.name] else { throw unknown(path.name, in: other) }
        return ExpressionType(field, catalog)
    }

    func hasGroup(_ name: String) -> Bool { records.contains { $0.key == name && $0.repeats } }

    private func known(_ name: String, of kind: RecordKind, _ key: String?) -> ExpressionType? {
        kind[name].map { ExpressionType($0, catalog) } ?? key.flatMap { computed[$0]?[name] }
    }

    /// A field of a record that may be of several kinds has to be one in each of them.
    private func behind(_ reference: Field, _ name: String) throws(ExpressionFault) -> ExpressionType {
        var result: ExpressionType?
        for target in reference.refers.compactMap({ catalog[$0] }) {
            guard let field = target[name] else { throw unknown(name, in: target) }
            let type = ExpressionType(field, catalog)
            guard result == nil || result == type else { throw ExpressionFault("\(name) has another type in each of the kinds") }
            result = type
        }
        guard let result else { throw ExpressionFault("\(reference.name) refers to no kind") }
        return result
    }

    private func unknown(_ name: String, in kind: RecordKind) -> ExpressionFault {
        let nearest = Nearest.name(to: name, among: kind.fields.map(\.name)).map { "; \($0) may have been meant" } ?? ""
        return ExpressionFault("a \(kind.name) has no field \(name)\(nearest)")
    }

    private func list(_ names: [String]) -> String { names.isEmpty ? "none" : names.joined(separator: ", ") }
}
