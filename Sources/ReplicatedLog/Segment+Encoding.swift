import Records

/// How a segment travels and lies on disk: `Schemas/log.md`, "Segment".
extension UnverifiedSegment {
    static let codecVersion: UInt8 = 2
    /// In place of a dictionary's number: the bytes of the stream are not deflated.
    static let storedStream: UInt8 = 255
    static let streamCountMax = 16
    /// Texts of a class shorter than this do not get a stream of their own.
    private static let streamBytesMin = 2048

    /// The bytes that this segment came as, or else a new encoding with all dictionaries that this version has.
    public func encoded() -> [UInt8] { received ?? encoded(ColumnBuilder.columns(of: self).inflated(), PresetDictionary.readable) }

    /// An encoding that whoever has these dictionaries can read.
    ///
    /// - Parameter dictionaries: the numbers that every recipient announced.
    public func encoded(using dictionaries: Set<UInt8>) -> [UInt8] {
        if let received, Self.dictionaries(of: received).isSubset(of: dictionaries) { return received }
        return encoded(ColumnBuilder.columns(of: self).inflated(), dictionaries)
    }

    /// The canonical bytes of the columns: the same segment always gives the same bytes.
    func inflatedBytes() -> [UInt8] { ColumnBuilder.columns(of: self).inflated().bytes }

    /// Whether other replicas would take this segment when it is encoded.
    ///
    /// - Complexity: one encoding; it is deflated only when it is so long that this might be needed to fit.
    var isWithinLimits: Bool {
        guard entries.count <= Self.entryCountMax, operationCount <= Self.operationCountMax, contextCount <= Self.contextCountMax,
            payloadBytes <= Self.payloadBytesMax
        else { return false }
        let columns = ColumnBuilder.columns(of: self).inflated()
        // Deflate adds at most a few bytes to what it cannot compress.
        if columns.bytes.count <= Self.encodedBytesMax - 64 { return true }
        return columns.bytes.count <= Self.inflatedBytesMax && encoded(columns, []).count <= Self.encodedBytesMax
    }

    /// Names, texts and bodies of all operations.
    private var payloadBytes: Int {
        entries.reduce(0) { $0 + ($1.payload?.operations.reduce(0) { $0 + $1.textByteCount } ?? 0) }
    }

    /// A stream for each kind of content that is long enough, each with the dictionary that suits it, and what does not
    /// compress as it stands. Where streams are cut is the writer's choice.
    private func encoded(_ segment: InflatedSegment, _ dictionaries: Set<UInt8>) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.codecVersion)
        let available = PresetDictionary.all.filter { dictionaries.contains($0.number) }
        for part in Self.parts(of: segment) {
            let bytes = segment.bytes[part.range]
            let dictionary = Self.dictionary(for: bytes, part.textClass, in: available)
            writer.byte(dictionary?.number ?? 0)
            writer.raw(DeflateEncoder.compress(bytes, dictionary: dictionary))
        }
        let raw = segment.bytes[segment.rawStart...]
        writer.byte(Self.storedStream)
        writer.varint(UInt64(raw.count))
        writer.raw(raw)
        return writer.bytes
    }

    /// What is deflated together: texts of one class, with all before them that is too short for a stream of its own.
    private static func parts(of segment: InflatedSegment) -> [(range: Range<Int>, textClass: TextClass?)] {
        var parts = [(range: Range<Int>, textClass: TextClass?)]()
        var start = 0
        var longest: (count: Int, textClass: TextClass?) = (0, nil)
        var textStart = segment.textStart
        for (textClass, end) in zip(TextClass.allCases, segment.textEnds) {
            let count = end - textStart
            if count >= streamBytesMin, textStart - start >= streamBytesMin {
                parts.append((start..<textStart, longest.textClass))
                start = textStart
                longest = (0, nil)
            }
            if count > longest.count { longest = (count, textClass) }
            textStart = end
        }
        parts.append((start..<segment.rawStart, longest.textClass))
        return parts
    }

    private static func dictionary(
        for bytes: ArraySlice<UInt8>, _ textClass: TextClass?, in available: [PresetDictionary]
    ) -> PresetDictionary? {
        let suited = available.filter { dictionary in textClass.map { dictionary.textClasses.contains($0) } ?? true }
        guard suited.count > 1, textClass != nil else { return suited.first ?? available.first }
        // Texts stand at the end.
        let sample = bytes.suffix(2048)
        return suited.max { $0.coverage(of: sample) < $1.coverage(of: sample) }
    }
}

extension Operation {
    /// The bytes of names, texts and bodies: what a column has once and a payload as often as it is used.
    var textByteCount: Int {
        switch self {
        case .create(let kind, _): kind.utf8.count
        case .put(_, let field, let value, _), .add(_, let field, let value), .remove(_, let field, let value, _):
            field.utf8.count + value.textByteCount
        case .note(_, let field, let text, _): field.utf8.count + text.utf8.count
        case .other(_, let bytes): bytes.count
        }
    }
}

extension Value {
    fileprivate var textByteCount: Int {
        switch self {
        case .text(let text), .code(let text): text.utf8.count
        case .money(let money): money.currency.utf8.count
        case .place(let place): [place.code, place.parent, place.dataset, place.text].reduce(0) { $0 + ($1?.utf8.count ?? 0) }
        case .file(let file): file.mediaType.utf8.count + file.name.utf8.count
        case .unrecognized(_, let bytes): bytes.count
        case .nothing, .flag, .integer, .decimal, .date, .time, .reference: 0
        }
    }
}
