/// A telephone number as it is compared: digits of any script, without what people write between them.
public struct PhoneNumber: Hashable, Sendable {
    /// All digits, `00` and `+` of an international number gone.
    public let digits: String
    /// Whether they begin with the code of a country.
    public let isInternational: Bool

    public static let digitsMin = 6
    /// As E.164 has it.
    public static let digitsMax = 15

    /// - Parameter country: the code that a number without one is taken to have, as `380`; a zero before the number then goes.
    /// - Returns: `nil` for what is no single telephone number.
    public init?(_ text: String, country: String? = nil) {
        var digits = ""
        var hasPlus = false
        for scalar in text.unicodeScalars.prefix(80) {
            if scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue {
                digits.append(String(Int(value)))
            } else if scalar == "+" || scalar == "\u{FF0B}" {
                guard digits.isEmpty, !hasPlus else { return nil }
                hasPlus = true
            } else {
                let category = scalar.properties.generalCategory
                guard
                    scalar.properties.isWhitespace || category == .dashPunctuation || category == .format
                        || "().-/".unicodeScalars.contains(scalar)
                else { return nil }
            }
        }
        var isInternational = hasPlus
        if !hasPlus, digits.hasPrefix("00") {
            digits.removeFirst(2)
            isInternational = true
        } else if !hasPlus, let country {
            digits = country + (digits.hasPrefix("0") ? String(digits.dropFirst()) : digits)
            isInternational = true
        }
        guard (Self.digitsMin...Self.digitsMax).contains(digits.utf8.count) else { return nil }
        self.digits = digits
        self.isInternational = isInternational
    }

    /// The last digits, by which a number is found with and without the code of its country: 7, because
    /// some countries have no more behind the zero, or all that there are.
    public var tail: String {
        let national = isInternational ? digits : String(digits.drop { $0 == "0" })
        return String(national.suffix(7))
    }

    /// The key under which it is indexed and looked for.
    public var key: String { PersonName.mark + "p" + tail }

    /// Whether both may be one number: all digits of two that name their country, else the national part of the one within the other.
    public func mayEqual(_ other: PhoneNumber) -> Bool {
        if isInternational == other.isInternational { return Self.national(self) == Self.national(other) }
        let (full, short) = isInternational ? (digits, Self.national(other)) : (other.digits, Self.national(self))
        return short.utf8.count >= 7 && full.hasSuffix(short)
    }

    private static func national(_ number: PhoneNumber) -> String {
        number.isInternational ? number.digits : String(number.digits.drop { $0 == "0" })
    }
}
