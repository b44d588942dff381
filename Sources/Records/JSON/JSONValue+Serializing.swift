extension JSONValue {
    /// The JSON text in UTF-8: keys sorted, nothing escaped that need not be, no line end at the end.
    ///
    /// Equal values give equal bytes.
    ///
    /// - Parameter pretty: one member a line, indented by two spaces; otherwise no white space at all.
    /// - Complexity: O(*n*) in bytes, and a sort of the keys of each object.
    public func serialized(pretty: Bool = false) -> [UInt8] {
        var writer = JSONWriter(pretty: pretty)
        writer.write(self, depth: 0)
        return writer.bytes
    }
}

private struct JSONWriter {
    var bytes: [UInt8] = []
    let pretty: Bool

    init(pretty: Bool) { self.pretty = pretty }

    mutating func write(_ value: JSONValue, depth: Int) {
        switch value {
        case .null: raw("null")
        case .flag(let flag): raw(flag ? "true" : "false")
        case .integer(let number): raw(String(number))
        case .number(let number): raw(number.isFinite ? String(number) : "null")
        case .text(let text): quoted(text)
        case .array(let elements):
            list("[", "]", elements, depth: depth) { writer, element in writer.write(element, depth: depth + 1) }
        case .object(let members):
            list("{", "}", members.sorted { $0.key < $1.key }, depth: depth) { writer, member in
                writer.quoted(member.key)
                writer.raw(writer.pretty ? ": " : ":")
                writer.write(member.value, depth: depth + 1)
            }
        }
    }

    private mutating func list<Item>(
        _ opening: String, _ closing: String, _ items: [Item], depth: Int, _ body: (inout JSONWriter, Item) -> Void
    ) {
        raw(opening)
        for (index, item) in items.enumerated() {
            if index > 0 { raw(",") }
            lineBreak(depth + 1)
            body(&self, item)
        }
        if !items.isEmpty { lineBreak(depth) }
        raw(closing)
    }

    private mutating func lineBreak(_ depth: Int) {
        guard pretty else { return }
        bytes.append(0x0A)
        for _ in 0..<2 * depth { bytes.append(0x20) }
    }

    private mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func quoted(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x20...: bytes.append(byte)
            case 0x08: raw("\\b")
            case 0x09: raw("\\t")
            case 0x0A: raw("\\n")
            case 0x0C: raw("\\f")
            case 0x0D: raw("\\r")
            default:
                raw("\\u00")
                bytes.append(Hexadecimal.digits[Int(byte >> 4)])
                bytes.append(Hexadecimal.digits[Int(byte & 15)])
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
