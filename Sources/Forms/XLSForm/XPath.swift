import Records

/// The part of XPath that XLSForms use in `relevant`, `constraint` and `calculation`.
indirect enum XPath: Hashable {
    case reference(String)
    /// `.`, the question itself.
    case own
    case text(String)
    case number(DecimalNumber)
    case call(String, [XPath])
    case binary(String, XPath, XPath)
}

/// Reads it by precedence climbing, to a depth that is checked before each descent.
struct XPathParser {
    private enum Token: Hashable {
        case reference(String), own, text(String), number(DecimalNumber), name(String), sign(String)
    }

    private var tokens: [Token] = []
    private var next = 0
    private static let precedence = [
        "or": 1, "and": 2, "=": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "+": 5, "-": 5, "*": 6, "div": 6, "mod": 6,
    ]

    static func parse(_ source: String) throws(ExpressionFault) -> XPath {
        guard source.utf8.count <= Expression.bytesMax else { throw ExpressionFault("it is longer than \(Expression.bytesMax) bytes") }
        var parser = XPathParser()
        try parser.split(source)
        let result = try parser.binary(above: 0, depth: 0)
        guard parser.next == parser.tokens.count else { throw ExpressionFault("it goes on where it should end") }
        return result
    }

    private mutating func binary(above least: Int, depth: Int) throws(ExpressionFault) -> XPath {
        guard depth <= Expression.depthMax else { throw ExpressionFault("it is nested deeper than \(Expression.depthMax)") }
        var left = try operand(depth: depth)
        while let sign = current.flatMap(Self.sign), let precedence = Self.precedence[sign], precedence > least {
            next += 1
            left = .binary(sign, left, try binary(above: precedence, depth: depth + 1))
        }
        return left
    }

    private mutating func operand(depth: Int) throws(ExpressionFault) -> XPath {
        guard let token = current else { throw ExpressionFault("it ends where a value was expected") }
        next += 1
        switch token {
        case .reference(let name): return .reference(name)
        case .own: return .own
        case .text(let text): return .text(text)
        case .number(let number): return .number(number)
        case .sign("("):
            let inner = try binary(above: 0, depth: depth + 1)
            try close()
            return inner
        case .name(let name):
            guard current == .sign("(") else { throw ExpressionFault("\(name.prefix(40)) stands where a value was expected") }
            next += 1
            var arguments = [XPath]()
            if current != .sign(")") {
                repeat { arguments.append(try binary(above: 0, depth: depth + 1)) } while take(",")
            }
            try close()
            return .call(name, arguments)
        case .sign(let sign): throw ExpressionFault("\(sign) stands where a value was expected")
        }
    }

    private mutating func take(_ sign: String) -> Bool {
        guard current == .sign(sign) else { return false }
        next += 1
        return true
    }

    private mutating func close() throws(ExpressionFault) {
        guard take(")") else { throw ExpressionFault("a parenthesis is not closed") }
    }

    private var current: Token? { tokens.indices.contains(next) ? tokens[next] : nil }

    private static func sign(_ token: Token) -> String? {
        switch token {
        case .sign(let sign): sign
        case .name(let name): name
        default: nil
        }
    }

    private mutating func split(_ source: String) throws(ExpressionFault) {
        let scalars = Array(source.unicodeScalars)
        var place = 0
        func isName(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "_-.:".unicodeScalars.contains(scalar)
        }
        while place < scalars.count {
            let scalar = scalars[place]
            if scalar.properties.isWhitespace {
                place += 1
            } else if scalar == "$", place + 1 < scalars.count, scalars[place + 1] == "{", let end = scalars[place...].firstIndex(of: "}") {
                tokens.append(.reference(TextRules.trimmed(Self.text(scalars[(place + 2)..<end]))))
                place = end + 1
            } else if scalar == "'" || scalar == "\"" {
                guard let end = scalars[(place + 1)...].firstIndex(of: scalar) else { throw ExpressionFault("a text is not closed") }
                tokens.append(.text(Self.text(scalars[(place + 1)..<end])))
                place = end + 1
            } else if ("0"..."9").contains(scalar) {
                let end = scalars[place...].firstIndex { !("0"..."9").contains($0) && $0 != "." } ?? scalars.count
                guard let number = DecimalNumber(Self.text(scalars[place..<end])) else { throw ExpressionFault("a number cannot be read") }
                tokens.append(.number(number))
                place = end
            } else if scalar == "." {
                tokens.append(.own)
                place += 1
            } else if scalar.properties.isAlphabetic {
                let end = scalars[place...].firstIndex { !isName($0) } ?? scalars.count
                tokens.append(.name(Self.text(scalars[place..<end])))
                place = end
            } else if let sign = ["!=", "<=", ">=", "=", "<", ">", "(", ")", ",", "+", "-", "*"].first(where: {
                scalars[place...].starts(with: $0.unicodeScalars)
            }) {
                tokens.append(.sign(sign))
                place += sign.unicodeScalars.count
            } else {
                throw ExpressionFault("it has a sign that is not read")
            }
        }
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
