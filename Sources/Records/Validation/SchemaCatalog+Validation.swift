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
    ///     register holds may be given as well: it is then accepted again although its code was retired meanwhile.
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

/// Collects the changes and the problems of one patch.
struct FieldCheck {
    let catalog: SchemaCatalog
    let creating: Bool
    var changes: [FieldChange] = []
    var problems: [Problem] = []

    /// So that a patch of nonsense is not answered by a megabyte of suggestions.
    static let unknownFieldsMax = 32

    init(catalog: SchemaCatalog, creating: Bool) {
        self.catalog = catalog
        self.creating = creating
    }

    mutating func field(_ field: Field, _ json: JSONValue, current: [Value]) {
        switch field.type {
        case .notes: notes(field, json)
        case _ where field.type.isSet: set(field, json, current: current)
        default: register(field, json, current: current)
        }
    }

    mutating func missing(_ field: Field) {
        problem(field, ValueFault(.missing, "It has to be filled in."))
    }

    private mutating func register(_ field: Field, _ json: JSONValue, current: [Value]) {
        guard !json.isNull else {
            if field.required { missing(field) } else if !creating { change(field, .put(.nothing)) }
            return
        }
        if let value = accepted(json, field, known: current) { change(field, .put(value)) }
    }

    private mutating func set(_ field: Field, _ json: JSONValue, current: [Value]) {
        guard let elements = json.isNull ? [] : json.arrayValue else {
            problem(field, ValueFault(.wrongType, "This is not \(field.type.shape)."))
            return
        }
        if field.required, elements.isEmpty { return missing(field) }
        guard elements.count <= field.itemsMax else {
            problem(field, ValueFault(.tooMany, "There are \(elements.count) of them; \(field.itemsMax) is the most."))
            return
        }
        var wanted = [Value]()
        for element in elements {
            guard !element.isNull else {
                problem(field, ValueFault(.wrongType, "An element is null."))
                continue
            }
            if let value = accepted(element, field, known: current), !wanted.contains(value) { wanted.append(value) }
        }
        for value in wanted where !current.contains(value) { change(field, .add(value)) }
        for value in current where !wanted.contains(value) && !value.isUnrecognized { change(field, .remove(value)) }
    }

    private mutating func notes(_ field: Field, _ json: JSONValue) {
        let notes = json.isNull ? [] : json.arrayValue ?? [json]
        if creating, field.required, notes.isEmpty { return missing(field) }
        guard notes.count <= SchemaCatalog.notesMax else {
            problem(field, ValueFault(.tooMany, "There are \(notes.count) notes; \(SchemaCatalog.notesMax) is the most for one save."))
            return
        }
        for note in notes {
            if note.isNull {
                problem(field, ValueFault(.wrongType, "A note is null."))
            } else if let members = note.objectValue, Set(members.keys) != ["text"], members["text"] != nil {
                problem(field, ValueFault(.noteExists, "A note has an id, a person or a time: notes that were written are never edited."))
            } else if case .text(let text) = accepted(note["text"] ?? note, field, known: []) {
                change(field, .note(text))
            }
        }
    }

    private mutating func accepted(_ json: JSONValue, _ field: Field, known: [Value]) -> Value? {
        do throws(ValueFault) {
            return try catalog.accept(json, in: field, known: known)
        } catch {
            problem(field, error)
            return nil
        }
    }

    private mutating func change(_ field: Field, _ edit: FieldEdit) {
        let change = FieldChange(field: field.name, edit: edit)
        // Of the edits of one save only notes may be said twice.
        if case .note = edit { changes.append(change) } else if !changes.contains(change) { changes.append(change) }
    }

    private mutating func problem(_ field: Field, _ fault: ValueFault) {
        let problem = Problem(
            field: field.name, code: fault.code, message: fault.message, accepted: catalog.accepted(field), suggestion: fault.suggestion)
        if !problems.contains(problem) { problems.append(problem) }
    }
}

extension Value {
    var isUnrecognized: Bool { if case .unrecognized = self { true } else { false } }
}
