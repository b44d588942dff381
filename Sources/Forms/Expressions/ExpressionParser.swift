import Records

/// Reads an expression by recursive descent, to a depth that is checked before each descent.
///
/// ```
/// or         = and { "or" and }
/// and        = not { "and" not }
/// not        = "not" not | comparison
/// comparison = value [ sign value | [ "not" ] "in" "(" value { "," value } ")" | "is" [ "not" ] "empty" ]
/// value      = "(" or ")" | name [ "." name ] | name "(" or { "," or } ")" | text | number | "true" | "false" | "today"
/// ```
struct ExpressionParser {
    private let tokens: [ExpressionToken]
    private var next = 0
    private let end: Int

    /// - Throws: the first thing that is wrong, with its place.
    static func parse(_ source: String) throws(ExpressionFault) -> Expression {
        var parser = ExpressionParser(tokens: try ExpressionLexer.tokens(source), end: source.utf8.count + 1)
        let expression = try parser.or(depth: 0)
        guard parser.next == parser.tokens.count else { throw parser.fault("the expression should end here, or go on with and, or") }
        return expression
    }

    private init(tokens: [ExpressionToken], end: Int) {
        self.tokens = tokens
        self.end = end
    }

    private mutating func or(depth: Int) throws(ExpressionFault) -> Expression {
        var left = try and(depth: depth)
        while take(name: "or") { left = .or(left, try and(depth: depth)) }
        return left
    }

    private mutating func and(depth: Int) throws(ExpressionFault) -> Expression {
        var left = try not(depth: depth)
        while take(name: "and") { left = .and(left, try not(depth: depth)) }
        return left
    }

    private mutating func not(depth: Int) throws(ExpressionFault) -> Expression {
        if take(name: "not") { return .not(try not(depth: try descended(depth))) }
        return try comparison(depth: depth)
    }

    private mutating func comparison(depth: Int) throws(ExpressionFault) -> Expression {
        let left = try value(depth: depth)
        if case .sign(let sign) = current?.content, let comparison = Expression.Comparison(rawValue: sign) {
            next += 1
            return .compare(comparison, left, try value(depth: depth))
        }
        if take(name: "is") {
            let negated = take(name: "not")
            guard take(name: "empty") else { throw fault("empty was expected, as in: is empty, is not empty") }
            return negated ? .not(.isEmpty(left)) : .isEmpty(left)
        }
        if case .name("not") = current?.content, tokens.indices.contains(next + 1), case .name("in") = tokens[next + 1].content {
            next += 2
            return .not(.among(left, try list(depth: depth)))
        }
        if take(name: "in") { return .among(left, try list(depth: depth)) }
        return left
    }

    private mutating func list(depth: Int) throws(ExpressionFault) -> [Expression] {
        guard take(sign: "(") else { throw fault("an opening parenthesis was expected, as in: status in ('open', 'closed')") }
        var items = [Expression]()
        repeat { items.append(try value(depth: depth)) } while take(sign: ",")
        guard take(sign: ")") else { throw fault("a comma or a closing parenthesis was expected") }
        return items
    }

    private mutating func value(depth: Int) throws(ExpressionFault) -> Expression {
        guard let token = current else { throw fault("the expression ends where a field or a value was expected") }
        next += 1
        switch token.content {
        case .text(let text): return .text(text)
        case .number(let number): return .number(number)
        case .name("true"): return .flag(true)
        case .name("false"): return .flag(false)
        case .name("today"): return .today
        case .name(let name): return try named(name, at: token.place, depth: depth)
        case .sign("("):
            let inner = try or(depth: try descended(depth))
            guard take(sign: ")") else { throw fault("a closing parenthesis was expected") }
            return inner
        case .sign: throw ExpressionFault("a field or a value was expected", at: token.place)
        }
    }

    private mutating func named(_ name: String, at place: Int, depth: Int) throws(ExpressionFault) -> Expression {
        guard !Self.words.contains(name) else { throw ExpressionFault("\(name) cannot stand here", at: place) }
        if take(sign: "(") {
            guard let function = Expression.Function(rawValue: name) else {
                throw ExpressionFault(
                    "there is no function \(name), only " + Expression.Function.allCases.map(\.rawValue).joined(separator: ", "), at: place)
            }
            let depth = try descended(depth)
            var arguments = [try or(depth: depth)]
            while take(sign: ",") { arguments.append(try or(depth: depth)) }
            guard take(sign: ")") else { throw fault("a comma or a closing parenthesis was expected") }
            guard function.arguments.contains(arguments.count) else {
                throw ExpressionFault("\(name) does not take \(arguments.count) arguments", at: place)
            }
            return .call(function, arguments)
        }
        guard take(sign: ".") else { return .path(ExpressionPath(name: name)) }
        guard case .name(let field) = current?.content else { throw fault("the name of a field was expected after the point") }
        next += 1
        return .path(ExpressionPath(owner: name, name: field))
    }

    private static let words: Set<String> = ["and", "or", "not", "in", "is", "empty"]

    private func descended(_ depth: Int) throws(ExpressionFault) -> Int {
        guard depth < Expression.depthMax else { throw fault("the expression is nested deeper than \(Expression.depthMax)") }
        return depth + 1
    }

    private var current: ExpressionToken? { tokens.indices.contains(next) ? tokens[next] : nil }

    private mutating func take(name: String) -> Bool { take(.name(name)) }
    private mutating func take(sign: String) -> Bool { take(.sign(sign)) }

    private mutating func take(_ content: ExpressionToken.Content) -> Bool {
        guard current?.content == content else { return false }
        next += 1
        return true
    }

    private func fault(_ message: String) -> ExpressionFault { ExpressionFault(message, at: current?.place ?? end) }
}

extension Expression {
    /// Reads an expression; what its names and types are is looked at by whoever knows the record.
    ///
    /// - Throws: the first thing that is wrong, with its place.
    public init(parsing source: String) throws(ExpressionFault) { self = try ExpressionParser.parse(source) }
}
