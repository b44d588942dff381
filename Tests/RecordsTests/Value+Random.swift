import Records

extension Value {
    /// A value of the element type of `type`.
    static func random(_ type: FieldType, using generator: inout some RandomNumberGenerator) -> Value {
        if Int.random(in: 0..<12, using: &generator) == 0 {
            let bytes = (0..<Int.random(in: 0..<20, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            return .unrecognized(type: UInt8.random(in: 12...255, using: &generator), bytes: bytes)
        }
        switch type.element {
        case .text, .notes: return .text(.random(using: &generator))
        case .code: return .code(.random(using: &generator))
        case .flag: return .flag(.random(using: &generator))
        case .integer:
            return .integer([.min, -1, 0, 1, .max, .random(in: .min ... .max, using: &generator)].randomElement(using: &generator) ?? 0)
        case .decimal: return .decimal(decimal(using: &generator))
        case .money: return Money(amount: decimal(using: &generator), currency: "USD").map(Value.money) ?? .nothing
        case .time: return TimeOfDay(minutes: .random(in: 0..<1440, using: &generator)).map(Value.time) ?? .nothing
        case .date:
            let month = Bool.random(using: &generator) ? Int.random(in: 1...12, using: &generator) : nil
            let day = month != nil && Bool.random(using: &generator) ? Int.random(in: 1...28, using: &generator) : nil
            let year = Int.random(in: 1...9999, using: &generator)
            return CalendarDate(year: year, month: month, day: day, estimated: .random(using: &generator)).map(Value.date) ?? .nothing
        case .reference:
            return .reference(
                OperationID(
                    chain: .random(using: &generator), sequence: .random(in: 0 ... .max, using: &generator),
                    ordinal: .random(in: 0 ... .max, using: &generator)))
        case .place:
            let parts = (0..<3).map { _ in Bool.random(using: &generator) ? String.random(using: &generator) : nil }
            return Place(code: .random(using: &generator), parent: parts[0], dataset: parts[1], text: parts[2]).map(Value.place) ?? .nothing
        case .file:
            let digest = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
            let size = [0, 1, UInt64.random(in: 0 ... .max, using: &generator), .max].randomElement(using: &generator) ?? 0
            return FileReference(digest: digest, size: size, mediaType: "application/pdf", name: .random(using: &generator)).map(Value.file)
                ?? .nothing
        case .codes, .references, .files: return .nothing
        }
    }

    private static func decimal(using generator: inout some RandomNumberGenerator) -> DecimalNumber {
        let mantissa = [0, .min, .max, Int64.random(in: -99999...99999, using: &generator)].randomElement(using: &generator) ?? 0
        return DecimalNumber(mantissa: mantissa, scale: UInt8.random(in: 0...9, using: &generator)) ?? DecimalNumber("0") ?? zero
    }

    private static var zero: DecimalNumber { preconditionFailure("Zero is a decimal number.") }
}
