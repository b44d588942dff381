public import Records

/// A form as data: which records it writes, in which sections and order, what is shown when, what is filled in beforehand, what is
/// computed, and what is wrong or doubtful. `Schemas/forms.md`.
///
/// A value that was read and checked against a catalog: every name in it is known, every expression has its type.
public struct FormDefinition: Hashable, Sendable {
    /// `snake_case`, the name of the file.
    public let name: String
    /// Counts the releases of the form.
    public let version: Int
    public let labels: [String: String]
    public let help: [String: String]
    /// At least one; the first is what the form is about, and neither repeats nor has a condition.
    public let records: [FormRecord]
    /// In the order in which they are shown.
    public let sections: [FormSection]
    /// What this form finds wrong or doubtful, besides what its kinds do.
    public let checks: [Check]

    public func label(_ locale: String) -> String { Labels.choose(labels, locale, name: name) }
    public func help(_ locale: String) -> String? { Labels.chosen(help, locale) }

    public subscript(record key: String) -> FormRecord? { records.first { $0.key == key } }
}

/// A record, or any number of records of one kind, that a form writes.
public struct FormRecord: Hashable, Sendable {
    /// Its name in this form.
    public let key: String
    public let kind: String
    /// Whether there may be several: members of a household, parties, obligations.
    public let repeats: Bool
    /// The most records of a repeat group.
    public let countMax: Int
    /// Which of its fields refers to which other record of the form. They are filled in by the form and never asked.
    public let links: [Link]
    /// What one of them is called; the words of its kind when empty.
    public let labels: [String: String]

    public struct Link: Hashable, Sendable {
        public let field: String
        public let key: String
    }
}

/// Fields that stand together, all of one record. A repeat group is one section, shown once for each of its records.
public struct FormSection: Hashable, Sendable {
    public let name: String
    public let labels: [String: String]
    public let help: [String: String]
    /// The record of the form whose fields they are.
    public let record: String
    public let condition: Expression?
    public let items: [FormItem]

    public func label(_ locale: String) -> String { Labels.choose(labels, locale, name: name) }
    public func help(_ locale: String) -> String? { Labels.chosen(help, locale) }
}

public enum FormItem: Hashable, Sendable {
    case field(FormField)
    case computed(FormComputed)
}

/// A field as a form asks it.
public struct FormField: Hashable, Sendable {
    public let field: String
    /// Other words than those of the kind; empty for none.
    public let labels: [String: String]
    public let help: [String: String]
    public let condition: Expression?
    /// Whether this form wants it filled in although its kind does not.
    public let required: Bool
    public let initial: Initial?

    /// What a new record begins with.
    public enum Initial: Hashable, Sendable {
        case value(JSONValue)
        case today
        /// The name of whoever fills the form.
        case person
        /// Where the device is used.
        case place
    }
}

/// A value that is shown and never stored.
public struct FormComputed: Hashable, Sendable {
    public let name: String
    public let labels: [String: String]
    public let value: Expression

    public func label(_ locale: String) -> String { Labels.choose(labels, locale, name: name) }
}
