/// One thing that is wrong with one field of what was entered.
public struct Problem: Hashable, Sendable {
    /// Name of the field; `(unreadable)` for a name that no field can have.
    public let field: String
    /// Which of several records saved together, by the name that the save gave it; empty when there is but one.
    public var record = ""
    public let code: ProblemCode
    /// The rule of the kind that is broken, whose name never changes; `nil` for what is wrong with a value by itself.
    public var rule: String?
    /// What is wrong, as one sentence. It never repeats what was entered.
    public let message: String
    /// What would be accepted, as words that go on after "Accepted:". Empty when nothing is.
    public let accepted: String
    /// The name of a field, kind or code that may have been meant.
    public let suggestion: String?

    public init(field: String, code: ProblemCode, message: String, accepted: String = "", suggestion: String? = nil) {
        self.field = SnakeCase.accepts(field) ? field : "(unreadable)"
        self.code = code
        self.message = message
        self.accepted = accepted
        self.suggestion = suggestion
    }

    /// Where to look: the field, after the record that it belongs to when there are several.
    public var place: String { record.isEmpty ? field : "\(record).\(field)" }

    public var json: JSONValue {
        var members: [String: JSONValue] = [
            "field": .text(field), "record": record.isEmpty ? .null : .text(record), "code": .text(code.rawValue),
            "message": .text(message), "accepted": .text(accepted), "suggestion": suggestion.map(JSONValue.text) ?? .null,
        ]
        if let rule { members["rule"] = .text(rule) }
        return .object(members)
    }
}

/// What can be wrong with a field. The words never change; pages translate by them.
public enum ProblemCode: String, Hashable, Sendable, CaseIterable {
    case unknownKind
    case unknownField
    case wrongType
    case unknownCode
    case retiredCode
    case tooLong
    case tooMany
    /// Nothing that can be seen: only spaces and signs without a shape.
    case empty
    /// Control characters, or signs that turn the direction of writing and do not turn it back.
    case controlCharacters
    case notADate
    case notATime
    case notATimeZone
    case notANumber
    case notMoney
    case notAPlace
    case notAFile
    case notAReference
    /// For whoever can look the record up: it is of a kind that the field does not refer to.
    case wrongReferenceKind
    case outOfRange
    case missing
    /// A field that another one has replaced, and that is empty in this record.
    case retiredField
    /// A note that was written before; notes are not edited.
    case noteExists
    /// It contradicts another field, or the day on which it is written.
    case ruleBroken
}
