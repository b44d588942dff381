import Records

/// Writes the values of all columns, each layout by itself.
struct ValueBuilder {
    private(set) var flags: [UInt8] = []
    private(set) var numbers: [UInt64] = []
    private(set) var tokens: [UInt64] = []
    private(set) var blobLengths: [UInt64] = []
    private(set) var blobs: [UInt8] = []
    private(set) var digests: [UInt8] = []
    /// The operations that values refer to, in order.
    private(set) var references: [OperationID] = []
    private var flagCount = 0
    private var areas = [[UInt8]](repeating: [], count: TextClass.allCases.count)
    private let encoder = TextEncoder()

    mutating func append(_ contents: [ColumnContent], keys: [ColumnKey]) {
        for layout: ColumnKey.Layout in [.flag, .integer, .decimal, .date, .time, .money, .reference, .place, .file] {
            for (content, key) in zip(contents, keys) where key.layout == layout { append(content.items, layout) }
        }
        for rank in TextPart.ranks {
            for (content, key) in zip(contents, keys) {
                for part in TextPart.parts(of: key) where rank.contains(part) { append(texts: content, part) }
            }
        }
        for (content, key) in zip(contents, keys) {
            appendDigests(content.items, key.layout)
            appendBlobs(content)
        }
    }

    /// All new texts, class by class, and where each class ends.
    func texts() -> (bytes: [UInt8], ends: [Int]) {
        var ends = [Int]()
        var bytes = [UInt8]()
        for area in areas {
            bytes += area
            ends.append(bytes.count)
        }
        return (bytes, ends)
    }

    // MARK: Numbers

    private mutating func append(_ items: [ColumnContent.Item], _ layout: ColumnKey.Layout) {
        switch layout {
        case .flag: for item in items { append(flag: item.value == .flag(true)) }
        case .decimal, .money:
            let amounts = items.compactMap { item -> DecimalNumber? in
                switch item.value {
                case .decimal(let number): number
                case .money(let money): money.amount
                default: nil
                }
            }
            numbers += amounts.map { ZigZag.encode($0.mantissa) }
            numbers += amounts.map { UInt64($0.scale) }
        case .time:
            let minutes = items.compactMap { item in if case .time(let time) = item.value { UInt64(time.minutes) } else { nil } }
            numbers += minutes.map { $0 / 60 }
            numbers += minutes.map { $0 % 60 }
        default: for item in items { append(number: item) }
        }
    }

    private mutating func append(number item: ColumnContent.Item) {
        switch item.value {
        case .integer(let number): numbers.append(ZigZag.encode(number))
        case .date(let date): append(date, day: item.day)
        case .reference(let record):
            numbers.append(ZigZag.encode(Int64(bitPattern: item.subject.sequence &- record.sequence)))
            references.append(record)
        case .place(let place):
            var mask: UInt64 = 0
            for part in TextPart.ranks.joined() where text(of: part, in: .place(place)) != nil { mask |= part.placeBit }
            numbers.append(mask)
        case .file(let file): numbers.append(file.size)
        default: break
        }
    }

    private mutating func append(flag: Bool) {
        if flagCount % 8 == 0 { flags.append(0) }
        if flag { flags[flagCount / 8] |= 1 << UInt8(flagCount % 8) }
        flagCount += 1
    }

    /// Whole dates as the distance from the entry's day, all others after a number that says what they are.
    private mutating func append(_ date: CalendarDate, day: Int64) {
        let estimated: UInt64 = date.estimated ? 1 : 0
        guard let month = date.month else {
            numbers += [DateForm.year.rawValue + estimated, UInt64(date.year)]
            return
        }
        guard let ofMonth = date.day else {
            numbers += [DateForm.month.rawValue + estimated, UInt64(date.year) * 12 + UInt64(month) - 1]
            return
        }
        let distance = ZigZag.encode(Days.day(year: Int(date.year), month: Int(month), day: Int(ofMonth)) - day)
        if date.estimated { numbers += [DateForm.estimatedDay.rawValue, distance] } else { numbers.append(DateForm.exact + distance) }
    }

    // MARK: Texts

    private func text(of part: TextPart, in value: Value) -> String? {
        switch (part, value) {
        case (.code, .code(let text)), (.text, .text(let text)): text
        case (.currency, .money(let money)): money.currency
        case (.placeCode, .place(let place)): place.code
        case (.placeParent, .place(let place)): place.parent
        case (.placeDataset, .place(let place)): place.dataset
        case (.placeText, .place(let place)): place.text
        case (.mediaType, .file(let file)): file.mediaType
        case (.fileName, .file(let file)): file.name
        default: nil
        }
    }

    private mutating func append(texts content: ColumnContent, _ part: TextPart) {
        var seen = TextTable()
        if part == .note {
            for note in content.notes { append(note, &seen) }
        } else {
            for item in content.items { if let text = text(of: part, in: item.value) { append(text, &seen) } }
        }
    }

    private mutating func append(_ text: String, _ seen: inout TextTable) {
        var text = text
        text.withUTF8 { utf8 in
            if let index = seen.index(of: utf8) {
                tokens.append(UInt64(TextClass.allCases.count + index))
            } else {
                let textClass = encoder.textClass(of: utf8)
                tokens.append(UInt64(textClass.rawValue))
                encoder.append(utf8, in: textClass, to: &areas[Int(textClass.rawValue)])
            }
        }
    }

    // MARK: Bytes

    private mutating func appendDigests(_ items: [ColumnContent.Item], _ layout: ColumnKey.Layout) {
        guard layout == .file || layout == .digest else { return }
        for item in items {
            switch item.value {
            case .file(let file): digests += file.digest
            case .text(let text): digests += Digest.bytes(of: text) ?? []
            default: break
            }
        }
    }

    private mutating func appendBlobs(_ content: ColumnContent) {
        for item in content.items {
            guard case .unrecognized(_, let bytes) = item.value else { continue }
            blobLengths.append(UInt64(bytes.count))
            blobs += bytes
        }
        for body in content.bodies {
            blobLengths.append(UInt64(body.count))
            blobs += body
        }
    }
}

/// How a date is written: the first number of one that is not exact, or ``exact`` and more.
enum DateForm: UInt64 {
    case year = 0
    case estimatedYear
    case month
    case estimatedMonth
    case estimatedDay
    static let exact: UInt64 = 5
}

/// Texts in order of first use, compared as bytes: two that only Unicode holds to be equal are two.
struct TextTable {
    private var indexes: [Key: Int] = [:]

    private struct Key: Hashable {
        let bytes: [UInt8]

        static func == (left: Self, right: Self) -> Bool { left.bytes == right.bytes }
        func hash(into hasher: inout Hasher) { bytes.withUnsafeBytes { hasher.combine(bytes: $0) } }
    }

    /// - Returns: `nil` for a text that was not there; it is then added.
    mutating func index(of text: UnsafeBufferPointer<UInt8>) -> Int? {
        let key = Key(bytes: Array(text))
        if let index = indexes[key] { return index }
        indexes[key] = indexes.count
        return nil
    }
}
