import Records

extension Visible {
    /// JSON text in which what a terminal would obey is written as `\u` escapes; it says the same.
    ///
    /// Works on the written bytes: outside of its strings JSON has no such characters.
    ///
    /// - Parameter pretty: for people; otherwise one line.
    static func json(_ value: JSONValue, pretty: Bool) -> [UInt8] {
        escaped(value.serialized(pretty: pretty))
    }

    private static func escaped(_ written: [UInt8]) -> [UInt8] {
        guard written.contains(where: { $0 == 0x7F || $0 == 0xC2 || $0 == 0xE2 || $0 == 0xEF || $0 == 0xF3 }) else { return written }
        var result = [UInt8]()
        result.reserveCapacity(written.count + 16)
        for scalar in String(decoding: written, as: UTF8.self).unicodeScalars {
            if scalar != "\n", isControl(scalar) || closing(scalar) != nil || scalar == "\u{202C}" || scalar == "\u{2069}" {
                for unit in String(Character(scalar)).utf16 { result.append(contentsOf: escape(unit).utf8) }
            } else {
                result.append(contentsOf: UTF8.encode(scalar) ?? .init())
            }
        }
        return result
    }

    private static func escape(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    }
}

extension Visible {
    /// JSON that was written elsewhere, made harmless in the same way.
    static func json(line: [UInt8]) -> [UInt8] { escaped(line) }
}
