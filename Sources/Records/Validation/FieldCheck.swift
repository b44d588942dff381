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
        guard !field.retired || !current.isEmpty || json.isNull else {
            return problem(
                field, ValueFault(.retiredField, "This field is kept for what was written in it before; its help says what took its place.")
            )
        }
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
