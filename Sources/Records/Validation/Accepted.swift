/// What a field accepts, in words that follow "Accepted:" and "This is not".
extension FieldType {
    var shape: String {
        switch self {
        case .text, .notes: "text"
        case .code: "a code of the vocabulary"
        case .codes: "a list of codes"
        case .date: "a date as 1984, 1984-05 or 1984-05-03, with ~ after it if it is estimated"
        case .time: "a time as 09:05 or 17:30"
        case .integer: "a whole number"
        case .decimal: "a decimal number as 12.5 (in JSON a text), with at most 15 digits before the point and 6 after it"
        case .money: "an amount with its currency as 120.50 USD (in JSON {\"amount\": \"120.50\", \"currency\": \"USD\"})"
        case .flag: "yes or no (in JSON true or false)"
        case .reference: "the identifier of a record"
        case .references: "a list of identifiers of records"
        case .place: "words, or a place code as @ZZ0101 (in JSON an object of text, or of code, parent and dataset)"
        case .file: "a file reference of sha256, size, media_type and name"
        case .files: "a list of file references"
        }
    }
}

extension SchemaCatalog {
    static let codesShownMax = 40

    package func accepted(_ field: Field) -> String {
        switch field.type {
        case .text where field.isTimeZone: return "the name of a time zone as Asia/Beirut or Europe/Kyiv"
        case .text, .notes: return "text of at most \(field.textMax) characters" + (field.multiline ? "" : " in one line")
        case .integer:
            guard let minimum = field.minimum, let maximum = field.maximum else { return field.type.shape }
            return "a whole number from \(minimum) to \(maximum)"
        case .code: return "one of: " + codes(of: field)
        case .codes: return "a list of at most \(field.itemsMax) of: " + codes(of: field)
        case .reference: return "the identifier of a record of kind " + field.refers.joined(separator: " or ")
        case .references:
            return "a list of at most \(field.itemsMax) identifiers of records of kind " + field.refers.joined(separator: " or ")
        case .files: return "a list of at most \(field.itemsMax) file references"
        default: return field.type.shape
        }
    }

    private func codes(of field: Field) -> String {
        let codes = vocabulary(of: field)?.current.map(\.code) ?? []
        let shown = codes.prefix(Self.codesShownMax).joined(separator: ", ")
        let rest = codes.count - Self.codesShownMax
        return rest > 0 ? "\(shown) and \(rest) more in the vocabulary \(field.vocabulary ?? "")" : shown
    }
}
