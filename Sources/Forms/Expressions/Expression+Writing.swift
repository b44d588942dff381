import Records

/// An expression as it is written, in one spelling. ``ExpressionParser`` reads it back.
extension Expression: CustomStringConvertible {
    public var description: String {
        switch self {
        case .path(let path): path.description
        case .text(let text): Self.quoted(text)
        case .number(let number): number.description
        case .flag(let flag): flag ? "true" : "false"
        case .date(let date): "'\(date)'"
        case .time(let time): "'\(time)'"
        case .today: "today"
        case .not(.isEmpty(let inner)): "\(inner) is not empty"
        case .not(.among(let subject, let list)): "\(subject) not in (\(list.map(\.description).joined(separator: ", ")))"
        case .not(let inner): "not \(inner.enclosed)"
        case .and(let left, let right): "\(left.enclosed(in: .and)) and \(right.enclosed(in: nil))"
        case .or(let left, let right): "\(left.enclosed(in: .or)) or \(right.enclosed(in: nil))"
        case .compare(let comparison, let left, let right): "\(left.enclosed) \(comparison.rawValue) \(right.enclosed)"
        case .among(let subject, let list): "\(subject) in (\(list.map(\.description).joined(separator: ", ")))"
        case .isEmpty(let inner): "\(inner) is empty"
        case .call(let function, let arguments): "\(function.rawValue)(\(arguments.map(\.description).joined(separator: ", ")))"
        }
    }

    private enum Chain { case and, or }

    private static func quoted(_ text: String) -> String { text.contains("'") ? "\"\(text)\"" : "'\(text)'" }

    /// In parentheses where it could be read otherwise.
    private var enclosed: String {
        switch self {
        case .path, .text, .number, .flag, .date, .time, .today, .call: description
        default: "(\(description))"
        }
    }

    /// Chains of one word need no parentheses on their left; comparisons need none at all.
    private func enclosed(in chain: Chain?) -> String {
        switch (self, chain) {
        case (.and, .and), (.or, .or), (.compare, _), (.isEmpty, _), (.among, _), (.not, _): description
        default: enclosed
        }
    }
}
