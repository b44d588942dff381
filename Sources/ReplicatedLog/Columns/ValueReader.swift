import Records

/// The values of all columns as they lie there, each column's at a place of its own; read in order by the entries that use them.
struct ValueReader {
    /// Where the next value of a column is.
    struct Position {
        /// In ``flags``, as a bit.
        var flag = 0
        var number = 0
        /// Of the second number of those that have two: scale, minute.
        var second = 0
        /// In ``textIndexes``, for each part of the column.
        var texts: (Int, Int, Int, Int) = (0, 0, 0, 0)
        var blob = 0
        var digest = 0
    }

    private let keys: [ColumnKey]
    private var positions: [Position]
    private var flags: UnsafeBufferPointer<UInt8>
    private var numbers: [UInt64] = []
    private var textIndexes: [Int32] = []
    private var texts: [String] = []
    private var blobs: [UnsafeBufferPointer<UInt8>] = []
    private var digests: UnsafeBufferPointer<UInt8>
    let digestCount: Int

    /// What was taken last: how many bytes of text a value has, for limits.
    private(set) var textBytes = 0

    init(_ frame: SegmentFrame, from cursor: inout ColumnCursor) throws(LogError) {
        keys = frame.keys
        positions = [Position](repeating: Position(), count: keys.count)
        digests = UnsafeBufferPointer(rebasing: cursor.bytes[..<0])
        var digestCount = 0
        var flagCount = 0
        for (column, key) in keys.enumerated() {
            if key.layout == .flag {
                positions[column].flag = flagCount
                flagCount += frame.counts[column]
            } else if key.layout == .file || key.layout == .digest {
                positions[column].digest = digestCount
                digestCount += frame.counts[column]
            }
        }
        self.digestCount = digestCount
        flags = try cursor.raw((flagCount + 7) / 8)
        guard flagCount % 8 == 0 || flags[flags.count - 1] >> UInt8(flagCount % 8) == 0 else {
            throw UnverifiedSegment.malformed("a flag follows the last")
        }
        for layout: ColumnKey.Layout in [.integer, .decimal, .date, .time, .money, .reference, .place, .file] {
            for (column, key) in keys.enumerated() where key.layout == layout {
                try readNumbers(column, layout, count: frame.counts[column], &cursor)
            }
        }
        try readTexts(frame, &cursor)
    }

    private mutating func readNumbers(_ column: Int, _ layout: ColumnKey.Layout, count: Int, _ cursor: inout ColumnCursor) throws(LogError)
    {
        guard count <= cursor.remaining else { throw ColumnCursor.truncated }
        positions[column].number = numbers.count
        for _ in 0..<count {
            let number = try cursor.varint()
            numbers.append(number)
            if layout == .date, number < DateForm.exact { numbers.append(try cursor.varint()) }
        }
        positions[column].second = numbers.count
        if layout == .decimal || layout == .money || layout == .time {
            for _ in 0..<count { numbers.append(try cursor.varint()) }
        }
    }

    // MARK: Texts

    /// A text that is there for the first time in its part of its column.
    private struct NewText {
        let textClass: TextClass
        let part: Int
        let bytesMax: Int
    }

    private mutating func readTexts(_ frame: SegmentFrame, _ cursor: inout ColumnCursor) throws(LogError) {
        var new = [NewText]()
        var part = 0
        for rank in TextPart.ranks {
            for (column, key) in keys.enumerated() {
                for (number, kind) in TextPart.parts(of: key).enumerated() where rank.contains(kind) {
                    switch number {
                    case 0: positions[column].texts.0 = textIndexes.count
                    case 1: positions[column].texts.1 = textIndexes.count
                    case 2: positions[column].texts.2 = textIndexes.count
                    default: positions[column].texts.3 = textIndexes.count
                    }
                    let count = key.layout == .place ? placeCount(column, frame.counts[column], kind) : frame.counts[column]
                    guard count <= cursor.remaining else { throw ColumnCursor.truncated }
                    let base = new.count
                    for _ in 0..<count {
                        let token = try cursor.varint()
                        if let textClass = token < 256 ? TextClass(rawValue: UInt8(token)) : nil {
                            textIndexes.append(Int32(truncatingIfNeeded: new.count))
                            new.append(NewText(textClass: textClass, part: part, bytesMax: kind.bytesMax))
                        } else {
                            let index = token - UInt64(TextClass.allCases.count)
                            guard index < UInt64(new.count - base) else { throw UnverifiedSegment.malformed("a text is out of range") }
                            textIndexes.append(Int32(truncatingIfNeeded: base + Int(index)))
                        }
                    }
                    part += 1
                }
            }
        }
        var lengths = [Int]()
        for (column, key) in keys.enumerated() where key.layout == .unrecognized || key.edit == .other {
            positions[column].blob = lengths.count
            for length in try cursor.varints(frame.counts[column]) {
                guard length <= UInt64(Payload.bytesMax) else { throw LogError(.tooLarge, "An operation is too long.") }
                lengths.append(Int(length))
            }
        }
        try read(new, &cursor)
        for length in lengths { blobs.append(try cursor.raw(length)) }
    }

