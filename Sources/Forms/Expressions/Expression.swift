public import Records

/// A condition, or a value that is computed and never stored, over the fields of a record. `Schemas/forms.md`, *Expressions*.
///
/// A pure value: what it comes to depends on the record, on records that it refers to and on the day that is given to it.
public indirect enum Expression: Hashable, Sendable {
    /// `field`, or `reference.field` for a field of the record that is referred to.
    case path(ExpressionPath)
    case text(String)
    case number(DecimalNumber)
    case flag(Bool)
    case date(CalendarDate)
    case time(TimeOfDay)
    case today
    case not(Expression)
    case and(Expression, Expression)
    case or(Expression, Expression)
    case compare(Comparison, Expression, Expression)
    /// `field in ('a', 'b')`.
    case among(Expression, [Expression])
    case isEmpty(Expression)
    case call(Function, [Expression])

    public enum Comparison: String, Hashable, Sendable, CaseIterable {
        case equal = "="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    public enum Function: String, Hashable, Sendable, CaseIterable {
        /// `selected(codes, 'code')`: whether a set holds the code.
        case selected
        /// `age(date)`: whole years up to today.
        case age
        /// `age_band(date)`: one of `0-4`, `5-11`, `12-17`, `18-59`, `60+`.
        case ageBand = "age_band"
        /// `days(from, to)`: days between two dates; without the second, or while it is empty, up to today.
        case days
        /// `count(group)`: how many records a repeat group has.
        case count
        /// `sum(group.field)`: the sum of a number over a repeat group.
        case sum

        var arguments: ClosedRange<Int> {
            switch self {
            case .selected: 2...2
            case .days: 1...2
            case .age, .ageBand, .count, .sum: 1...1
            }
        }
    }

    /// The longest expression that is read, in bytes of UTF-8.
    public static let bytesMax = 1000
    /// The deepest nesting of parentheses, functions and `not`.
    public static let depthMax = 12
}

/// The name of a field, or of a reference and of a field behind it.
public struct ExpressionPath: Hashable, Sendable, CustomStringConvertible {
    /// The reference, the record of a form, or the repeat group in front of the point.
    public let owner: String?
    public let name: String

    public init(owner: String? = nil, name: String) {
        self.owner = owner
        self.name = name
    }

    public var description: String { owner.map { "\($0).\(name)" } ?? name }
}

extension Expression {
    /// Every path that occurs, from left to right.
    public var paths: [ExpressionPath] {
        switch self {
        case .path(let path): [path]
        case .text, .number, .flag, .date, .time, .today: []
        case .not(let inner), .isEmpty(let inner): inner.paths
        case .and(let left, let right), .or(let left, let right), .compare(_, let left, let right): left.paths + right.paths
        case .among(let subject, let list): subject.paths + list.flatMap(\.paths)
        case .call(_, let arguments): arguments.flatMap(\.paths)
        }
    }
}

/// What is wrong with an expression, at which byte of it, and what would be accepted.
public struct ExpressionFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Counted from 1; `nil` where the whole is meant.
    public let place: Int?
    public let message: String

    init(_ message: String, at place: Int? = nil) {
        self.message = message
        self.place = place
    }

    public var description: String { place.map { "at byte \($0): \(message)" } ?? message }
}
