/// The canonical bytes of a value: one type byte, then the content. `Schemas/log.md`, "Values".
extension Value {
    /// The longest text or unrecognised value that an entry can carry.
    public static let bytesMax = 32 * 1024

    private enum Kind: UInt8 {
        case nothing = 0, flag, integer, decimal, text, code, date, time, money, reference, place, file
    }

    public func write(to writer: inout ByteWriter) {
        switch self {
        case .nothing: writer.byte(Kind.nothing.rawValue)
        case .flag(let value):
            writer.byte(Kind.flag.rawValue)
            writer.byte(value ? 1 : 0)
        case .integer(let value):
            writer.byte(Kind.integer.rawValue)
            writer.signed(value)
        case .decimal(let value):
            writer.byte(Kind.decimal.rawValue)
            Self.write(value, to: &writer)
        case .text(let value):
            writer.byte(Kind.text.rawValue)
            writer.string(value)
        case .code(let value):
            writer.byte(Kind.code.rawValue)
            writer.string(value)
        case .date(let value):
            writer.byte(Kind.date.rawValue)
            writer.varint(UInt64(value.year))
            writer.byte(value.month ?? 0)
            writer.byte(value.day ?? 0)
            writer.byte(value.estimated ? 1 : 0)
        case .time(let value):
            writer.byte(Kind.time.rawValue)
            writer.varint(UInt64(value.minutes))
        case .money(let value):
            writer.byte(Kind.money.rawValue)
            Self.write(value.amount, to: &writer)
            writer.string(value.currency)
        case .reference(let value):
            writer.byte(Kind.reference.rawValue)
            writer.operation(value)
        case .place(let value):
            writer.byte(Kind.place.rawValue)
            for part in [value.code, value.parent, value.dataset, value.text] {
                writer.byte(part == nil ? 0 : 1)
                if let part { writer.string(part) }
            }
        case .file(let value):
            writer.byte(Kind.file.rawValue)
            writer.raw(value.digest)
            writer.varint(value.size)
            writer.string(value.mediaType)
            writer.string(value.name)
        case .unrecognized(let type, let bytes):
            writer.byte(type)
            writer.blob(bytes)
        }
    }

    public var canonicalBytes: [UInt8] {
        var writer = ByteWriter()
        write(to: &writer)
        return writer.bytes
    }

    public init(from reader: inout ByteReader) throws(ByteFault) {
        let type = try reader.byte()
        guard let kind = Kind(rawValue: type) else {
            self = .unrecognized(type: type, bytes: try reader.blob(max: Self.bytesMax))
            return
        }
        switch kind {
        case .nothing: self = .nothing
        case .flag: self = .flag(try Self.bit(&reader))
        case .integer: self = .integer(try reader.signed())
        case .decimal: self = .decimal(try Self.decimal(&reader))
        case .text: self = .text(try reader.string(max: Self.bytesMax))
        case .code: self = .code(try reader.string(max: Self.bytesMax))
        case .date:
            let year = try reader.varint()
            let month = Int(try reader.byte())
            let day = Int(try reader.byte())
            let estimated = try Self.bit(&reader)
            guard year <= 9999,
                let date = CalendarDate(year: Int(year), month: month == 0 ? nil : month, day: day == 0 ? nil : day, estimated: estimated)
            else { throw .outOfRange }
            self = .date(date)
        case .time:
            let minutes = try reader.varint()
            guard minutes < 1440, let time = TimeOfDay(minutes: Int(minutes)) else { throw .outOfRange }
            self = .time(time)
        case .money:
            let amount = try Self.decimal(&reader)
            guard let money = Money(amount: amount, currency: try reader.string(max: 3)) else { throw .outOfRange }
            self = .money(money)
        case .reference: self = .reference(try reader.operation())
        case .place:
            var parts = [String?]()
            for _ in 0..<4 { parts.append(try Self.bit(&reader) ? try reader.string(max: Self.bytesMax) : nil) }
            guard let place = Place(code: parts[0], parent: parts[1], dataset: parts[2], text: parts[3]) else { throw .outOfRange }
            self = .place(place)
        case .file:
            let digest = try reader.raw(32)
            let size = try reader.varint()
            let mediaType = try reader.string(max: 255)
            guard let file = FileReference(digest: digest, size: size, mediaType: mediaType, name: try reader.string(max: 1024)) else {
                throw .outOfRange
            }
            self = .file(file)
        }
    }

    private static func write(_ number: DecimalNumber, to writer: inout ByteWriter) {
        writer.signed(number.mantissa)
        writer.byte(number.scale)
    }

    private static func decimal(_ reader: inout ByteReader) throws(ByteFault) -> DecimalNumber {
        let mantissa = try reader.signed()
        let scale = try reader.byte()
        guard let number = DecimalNumber(mantissa: mantissa, scale: scale), number.scale == scale else { throw .outOfRange }
        return number
    }

    private static func bit(_ reader: inout ByteReader) throws(ByteFault) -> Bool {
        let byte = try reader.byte()
        guard byte <= 1 else { throw .outOfRange }
        return byte == 1
    }
}
