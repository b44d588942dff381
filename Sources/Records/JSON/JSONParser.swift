/// Reads JSON by recursive descent, to a depth that is checked before each descent.
struct JSONParser {
    let bytes: [UInt8]
    var position: Int
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

    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while position < bytes.count, Self.isSpace(bytes[position]) { position += 1 }
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 }

    func fault(_ what: String, _ code: RecordsErrorCode = .notJSON) -> RecordsError {
        let before = bytes[..<min(position, bytes.count)]
        let line = before.count { $0 == 0x0A } + 1
        let column = before.count - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0) + 1
        return RecordsError(
            code, "Not JSON that can be read: at line \(line), byte \(column), \(what).", hint: "Correct the text at that place.")
    }
}
