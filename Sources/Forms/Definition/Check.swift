import Records

/// A rule that a record is held to: an error keeps it from being saved, a warning is said.
public struct Check: Hashable, Sendable {
    public enum Severity: String, Hashable, Sendable, CaseIterable {
        case error, warning
    }

    /// `snake_case`; never changes, pages translate by it.
    public let name: String
    public let severity: Severity
    /// The record of the form; of a check of a kind, the name of the kind.
    public let record: String
    /// The field at which it is shown.
    public let field: String
    /// Holds when something is wrong.
    public let condition: Expression
    public let messages: [String: String]

    public func message(_ locale: String) -> String { Labels.choose(messages, locale, name: name) }
}

/// What a check found in a record.
public struct CheckFinding: Hashable, Sendable {
    public let check: Check
    public var severity: Check.Severity { check.severity }
    public var field: String { check.field }
    public func message(_ locale: String) -> String { check.message(locale) }
}
