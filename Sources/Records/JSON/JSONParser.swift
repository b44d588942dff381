/// Reads JSON by recursive descent, to a depth that is checked before each descent.
struct JSONParser {
    private let bytes: [UInt8]
    private var position: Int
    /// The member of the outermost object whose own keys are wanted in the order of the text.
    private let orderedMember: String?
    /// The keys of that member, in the order of the text.
    private(set) var order: [String] = []
    private var outermostKey: String?

    init(_ bytes: [UInt8], orderOf orderedMember: String? = nil) throws(RecordsError) {
        guard bytes.count <= JSONValue.bytesMax else {
            throw RecordsError(
                .jsonTooLong, "The JSON has \(bytes.count) bytes; \(JSONValue.bytesMax) are read at most.",
                hint: "Split it into smaller parts.")
        }
        self.bytes = bytes
        self.orderedMember = orderedMember
        position = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    mutating func document() throws(RecordsError) -> JSONValue {
        let result = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw fault("there is something after the end of the value") }
        return result
    }

    private mutating func value(depth: Int) throws(RecordsError) -> JSONValue {
        skipSpace()
        guard position < bytes.count else { throw fault("the text ends where a value was expected") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return try object(depth: depth + 1)
        case UInt8(ascii: "["): return try array(depth: depth + 1)
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fault("a value was expected")
        }
    }

    private mutating func object(depth: Int) throws(RecordsError) -> JSONValue {
        try descend(to: depth)
        let wantsOrder = depth == 2 && orderedMember != nil && outermostKey == orderedMember
        var members = [String: JSONValue]()
        if try closes(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skipSpace()
            let start = position
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw fault("a key in quotation marks was expected")
            }
            let key = try string()
            if depth == 1 { outermostKey = key }
            if wantsOrder { order.append(key) }
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw fault("a colon was expected") }
            let member = try value(depth: depth)
            guard members.updateValue(member, forKey: key) == nil else {
                position = start
                throw fault("a key is written twice in one object", .duplicateKey)
            }
        } while try continues(until: UInt8(ascii: "}"))
        return .object(members)
    }

    private mutating func array(depth: Int) throws(RecordsError) -> JSONValue {
        try descend(to: depth)
        var elements = [JSONValue]()
        if try closes(UInt8(ascii: "]")) { return .array(elements) }
        repeat { elements.append(try value(depth: depth)) } while try continues(until: UInt8(ascii: "]"))
        return .array(elements)
    }

    private mutating func descend(to depth: Int) throws(RecordsError) {
        guard depth <= JSONValue.depthMax else {
            throw fault("arrays and objects are nested deeper than \(JSONValue.depthMax)", .jsonTooDeep)
        }
        position += 1
    }

    private mutating func closes(_ bracket: UInt8) throws(RecordsError) -> Bool {
        skipSpace()
        return take(bracket)
    }

    private mutating func continues(until bracket: UInt8) throws(RecordsError) -> Bool {
        skipSpace()
        if take(UInt8(ascii: ",")) { return true }
        guard take(bracket) else { throw fault("a comma or a closing bracket was expected") }
        return false
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(RecordsError) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else { throw fault("a value was expected") }
        position += word.utf8.count
        return value
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    private func fault(_ what: String, _ code: RecordsErrorCode = .notJSON) -> RecordsError {
        let before = bytes[..<min(position, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return RecordsError(
            code, "Not JSON that can be read: at line \(line), byte \(column), \(what).", hint: "Correct the text at that place.")
    }
}

extension JSONParser {
    private mutating func number() throws(RecordsError) -> JSONValue {
        let start = position
        var whole = true
        _ = take(UInt8(ascii: "-"))
        if !take(UInt8(ascii: "0")) { try digits() }
        if take(UInt8(ascii: ".")) {
            whole = false
            try digits()
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            whole = false
            if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
            try digits()
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if whole, let integer = Int64(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else { throw fault("a number is too large") }
        return .number(number)
    }

    private mutating func digits() throws(RecordsError) {
        let start = position
        while position < bytes.count, (0x30...0x39).contains(bytes[position]) { position += 1 }
        guard position > start else { throw fault("a digit was expected") }
    }

    /// Reads a string from its opening to its closing quotation mark.
    private mutating func string() throws(RecordsError) -> String {
        position += 1
        let start = position
        // Most strings have no escape and are taken as one piece.
        while position < bytes.count, bytes[position] != UInt8(ascii: "\""), bytes[position] != UInt8(ascii: "\\") {
            guard bytes[position] >= 0x20 else { throw fault("a control character stands in a string without being escaped") }
            position += 1
        }
        guard position < bytes.count else { throw fault("a string has no end") }
        if take(UInt8(ascii: "\"")) { return try text(bytes[start..<position - 1]) }
        var content = Array(bytes[start..<position])
        while true {
            guard position < bytes.count else { throw fault("a string has no end") }
            let byte = bytes[position]
            guard byte >= 0x20 else { throw fault("a control character stands in a string without being escaped") }
            position += 1
            switch byte {
            case UInt8(ascii: "\""): return try text(content[...])
            case UInt8(ascii: "\\"): try escape(into: &content)
            default: content.append(byte)
            }
        }
    }

    private mutating func escape(into content: inout [UInt8]) throws(RecordsError) {
        guard position < bytes.count else { throw fault("a string has no end") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): content.append(byte)
        case UInt8(ascii: "b"): content.append(0x08)
        case UInt8(ascii: "f"): content.append(0x0C)
        case UInt8(ascii: "n"): content.append(0x0A)
        case UInt8(ascii: "r"): content.append(0x0D)
        case UInt8(ascii: "t"): content.append(0x09)
        case UInt8(ascii: "u"): content.append(contentsOf: try scalar().utf8)
        default:
            position -= 1
            throw fault("an unknown escape")
        }
    }

    /// A scalar after `\u`: four hexadecimal digits, or two such units that are a surrogate pair.
    private mutating func scalar() throws(RecordsError) -> Unicode.Scalar {
        let first = try unit()
        guard (0xD800...0xDBFF).contains(first) else {
            guard let scalar = Unicode.Scalar(first) else { throw fault("half a surrogate pair") }
            return scalar
        }
        guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else { throw fault("half a surrogate pair") }
        let second = try unit()
        guard (0xDC00...0xDFFF).contains(second), let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)) else {
            throw fault("half a surrogate pair")
        }
        return scalar
    }

    private mutating func unit() throws(RecordsError) -> UInt32 {
        var result: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count, let digit = Hexadecimal.digit(bytes[position]) else {
                throw fault("four hexadecimal digits were expected")
            }
            result = result << 4 | UInt32(digit)
            position += 1
        }
        return result
    }

    private func text(_ slice: ArraySlice<UInt8>) throws(RecordsError) -> String {
        guard let text = String(validating: slice, as: UTF8.self) else { throw fault("a string is not UTF-8") }
        return text
    }
}