    private func placeCount(_ column: Int, _ count: Int, _ part: TextPart) -> Int {
        let start = positions[column].number
        return numbers[start..<start + count].count { $0 & part.placeBit != 0 }
    }

    private mutating func read(_ new: [NewText], _ cursor: inout ColumnCursor) throws(LogError) {
        var decoder = TextDecoder()
        texts = [String](repeating: "", count: new.count)
        for textClass in TextClass.allCases {
            var seen = Set<TextSpelling>()
            var part = -1
            for (index, text) in new.enumerated() where text.textClass == textClass {
                let spelling = try cursor.terminated()
                guard let decoded = decoder.text(spelling, textClass, bytesMax: text.bytesMax) else {
                    throw UnverifiedSegment.malformed("a text is not one")
                }
                if text.part != part {
                    seen.removeAll(keepingCapacity: true)
                    part = text.part
                }
                guard seen.insert(TextSpelling(bytes: spelling)).inserted else {
                    throw UnverifiedSegment.malformed("a text is there twice")
                }
                texts[index] = decoded
            }
        }
    }

    // MARK: Taking

    mutating func setDigests(_ bytes: UnsafeBufferPointer<UInt8>) { digests = bytes }

    private mutating func nextText(_ column: Int, _ part: Int) -> String {
        let index: Int
        switch part {
        case 0:
            index = positions[column].texts.0
            positions[column].texts.0 += 1
        case 1:
            index = positions[column].texts.1
            positions[column].texts.1 += 1
        case 2:
            index = positions[column].texts.2
            positions[column].texts.2 += 1
        default:
            index = positions[column].texts.3
            positions[column].texts.3 += 1
        }
        let text = texts[Int(textIndexes[index])]
        textBytes += text.utf8.count
        return text
    }

    private mutating func nextNumber(_ column: Int) -> UInt64 {
        defer { positions[column].number += 1 }
        return numbers[positions[column].number]
    }

    private mutating func nextSecond(_ column: Int) -> UInt64 {
        defer { positions[column].second += 1 }
        return numbers[positions[column].second]
    }

    mutating func nextNote(_ column: Int) -> String { nextText(column, 0) }

    mutating func nextBlob(_ column: Int) -> [UInt8] {
        defer { positions[column].blob += 1 }
        let bytes = blobs[positions[column].blob]
        textBytes += bytes.count
        return Array(bytes)
    }

    private mutating func nextDigest(_ column: Int) -> UnsafeBufferPointer<UInt8> {
        let start = positions[column].digest * 32
        positions[column].digest += 1
        return UnsafeBufferPointer(rebasing: digests[start..<start + 32])
    }

