internal import Calendars

extension SchemaCatalog {
    /// Turns what people type into a line or a form into JSON for ``validate(kind:fields:creating:current:)``.
    ///
    /// By the field's type: `yes`, `no`, `true`, `false` and the words of the supported languages; codes, references
    /// separated by commas; `120.50 USD`; dates of several calendars; `@CODE`, words, or both for a place. Digits of every script are read, and
    /// nothing but white space is `null`.
    ///
    /// - Throws: an unknown kind or field, or a text that cannot be of the field's type.
    public func json(fromText text: String, field name: String, kind: String) throws(ValidationFailure) -> JSONValue {
        let kind = try found(kind)
        guard let field = kind[name] else { throw ValidationFailure(problems: [unknownField(name, of: kind)]) }
        do throws(ValueFault) {
            return try Self.json(TextRules.trimmed(text), field.type)
        } catch {
            let problem = Problem(field: name, code: error.code, message: error.message, accepted: error.accepted ?? accepted(field))
            throw ValidationFailure(problems: [problem])
        }
    }

    private static func json(_ text: String, _ type: FieldType) throws(ValueFault) -> JSONValue {
        guard !text.isEmpty else { return .null }
        switch type {
        case .text, .notes, .code, .reference: return .text(text)
        case .codes, .references:
            let parts = text.split { $0 == "," || $0 == "،" || $0 == ";" || $0 == "؛" }.map { TextRules.trimmed(String($0)) }
            return .array(parts.filter { !$0.isEmpty }.map(JSONValue.text))
        case .date: return .text(try date(text).description)
        case .time: return .text(time(Digits.ascii(text)))
        case .integer:
            guard let number = Int64(Digits.ascii(text)) else { throw ValueFault(.notANumber, "This is not a whole number.") }
            return .integer(number)
        case .decimal: return .text(decimal(text))
        case .money: return try money(text)
        case .flag:
            guard let flag = Wording.flag(text) else { throw ValueFault(.wrongType, "This is neither yes nor no.") }
            return .flag(flag)
        case .place: return place(text)
        case .file, .files: throw ValueFault(.wrongType, "A file is attached, not typed.")
        }
    }

    /// Yes or no as it is typed in any of the languages; `nil` for neither.
    package static func typedFlag(_ text: String) -> Bool? { Wording.flag(text) }

    private static func date(_ text: String) throws(ValueFault) -> CalendarDate {
        do throws(CalendarFault) {
            return try CalendarDate(typed: text)
        } catch {
            throw ValueFault(.notADate, error.message, accepted: error.accepted)
        }
    }

    private static func time(_ text: String) -> String {
        text.utf8.count == 4 && text.dropFirst().first == ":" ? "0" + text : text
    }

    /// Takes a comma for the decimal point where it can be nothing else: one, with one or two digits after it.
    private static func decimal(_ text: String) -> String {
        let digits = Digits.ascii(text).map { $0 == "٫" ? "." : $0 }
        let commas = digits.indices.filter { digits[$0] == "," }
        guard commas.count == 1, let comma = commas.first, (1...2).contains(digits.count - comma - 1), !digits.contains(".") else {
            return String(digits)
        }
        return String(digits.map { $0 == "," ? "." : $0 })
    }

    private static func money(_ text: String) throws(ValueFault) -> JSONValue {
        var parts = text.split(whereSeparator: \.isWhitespace).map(String.init)
        if parts.count == 2, parts[0].unicodeScalars.allSatisfy({ $0.properties.isAlphabetic }) { parts.swapAt(0, 1) }
        guard parts.count == 2 else { throw ValueFault(.notMoney, "This is not an amount with its currency.") }
        return ["amount": .text(decimal(parts[0])), "currency": .text(parts[1].uppercased())]
    }

    private static func place(_ text: String) -> JSONValue {
        guard text.hasPrefix("@") else { return ["text": .text(text)] }
        let parts = text.dropFirst().split(maxSplits: 1, whereSeparator: \.isWhitespace).map(String.init)
        guard let code = parts.first else { return ["text": .text(text)] }
        return parts.count == 1 ? ["code": .text(code)] : ["code": .text(code), "text": .text(TextRules.trimmed(parts[1]))]
    }
}
