public import Records

/// What a form shows now: a value that a page or a command only has to arrange.
public struct FormState: Hashable, Sendable {
    /// Those that are shown, in order.
    public let sections: [SectionState]
    /// Everything that is wrong or doubtful, in the order of the form.
    public let problems: [FormProblem]

    public var errors: [FormProblem] { problems.filter { $0.severity == .error } }
    public var warnings: [FormProblem] { problems.filter { $0.severity == .warning } }

    public func problems(of field: String, at place: FormPlace) -> [FormProblem] {
        problems.filter { $0.place == place && $0.field == field }
    }
}

/// One section and, of a repeat group, each of its records.
public struct SectionState: Hashable, Sendable {
    public let section: FormSection
    public let repeats: Bool
    /// Whether another record may be added to the group.
    public let mayGrow: Bool
    /// One, or as many as the group has.
    public let entries: [EntryState]
}

public struct EntryState: Hashable, Sendable {
    public let place: FormPlace
    public let items: [ItemState]
}

public enum ItemState: Hashable, Sendable {
    case field(FieldState)
    case computed(ComputedState)
}

public struct FieldState: Hashable, Sendable {
    public let item: FormField
    public let field: Field
    /// What it holds, as it was entered; `nil` when it is empty.
    public let value: JSONValue?
    public let isRequired: Bool
    /// Its condition does not hold: it is shown because it holds something, which nothing hides.
    public let isKept: Bool

    public func label(_ locale: String) -> String {
        item.labels.isEmpty ? field.label(locale) : Labels.choose(item.labels, locale, name: field.name)
    }
    public func help(_ locale: String) -> String? { Labels.chosen(item.help.isEmpty ? field.help : item.help, locale) }
}

public struct ComputedState: Hashable, Sendable {
    public let item: FormComputed
    /// `40`, `39–40`, `18-59`; empty while what it is computed from is.
    public let text: String
}

/// One record that a form would save.
public struct FormDraft: Hashable, Sendable {
    public let place: FormPlace
    public let kind: String
    /// What other drafts call it by, as `"@name"`.
    public let name: String
    /// The record that is changed; `nil` for a new one.
    public let record: RecordID?
    /// What a new record holds; of one that is changed, only what was entered.
    public let fields: [String: JSONValue]
}
