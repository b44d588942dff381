import Records

/// What an expression, or a field in one, comes to.
enum ExpressionType: Hashable {
    case flag, number, date, time, text
    case code(Vocabulary)
    case codes(Vocabulary)
    /// Something of which only can be asked whether it is there.
    case other

    var words: String {
        switch self {
        case .flag: "yes or no"
        case .number: "a number"
        case .date: "a date"
        case .time: "a time"
        case .text: "text"
        case .code(let vocabulary): "a code of \(vocabulary.name)"
        case .codes(let vocabulary): "a list of codes of \(vocabulary.name)"
        case .other: "something that can only be asked whether it is empty"
        }
    }

    /// The type of a field of a record.
    init(_ field: Field, _ catalog: SchemaCatalog) {
        let vocabulary = field.vocabulary.flatMap(catalog.vocabulary)
        self =
            switch field.type {
            case .flag: .flag
            case .integer, .decimal, .money: .number
            case .date: .date
            case .time: .time
            case .text: .text
            case .code: vocabulary.map(Self.code) ?? .other
            case .codes: vocabulary.map(Self.codes) ?? .other
            case .reference, .references, .place, .file, .files, .notes: .other
            }
    }
}

/// Which names an expression may use.
protocol ExpressionNames {
    func type(of path: ExpressionPath) throws(ExpressionFault) -> ExpressionType
    /// The type of a field of a repeat group, as `sum` takes it.
    func type(inGroup path: ExpressionPath) throws(ExpressionFault) -> ExpressionType
    func hasGroup(_ name: String) -> Bool
}

/// Finds the types of an expression, so that no mistake of it waits for a record that meets it.
struct ExpressionTyping {
    let names: any ExpressionNames

    /// A condition, ready to be evaluated: texts that stand beside dates and times became dates and times.
    func condition(_ expression: Expression) throws(ExpressionFault) -> Expression {
        let (typed, type) = try typed(expression)
        guard type == .flag else { throw ExpressionFault("a condition comes to yes or no, and this is \(type.words)") }
        return typed
    }

    func typed(_ expression: Expression) throws(ExpressionFault) -> (Expression, ExpressionType) {
        switch expression {
        case .path(let path): return (expression, try names.type(of: path))
        case .text: return (expression, .text)
        case .number: return (expression, .number)
        case .flag: return (expression, .flag)
        case .date, .today: return (expression, .date)
        case .time: return (expression, .time)
        case .not(let inner): return (.not(try condition(inner)), .flag)
        case .and(let left, let right): return (.and(try condition(left), try condition(right)), .flag)
        case .or(let left, let right): return (.or(try condition(left), try condition(right)), .flag)
        case .isEmpty(let inner):
            guard case .path = inner else { throw ExpressionFault("is empty is asked of a field") }
            return (.isEmpty(try typed(inner).0), .flag)
        case .compare(let comparison, let left, let right): return (try compared(comparison, left, right), .flag)
        case .among(let subject, let list):
            let (typedSubject, type) = try typed(subject)
            try checkComparable(type, "in")
            var items = [Expression]()
            for item in list { items.append(try literal(item, beside: type)) }
            return (.among(typedSubject, items), .flag)
        case .call(let function, let arguments): return try called(function, arguments)
        }
    }

    private func compared(
        _ comparison: Expression.Comparison, _ left: Expression, _ right: Expression
    ) throws(ExpressionFault) -> Expression {
        let isLiteral = { (side: Expression) in if case .text = side { true } else { false } }
        var left = left
        var right = right
        var type: ExpressionType
        if isLiteral(left), !isLiteral(right) {
            (right, type) = try typed(right)
            try checkComparable(type, comparison.rawValue)
            left = try literal(left, beside: type)
        } else {
            (left, type) = try typed(left)
            try checkComparable(type, comparison.rawValue)
            right = try isLiteral(right) ? literal(right, beside: type) : beside(right, type)
        }
        switch (comparison, type) {
        case (.equal, _), (.unequal, _), (_, .number), (_, .date), (_, .time): return .compare(comparison, left, right)
        default: throw ExpressionFault("\(comparison.rawValue) compares numbers, dates and times, not \(type.words)")
        }
    }

    private func checkComparable(_ type: ExpressionType, _ sign: String) throws(ExpressionFault) {
        if case .codes = type { throw ExpressionFault("a list of codes is compared by selected(field, 'code')") }
        guard type != .other else { throw ExpressionFault("\(sign) does not compare \(type.words)") }
    }

    private func beside(_ expression: Expression, _ type: ExpressionType) throws(ExpressionFault) -> Expression {
        let (typed, other) = try typed(expression)
        guard other == type else { throw ExpressionFault("\(type.words) is compared with \(other.words)") }
        return typed
    }

    /// A value written into the expression, as what it is compared with needs it.
    private func literal(_ expression: Expression, beside type: ExpressionType) throws(ExpressionFault) -> Expression {
        guard case .text(let text) = expression else { return try beside(expression, type) }
        switch type {
        case .text: return expression
        case .date:
            guard let date = CalendarDate(text) else { throw ExpressionFault("a date as '1984', '1984-05' or '1984-05-03' was expected") }
            return .date(date)
        case .time:
            guard let time = TimeOfDay(text) else { throw ExpressionFault("a time as '09:05' was expected") }
            return .time(time)
        case .code(let vocabulary):
            try check(text, in: vocabulary)
            return expression
        default: throw ExpressionFault("\(type.words) is compared with a text")
        }
    }

    private func check(_ code: String, in vocabulary: Vocabulary) throws(ExpressionFault) {
        guard let known = vocabulary[code] else {
            let nearest = Nearest.name(to: code, among: vocabulary.current.map(\.code)).map { "; \($0) may have been meant" } ?? ""
            throw ExpressionFault("the vocabulary \(vocabulary.name) has no code '\(code.prefix(64))'\(nearest)")
        }
        guard !known.retired else { throw ExpressionFault("the code '\(code)' of the vocabulary \(vocabulary.name) was retired") }
    }

    private func called(
        _ function: Expression.Function, _ arguments: [Expression]
    ) throws(ExpressionFault) -> (Expression, ExpressionType) {
        switch function {
        case .selected:
            let (subject, type) = try typed(arguments[0])
            guard case .codes(let vocabulary) = type, case .text(let code) = arguments[1] else {
                throw ExpressionFault("selected takes a field of several codes and a code, as selected(displacement, 'idp')")
            }
            try check(code, in: vocabulary)
            return (.call(function, [subject, arguments[1]]), .flag)
        case .age, .ageBand, .days:
            var dates = [Expression]()
            for argument in arguments {
                let (date, type) = try typed(argument)
                guard type == .date else { throw ExpressionFault("\(function.rawValue) takes dates, and this is \(type.words)") }
                dates.append(date)
            }
            return (.call(function, dates), function == .ageBand ? .text : .number)
        case .count:
            guard case .path(let path) = arguments[0], path.owner == nil, names.hasGroup(path.name) else {
                throw ExpressionFault("count takes the name of a repeat group")
            }
            return (.call(function, arguments), .number)
        case .sum:
            guard case .path(let path) = arguments[0], path.owner != nil, try names.type(inGroup: path) == .number else {
                throw ExpressionFault("sum takes a number of a repeat group, as sum(sessions.minutes_spent)")
            }
            return (.call(function, arguments), .number)
        }
    }
}