    /// The next value of a column of any layout but references.
    ///
    /// - Parameter day: of the entry's time, since 1970.
    mutating func next(_ column: Int, _ layout: ColumnKey.Layout, day: Int64) throws(LogError) -> Value {
        switch layout {
        case .nothing, .reference: return .nothing
        case .flag:
            let bit = positions[column].flag
            positions[column].flag += 1
            return .flag(flags[bit / 8] >> UInt8(bit % 8) & 1 == 1)
        case .integer: return .integer(ZigZag.decode(nextNumber(column)))
        case .decimal: return .decimal(try amount(column))
        case .text:
            let text = nextText(column, 0)
            guard Digest.bytes(of: text) == nil else { throw UnverifiedSegment.malformed("a digest is written as a text") }
            return .text(text)
        case .code: return .code(nextText(column, 0))
        case .date: return .date(try date(column, day: day))
        case .time:
            let hour = nextNumber(column)
            let minute = nextSecond(column)
            guard hour < 24, minute < 60, let time = TimeOfDay(minutes: Int(hour * 60 + minute)) else { throw Self.outOfRange }
            return .time(time)
        case .money:
            guard let money = Money(amount: try amount(column), currency: nextText(column, 0)) else { throw Self.outOfRange }
            return .money(money)
        case .place:
            let mask = nextNumber(column)
            let code = mask & 1 != 0 ? nextText(column, 0) : nil
            let parent = mask & 2 != 0 ? nextText(column, 1) : nil
            let dataset = mask & 4 != 0 ? nextText(column, 2) : nil
            let text = mask & 8 != 0 ? nextText(column, 3) : nil
            guard mask < 16, let place = Place(code: code, parent: parent, dataset: dataset, text: text) else { throw Self.outOfRange }
            return .place(place)
        case .file:
            let size = nextNumber(column)
            let mediaType = nextText(column, 0)
            guard
                let file = FileReference(
                    digest: Array(nextDigest(column)), size: size, mediaType: mediaType, name: nextText(column, 1))
            else { throw Self.outOfRange }
            return .file(file)
        case .digest:
            textBytes += 64
            return .text(Digest.text(of: nextDigest(column)))
        case .unrecognized:
            return .unrecognized(type: UInt8(truncatingIfNeeded: keys[column].extra), bytes: nextBlob(column))
        }
    }

    /// The number of a reference; whose it is the entry knows.
    mutating func nextReference(_ column: Int) -> UInt64 { nextNumber(column) }

    private mutating func amount(_ column: Int) throws(LogError) -> DecimalNumber {
        let mantissa = ZigZag.decode(nextNumber(column))
        let scale = nextSecond(column)
        guard scale <= UInt64(DecimalNumber.scaleMax), let number = DecimalNumber(mantissa: mantissa, scale: UInt8(scale)),
            number.scale == UInt8(scale)
        else { throw Self.outOfRange }
        return number
    }

    private mutating func date(_ column: Int, day: Int64) throws(LogError) -> CalendarDate {
        let number = nextNumber(column)
        var date: CalendarDate?
        switch DateForm(rawValue: number) {
        case .year?, .estimatedYear?:
            let year = nextNumber(column)
            if year <= 9999 { date = CalendarDate(year: Int(year), estimated: number % 2 == 1) }
        case .month?, .estimatedMonth?:
            let months = nextNumber(column)
            if months < 120_000 { date = CalendarDate(year: Int(months / 12), month: Int(months % 12) + 1, estimated: number % 2 == 1) }
        case .estimatedDay?: date = Self.date(day, nextNumber(column), estimated: true)
        case nil: date = Self.date(day, number - DateForm.exact, estimated: false)
        }
        guard let date else { throw Self.outOfRange }
        return date
    }

    private static func date(_ day: Int64, _ distance: UInt64, estimated: Bool) -> CalendarDate? {
        let (sum, overflow) = day.addingReportingOverflow(ZigZag.decode(distance))
        // Year 1 to year 9999.
        guard !overflow, (-719_162...2_932_896).contains(sum) else { return nil }
        let parts = Days.date(of: sum)
        return CalendarDate(year: parts.year, month: parts.month, day: parts.day, estimated: estimated)
    }

    private static var outOfRange: LogError { UnverifiedSegment.malformed("a value is out of range") }
}

/// The bytes of a text as they lie in the segment; within one class two texts are equal exactly when these are.
private struct TextSpelling: Hashable {
    let bytes: UnsafeBufferPointer<UInt8>

    static func == (left: Self, right: Self) -> Bool { left.bytes.elementsEqual(right.bytes) }
    func hash(into hasher: inout Hasher) { hasher.combine(bytes: UnsafeRawBufferPointer(bytes)) }
}
