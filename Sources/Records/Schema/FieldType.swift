/// How concurrent edits of one field come together. It governs what is shown, never what is kept.
public enum MergeRule: String, Hashable, Sendable, CaseIterable {
    /// Every survivor is kept and a person settles between them.
    case review
    /// The latest is shown and no conflict is raised; for trivia.
    case latest
    /// An add-wins set.
    case set
    /// Append-only.
    case notes
}

/// What a field may hold.
public enum FieldType: String, Hashable, Sendable, CaseIterable {
    case text, code, codes, date, time, integer, decimal, money, flag, reference, references, place, file, files, notes

    /// The type of one element of a set; any other type is its own.
    public var element: FieldType {
        switch self {
        case .codes: .code
        case .references: .reference
        case .files: .file
        default: self
        }
    }

    public var isSet: Bool { element != self }

    /// The merge rules that a field of this type can have.
    var mergeRules: [MergeRule] {
        switch self {
        case .codes, .references, .files: [.set]
        case .notes: [.notes]
        default: [.review, .latest]
        }
    }

    /// The value of the JSON Schema keyword `type`.
    var schemaType: String {
        switch self {
        case .text, .code, .date, .time, .decimal, .reference: "string"
        case .integer: "integer"
        case .flag: "boolean"
        case .money, .place, .file: "object"
        case .codes, .references, .files, .notes: "array"
        }
    }

    /// The value of the JSON Schema keyword `pattern`, of the field or of its items.
    package var schemaPattern: String? {
        switch element {
        case .code: "^[a-z0-9_]{1,64}$"
        case .date: "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?~?$"
        case .time: "^([01][0-9]|2[0-3]):[0-5][0-9]$"
        case .decimal: "^-?[0-9]{1,15}(\\.[0-9]{1,6})?$"
        case .reference: "^[0-9a-hjkmnp-tv-z]{26}\\.[0-9]{1,19}\\.[0-9]{1,5}$"
        default: nil
        }
    }
}
