/// A JSON value as RFC 8259 has it, with whole numbers kept exact.
///
/// The order of an object's keys and the spelling of numbers are not kept.
public indirect enum JSONValue: Hashable, Sendable {
    case null
    case flag(Bool)
    /// A number written without fraction and exponent that fits.
    case integer(Int64)
    /// Any other number; one that is not finite is written as `null`, JSON having no word for it.
    case number(Double)
    case text(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The longest JSON that is read: 1 MiB.
    public static let bytesMax = 1 << 20
    /// The deepest nesting of arrays and objects that is read.
    public static let depthMax = 16

    /// The member of an object; `nil` when there is none or this is no object.
    public subscript(key: String) -> JSONValue? { objectValue?[key] }

    public var flagValue: Bool? { if case .flag(let value) = self { value } else { nil } }
    public var textValue: String? { if case .text(let value) = self { value } else { nil } }
    public var arrayValue: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    public var objectValue: [String: JSONValue]? { if case .object(let value) = self { value } else { nil } }

    /// The whole number that this is, also when it was written as `3.0`.
    public var integerValue: Int64? {
        switch self {
        case .integer(let value): value
        case .number(let value): Int64(exactly: value)
        default: nil
        }
    }

    public var isNull: Bool { self == .null }
}
