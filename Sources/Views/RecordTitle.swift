public import Records

/// The one line by which people know a record.
public enum RecordTitle {
    /// The longest title, in Unicode scalars; a longer one ends in an ellipsis.
    public static let scalarsMax = 160

    /// The values of the kind's title fields on one line, codes in the words of `locale`.
    ///
    /// A case number is shown beside the title, so it is part of it only where there is nothing else.
    ///
    /// - Returns: An empty text when none of the fields is filled, or the kind is unknown.
    public static func text(_ values: [String: Value], kind: RecordKind?, catalog: SchemaCatalog, locale: String) -> String {
        guard let kind else { return "" }
        let parts = kind.titleFields.compactMap { name -> (name: String, text: String)? in
            guard let value = values[name] else { return nil }
            let text = oneLine(catalog.display(value, field: kind[name], locale: locale))
            return text.isEmpty ? nil : (name, text)
        }
        let others = parts.filter { $0.name != kind.numberField?.name }
        return shortened((others.isEmpty ? parts : others).map(\.text).joined(separator: " "))
    }

    private static func oneLine(_ text: String) -> String {
        // Most texts are on one line already; asking every character for its properties is slow.
        var text = text
        let isOneLine = text.withUTF8 { bytes in
            var last = UInt8(ascii: " ")
            for byte in bytes {
                // Spaces beyond ASCII begin with one of these.
                if 9...13 ~= byte || [0xC2, 0xE1, 0xE2, 0xE3].contains(byte) || (byte == 0x20 && last == 0x20) { return false }
                last = byte
            }
            return last != UInt8(ascii: " ")
        }
        return isOneLine
            ? text : text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private static func shortened(_ text: String) -> String {
        guard text.unicodeScalars.count > scalarsMax else { return text }
        // Whole characters: half of one would be another one.
        var result = ""
        var room = scalarsMax - 1
        for character in text {
            room -= character.unicodeScalars.count
            guard room >= 0 else { break }
            result.append(character)
        }
        return result + "…"
    }
}

extension RecordKind {
    /// The field that holds the number people know the record by: a text called `number` that belongs to the title.
    var numberField: Field? { titleFields.contains("number") ? self["number"] : nil }
}
