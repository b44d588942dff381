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
    /// What the other side of the comparison holds, where the check compares two days.
    let own: CalendarDate?
    let other: CalendarDate?

    public var severity: Check.Severity { check.severity }
    public var field: String { check.field }
    public func message(_ locale: String) -> String { check.message(locale) }

    /// What the field may hold, in English, where the check says which of two days comes first; otherwise empty.
    public var accepted: String {
        guard let comparison = check.comparedDays, let other else { return "" }
        return Self.accepted(comparison.comparison, other)
    }

    /// What the other field may hold, the one with which the field is compared.
    public var acceptedBeside: String {
        guard let comparison = check.comparedDays, let own else { return "" }
        return Self.accepted(comparison.comparison.mirrored, own)
    }

    /// - Parameter comparison: what must not hold.
    private static func accepted(_ comparison: Expression.Comparison, _ day: CalendarDate) -> String {
        switch comparison {
        case .less: "\(day) or a later day"
        case .lessOrEqual: "a day after \(day)"
        case .greater: "\(day) or an earlier day"
        case .greaterOrEqual: "a day before \(day)"
        case .equal, .unequal: ""
        }
    }
}

extension Check {
    /// The comparison, when the check is nothing else than one of its field with something; the other side of it.
    var comparedDays: (comparison: Expression.Comparison, other: Expression)? {
        guard case .compare(let comparison, .path(let path), let other) = condition, path.owner == nil, path.name == field else {
            return nil
        }
        return (comparison, other)
    }

    /// The fields that it reads behind a reference.
    public func fields(behind reference: String) -> [String] { condition.paths.filter { $0.owner == reference }.map(\.name) }
}

extension Expression.Comparison {
    /// What holds of the right side and the left when this holds of the left and the right.
    var mirrored: Self {
        switch self {
        case .less: .greater
        case .lessOrEqual: .greaterOrEqual
        case .greater: .less
        case .greaterOrEqual: .lessOrEqual
        case .equal, .unequal: self
        }
    }
}
