/// Numbers and strings.
extension JSONParser {
    mutating func number() throws(RecordsError) -> JSONValue {
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
    mutating func string() throws(RecordsError) -> String {
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
