/// What one field of a record holds: the whole range of types a clinic writes down.
///
/// A value of a type that this version does not know is kept as it came (``unrecognized(type:bytes:)``),
/// shown read-only and forwarded.
public enum Value: Hashable, Sendable {
    /// The field was emptied on purpose; different from never having been filled.
    case nothing
    case flag(Bool)
    case integer(Int64)
    case decimal(DecimalNumber)
    case text(String)
    case code(String)
    case date(CalendarDate)
    case time(TimeOfDay)
    case money(Money)
    case reference(RecordID)
    case place(Place)
    case file(FileReference)
    case unrecognized(type: UInt8, bytes: [UInt8])
}

/// A number with up to nine decimals, exact: `mantissa` × 10^-`scale`, without trailing zeros.
public struct DecimalNumber: Hashable, Sendable {
    public let mantissa: Int64
    public let scale: UInt8
    public static let scaleMax: UInt8 = 9

    /// - Returns: `nil` when `scale` is above ``scaleMax``.
    public init?(mantissa: Int64, scale: UInt8) {
        guard scale <= Self.scaleMax else { return nil }
        var mantissa = mantissa
        var scale = scale
        while scale > 0, mantissa % 10 == 0 {
            mantissa /= 10
            scale -= 1
        }
        self.mantissa = mantissa
        self.scale = scale
    }
}

extension DecimalNumber: LosslessStringConvertible {
    /// Plain decimal notation, `-12.5`.
    public var description: String {
        guard scale > 0 else { return String(mantissa) }
        let digits = String(mantissa.magnitude)
        let padded = String(repeating: "0", count: max(0, Int(scale) + 1 - digits.count)) + digits
        return (mantissa < 0 ? "-" : "") + padded.dropLast(Int(scale)) + "." + padded.suffix(Int(scale))
    }

    public init?(_ description: String) {
        let negative = description.hasPrefix("-")
        let parts = description.dropFirst(negative ? 1 : 0).split(separator: ".", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let mantissa = Int64((negative ? "-" : "") + parts.joined())
        else { return nil }
        let scale = parts.count == 2 ? parts[1].utf8.count : 0
        guard scale <= Int(Self.scaleMax) else { return nil }
        self.init(mantissa: mantissa, scale: UInt8(scale))
    }
}

/// A Gregorian date as precise as it is known, perhaps estimated: Extended Date/Time Format (ISO 8601-2) level 1.
///
/// Partial and estimated dates are values, not errors: `1984`, `1984-05`, `1984-05-03`, `1984~`.
public struct CalendarDate: Hashable, Sendable {
    public let year: Int16
    /// 1 to 12, or `nil` when only the year is known.
    public let month: UInt8?
    /// 1 to the length of the month, or `nil`; never without a month.
    public let day: UInt8?
    public let estimated: Bool

    /// - Returns: `nil` for a date that the Gregorian calendar does not have, or a year outside 1 to 9999.
    public init?(year: Int, month: Int? = nil, day: Int? = nil, estimated: Bool = false) {
        guard (1...9999).contains(year), month != nil || day == nil else { return nil }
        if let month {
            guard (1...12).contains(month) else { return nil }
            if let day { guard day >= 1, day <= Self.days(inMonth: month, of: year) else { return nil } }
        }
        self.year = Int16(year)
        self.month = month.map { UInt8($0) }
        self.day = day.map { UInt8($0) }
        self.estimated = estimated
    }

    public static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDate: LosslessStringConvertible {
    public var description: String {
        var text = Self.digits(Int(year), 4)
        if let month { text += "-" + Self.digits(Int(month), 2) }
        if let day { text += "-" + Self.digits(Int(day), 2) }
        return estimated ? text + "~" : text
    }

    public init?(_ description: String) {
        let estimated = description.hasSuffix("~")
        let parts = description.dropLast(estimated ? 1 : 0).split(separator: "-", omittingEmptySubsequences: false)
        let widths = [4, 2, 2]
        guard (1...3).contains(parts.count) else { return nil }
        var numbers = [Int]()
        for (part, width) in zip(parts, widths) {
            guard part.utf8.count == width, part.utf8.allSatisfy({ (48...57).contains($0) }), let number = Int(part) else { return nil }
            numbers.append(number)
        }
        self.init(
            year: numbers[0], month: numbers.count > 1 ? numbers[1] : nil, day: numbers.count > 2 ? numbers[2] : nil, estimated: estimated)
    }

    private static func digits(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.count)) + text
    }
}

/// A time of day on the clock of the place, to the minute.
public struct TimeOfDay: Hashable, Sendable, LosslessStringConvertible {
    /// 0 to 1439.
    public let minutes: UInt16

    public init?(minutes: Int) {
        guard (0..<1440).contains(minutes) else { return nil }
        self.minutes = UInt16(minutes)
    }

    /// `HH:MM`, 24 hours.
    public var description: String {
        let hour = minutes / 60
        let minute = minutes % 60
        return (hour < 10 ? "0" : "") + "\(hour)" + (minute < 10 ? ":0" : ":") + "\(minute)"
    }

    public init?(_ description: String) {
        let bytes = Array(description.utf8)
        guard bytes.count == 5, bytes[2] == 58, let hour = Int(description.prefix(2)), let minute = Int(description.suffix(2)),
            (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        self.init(minutes: hour * 60 + minute)
        guard self.description == description else { return nil }
    }
}

/// An amount in a currency named by its ISO 4217 code.
public struct Money: Hashable, Sendable {
    public let amount: DecimalNumber
    public let currency: String

    /// - Returns: `nil` when `currency` is not three capital letters.
    public init?(amount: DecimalNumber, currency: String) {
        guard currency.utf8.count == 3, currency.utf8.allSatisfy({ (65...90).contains($0) }) else { return nil }
        self.amount = amount
        self.currency = currency
    }
}

/// A place: a p-code with its parent said outright (never derived from the code), or words, or both.
public struct Place: Hashable, Sendable {
    public let code: String?
    public let parent: String?
    /// Which edition of the code list the code is from.
    public let dataset: String?
    public let text: String?

    /// - Returns: `nil` when neither a code nor a text is given, or a parent without a code.
    public init?(code: String? = nil, parent: String? = nil, dataset: String? = nil, text: String? = nil) {
        guard code != nil || text != nil, parent == nil || code != nil else { return nil }
        self.code = code
        self.parent = parent
        self.dataset = dataset
        self.text = text
    }
}

/// A sealed document named by what it contains.
public struct FileReference: Hashable, Sendable {
    /// SHA-256 of the content, 32 bytes.
    public let digest: [UInt8]
    public let size: UInt64
    public let mediaType: String
    public let name: String

    /// - Returns: `nil` when `digest` is not 32 bytes long.
    public init?(digest: [UInt8], size: UInt64, mediaType: String, name: String) {
        guard digest.count == 32 else { return nil }
        self.digest = digest
        self.size = size
        self.mediaType = mediaType
        self.name = name
    }
}
