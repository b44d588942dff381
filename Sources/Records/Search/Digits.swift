/// Decimal digits of every script as the ASCII ones: people type the digits of their keyboard.
package enum Digits {
    static func ascii(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard scalar.value > 0x7F, scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue,
            (0...9).contains(value)
        else { return scalar }
        return Unicode.Scalar(48 + UInt8(value))
    }

    package static func ascii(_ text: String) -> String {
        guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(ascii(scalar)) }
        return String(result)
    }
}
