import Records

extension XPath {
    /// The same as a condition or a value of a form.
    ///
    /// - Parameters:
    ///   - own: what `.` means.
    ///   - path: what a question is called in the form; `nil` for one that there is not.
    ///   - isFlag: whether it holds yes or no, for which XLSForms have a list of two choices.
    /// - Throws: what cannot be said in a form.
    func expression(
        own: ExpressionPath?, path: (String) -> ExpressionPath?, isFlag: (ExpressionPath) -> Bool
    ) throws(ExpressionFault) -> Expression {
        switch self {
        case .reference(let name):
            guard let path = path(name) else { throw ExpressionFault("it names a question that was not mapped") }
            return .path(path)
        case .own:
            guard let own else { throw ExpressionFault("a point stands where there is no question") }
            return .path(own)
        case .text(let text): return .text(text)
        case .number(let number): return .number(number)
        case .binary(let sign, let left, let right):
            let sides = (
                try left.expression(own: own, path: path, isFlag: isFlag), try right.expression(own: own, path: path, isFlag: isFlag)
            )
            switch sign {
            case "and": return .and(sides.0, sides.1)
            case "or": return .or(sides.0, sides.1)
            default: break
            }
            guard let comparison = Expression.Comparison(rawValue: sign) else {
                throw ExpressionFault("\(sign) is not calculated in forms")
            }
            return Self.compared(comparison, sides.0, sides.1, isFlag)
        case .call(let name, let arguments): return try called(name, arguments, own, path, isFlag)
        }
    }

    private static func compared(
        _ comparison: Expression.Comparison, _ left: Expression, _ right: Expression, _ isFlag: (ExpressionPath) -> Bool
    ) -> Expression {
        if right == .text(""), case .path = left {
            if comparison == .equal { return .isEmpty(left) }
            if comparison == .unequal { return .not(.isEmpty(left)) }
        }
        if case .path(let path) = left, isFlag(path), case .text(let text) = right {
            return .compare(comparison, left, .flag(["true", "yes", "1"].contains(text.lowercased())))
        }
        return .compare(comparison, left, right)
    }

    private func called(
        _ name: String, _ arguments: [XPath], _ own: ExpressionPath?, _ path: (String) -> ExpressionPath?,
        _ isFlag: (ExpressionPath) -> Bool
    ) throws(ExpressionFault) -> Expression {
        func argument(_ index: Int) throws(ExpressionFault) -> Expression {
            guard arguments.indices.contains(index) else { throw ExpressionFault("\(name) lacks an argument") }
            return try arguments[index].expression(own: own, path: path, isFlag: isFlag)
        }
        switch name {
        case "not": return .not(try argument(0))
        case "today", "now": return .today
        case "true": return .flag(true)
        case "false": return .flag(false)
        case "selected": return .call(.selected, [try argument(0), try argument(1)])
        case "date": return try argument(0)
        case "sum": return .call(.sum, [try argument(0)])
        case "count": return .call(.count, [try argument(0)])
        case "int", "floor", "round":
            // The two ways in which XLSForms count from dates: years, and days.
            guard let inner = arguments.first else { break }
            if case .binary("div", .binary("-", .call("today", []), let from), .number(let year)) = inner,
                ["365.25", "365", "365.2425"].contains(year.description)
            {
                return .call(.age, [try from.expression(own: own, path: path, isFlag: isFlag)])
            }
            if case .binary("-", let to, let from) = inner {
                let from = try from.expression(own: own, path: path, isFlag: isFlag)
                if case .call("if", let parts) = to, parts.count == 3, parts[1] == .call("today", []) {
                    return .call(.days, [from, try parts[2].expression(own: own, path: path, isFlag: isFlag)])
                }
                let to = try to.expression(own: own, path: path, isFlag: isFlag)
                return .call(.days, to == .today ? [from] : [from, to])
            }
        default: break
        }
        throw ExpressionFault("the function \(name.prefix(40)) is not calculated in forms")
    }
}

extension Expression {
    /// The same in XPath.
    ///
    /// - Parameter question: what a field is called in the XLSForm; `nil` when it is not asked there.
    /// - Throws: what XLSForms cannot say.
    func xpath(_ question: (ExpressionPath) -> String?, isFlag: (ExpressionPath) -> Bool) throws(ExpressionFault) -> String {
        func inner(_ expression: Expression) throws(ExpressionFault) -> String { try expression.xpath(question, isFlag: isFlag) }
        switch self {
        case .path(let path):
            guard let name = question(path) else { throw ExpressionFault("it looks at \(path), which the XLSForm does not ask") }
            return isFlag(path) ? "${\(name)} = 'true'" : "${\(name)}"
        case .text(let text): return text.contains("'") ? "\"\(text)\"" : "'\(text)'"
        case .number(let number): return number.description
        case .flag(let flag): return flag ? "true()" : "false()"
        case .date(let date): return "date('\(Days.date(Days.span(date).lowerBound) ?? date)')"
        case .time(let time): return "'\(time)'"
        case .today: return "today()"
        case .not(let expression): return "not(\(try inner(expression)))"
        case .and(let left, let right): return "(\(try inner(left)) and \(try inner(right)))"
        case .or(let left, let right): return "(\(try inner(left)) or \(try inner(right)))"
        case .isEmpty(let subject):
            guard case .path(let path) = subject, let name = question(path) else {
                throw ExpressionFault("it looks at \(subject), which the XLSForm does not ask")
            }
            return "${\(name)} = ''"
        case .compare(let comparison, .path(let path), .flag(let flag)):
            guard let name = question(path) else { throw ExpressionFault("it looks at \(path), which the XLSForm does not ask") }
            return "${\(name)} \(comparison.rawValue) '\(flag)'"
        case .compare(let comparison, let left, let right): return "\(try inner(left)) \(comparison.rawValue) \(try inner(right))"
        case .among(let subject, let list):
            let value = try inner(subject)
            var parts = [String]()
            for item in list { parts.append("\(value) = \(try inner(item))") }
            return "(\(parts.joined(separator: " or ")))"
        case .call(let function, let arguments): return try Self.called(function, arguments, inner, question)
        }
    }

    private static func called(
        _ function: Function, _ arguments: [Expression], _ inner: (Expression) throws(ExpressionFault) -> String,
        _ question: (ExpressionPath) -> String?
    ) throws(ExpressionFault) -> String {
        switch function {
        case .selected: return "selected(\(try inner(arguments[0])), \(try inner(arguments[1])))"
        case .age: return "int((today() - \(try inner(arguments[0]))) div 365.25)"
        case .ageBand:
            let age = "int((today() - \(try inner(arguments[0]))) div 365.25)"
            return "if(\(age) < 5, '0-4', if(\(age) < 12, '5-11', if(\(age) < 18, '12-17', if(\(age) < 60, '18-59', '60+'))))"
        case .days:
            let from = try inner(arguments[0])
            guard arguments.count > 1 else { return "int(today() - \(from))" }
            let to = try inner(arguments[1])
            return arguments[1] == .today ? "int(today() - \(from))" : "int(if(\(to) = '', today(), \(to)) - \(from))"
        case .count, .sum:
            guard case .path(let path) = arguments[0], let name = question(path) else { throw ExpressionFault("the group is not asked") }
            return "\(function.rawValue)(${\(name)})"
        }
    }
}
