import Records

/// One word or sign of an expression, and the byte at which it begins, counted from 1.
struct ExpressionToken: Hashable {
    enum Content: Hashable {
        case name(String)
        case text(String)
        case number(DecimalNumber)
        case sign(String)
    }

    let content: Content
    let place: Int
}

/// Splits an expression into words and signs.
enum ExpressionLexer {
    private static let signs = ["!=", "<=", ">=", "=", "<", ">", "(", ")", ",", "."]

    /// - Complexity: O(*n*) in bytes, of which there are at most ``Expression/bytesMax``.
    static func tokens(_ source: String) throws(ExpressionFault) -> [ExpressionToken] {
        let bytes = Array(source.utf8)
        guard bytes.count <= Expression.bytesMax else {
            throw ExpressionFault("the expression has \(bytes.count) bytes; \(Expression.bytesMax) is the most")
        }
        var tokens = [ExpressionToken]()
        var position = 0
        while position < bytes.count {
            let start = position
            let byte = bytes[position]
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                guard let end = bytes[(start + 1)...].firstIndex(of: byte) else {
                    throw ExpressionFault("a text is not closed by the quotation mark that opens it", at: start + 1)
                }
                tokens.append(ExpressionToken(content: .text(String(decoding: bytes[(start + 1)..<end], as: UTF8.self)), place: start + 1))
                position = end + 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                position = bytes[(start + 1)...].firstIndex { !isDigit($0) && $0 != UInt8(ascii: ".") } ?? bytes.count
                let isDate = position < bytes.count && bytes[position] == UInt8(ascii: "-")
                guard !isDate, let number = DecimalNumber(String(decoding: bytes[start..<position], as: UTF8.self)) else {
                    throw ExpressionFault("a number as 18 or 2.5 was expected; dates stand in quotation marks", at: start + 1)
                }
                tokens.append(ExpressionToken(content: .number(number), place: start + 1))
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
                position = bytes[start...].firstIndex { !isName($0) } ?? bytes.count
                tokens.append(ExpressionToken(content: .name(String(decoding: bytes[start..<position], as: UTF8.self)), place: start + 1))
            default:
                guard let sign = signs.first(where: { bytes[start...].starts(with: $0.utf8) }) else {
                    throw ExpressionFault("a sign that no expression has", at: start + 1)
                }
                tokens.append(ExpressionToken(content: .sign(sign), place: start + 1))
                position += sign.utf8.count
            }
        }
        return tokens
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    private static func isName(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}
