extension SchemaCatalog {
    /// The most notes that one save may append to a field.
    public static let notesMax = 64

    /// Checks a patch of fields and says what has to be written, or everything that is wrong with it.
    ///
    /// `null` empties a register or a set. For a set the array is the wanted whole; for notes a text, or an array of
    /// texts, is appended. Text is kept in normalisation form C, without white space around it.
    ///
    /// - Parameters:
    ///   - fields: only the fields that are to change.
    ///   - creating: the record is new: its required fields have to be there, and fields that are `null` are passed over.
    ///   - current: what the record holds in its set fields; without it nothing would be removed from them. What a
    ///     register holds may be given as well: it is then accepted again although its code was retired meanwhile, and a
    ///     field that was retired may be corrected or emptied.
    /// - Returns: the changes in the order of the kind's fields. A value that this version cannot read is never
    ///   removed from a set.
    /// - Throws: every problem, in the order of the kind's fields, unknown fields after them.
    /// - Complexity: O(*n*) in the size of the patch.
    public func validate(
        kind: String, fields: [String: JSONValue], creating: Bool, current: [String: [Value]] = [:]
    ) throws(ValidationFailure) -> [FieldChange] {
        let kind = try found(kind)
        var check = FieldCheck(catalog: self, creating: creating)
        for field in kind.fields {
            if let json = fields[field.name] {
                check.field(field, json, current: current[field.name] ?? [])
            } else if creating, field.required {
                check.missing(field)
            }
        }
        for name in fields.keys.filter({ kind[$0] == nil }).sorted().prefix(FieldCheck.unknownFieldsMax) {
            check.problems.append(unknownField(name, of: kind))
        }
        guard check.problems.isEmpty else { throw ValidationFailure(problems: check.problems) }
        return check.changes
    }

    func found(_ kind: String) throws(ValidationFailure) -> RecordKind {
        if let found = self[kind] { return found }
        throw ValidationFailure(problems: [
            Problem(
                field: "kind", code: .unknownKind, message: "There is no such kind of record.",
                accepted: "one of: " + kinds.map(\.name).joined(separator: ", "),
                suggestion: Nearest.name(to: kind, among: kinds.map(\.name)))
        ])
    }

    func unknownField(_ name: String, of kind: RecordKind) -> Problem {
        let folded = SearchText.fold(name)
        let labelled = kind.fields.first { field in field.labels.values.contains { SearchText.fold($0) == folded } }
        return Problem(
            field: name, code: .unknownField, message: "A \(kind.name) has no such field.",
            accepted: "one of: " + kind.fields.map(\.name).joined(separator: ", "),
            suggestion: labelled?.name ?? Nearest.name(to: name, among: kind.fields.map(\.name)))
    }
}
