import Records

/// What everyone who is to read an encoding has: `Schemas/log.md`, "Dictionaries".
public struct SegmentReaders: Sendable {
    /// How many of the dictionaries of languages, which are numbered from 1.
    public let dictionaryCount: Int
    /// The same schemas as the writer.
    public let schema: SchemaWords?

    public init(dictionaryCount: Int, schema: SchemaWords?) {
        self.dictionaryCount = dictionaryCount
        self.schema = schema
    }

    /// This version, whatever its schemas.
    public static var sameVersion: SegmentReaders { SegmentReaders(dictionaryCount: dictionaryCountHere, schema: nil) }

    /// What this version announces.
    public static var dictionaryCountHere: Int { PresetDictionary.all.count }
}

/// What a device says that it has for reading segments: `Schemas/parcel.md`, "Statement".
public struct ReadableWords: Hashable, Sendable {
    public let dictionaryCount: UInt8
    /// ``SchemaWords/digest``.
    public let schemaDigest: [UInt8]

    /// - Parameter schemaDigest: ``SchemaWords/digestByteCount`` bytes.
    public init(dictionaryCount: UInt8, schemaDigest: [UInt8]) {
        precondition(schemaDigest.count == SchemaWords.digestByteCount)
        self.dictionaryCount = dictionaryCount
        self.schemaDigest = schemaDigest
    }

    /// What a device has of which nothing is known.
    public static let none = ReadableWords(dictionaryCount: 0, schemaDigest: [UInt8](repeating: 0, count: SchemaWords.digestByteCount))

    /// What this version has.
    public init(_ schema: SchemaWords) {
        self.init(dictionaryCount: UInt8(SegmentReaders.dictionaryCountHere), schemaDigest: schema.digest)
    }
}

extension SegmentReaders {
    /// Devices that announced these words, written to by one with these schemas.
    public init(_ announced: [ReadableWords], schema: SchemaWords) {
        self.init(
            dictionaryCount: min(Int(announced.map(\.dictionaryCount).min() ?? 0), Self.dictionaryCountHere),
            schema: announced.allSatisfy { $0.schemaDigest == schema.digest } && !announced.isEmpty ? schema : nil)
    }
}

/// How a segment travels and lies on disk: `Schemas/log.md`, "Segment".
extension UnverifiedSegment {
    static let codecVersion: UInt8 = 2
    /// Texts of a class shorter than this do not get a stream of their own.
    private static let streamBytesMin = 2048
    /// Longer streams gain more by libdeflate, which knows no dictionaries.
    private static let dictionaryBytesMax = 16 * 1024
    /// Shorter encodings are made anew for each sending, since that may save a third; longer ones are passed on as they came.
    private static let repackedBytesMax = 8 * 1024

    /// An encoding for this device's own log: the one that the segment came as, else a new one.
    ///
    /// Cost: some 50 ns for each inflated byte.
    public func encoded() -> [UInt8] { packed ?? encoded(columns, .sameVersion, Deflate.stored) }

    /// The segment with its encoding for this device's own log, made once.
    public func compacted() -> UnverifiedSegment { packed(as: encoded()) }

    /// The segment with the cheapest encoding of it, a third larger than the smallest: for a save that somebody waits for.
    ///
    /// - Returns: `nil` when other replicas would not take it.
    func packedQuickly() -> UnverifiedSegment? {
        guard isCountable else { return nil }
        let segment = columns
        var writer = ByteWriter()
        writer.byte(Self.codecVersion)
        writer.byte(0)
        writer.raw(Deflate.quick(segment.bytes[..<segment.rawStart]))
        append(raw: segment, to: &writer)
        return segment.bytes.count <= Self.inflatedBytesMax && writer.bytes.count <= Self.encodedBytesMax ? packed(as: writer.bytes) : nil
    }

    /// The smallest encoding that all of `readers` can read.
    ///
    /// Cost: up to 0.1 s for a short segment; without care a tenth of that, and some 5 % more bytes.
    public func encoded(for readers: SegmentReaders, carefully: Bool = true) -> [UInt8] {
        if let packed, packed.count > Self.repackedBytesMax, Self.dictionaryCount(of: packed) <= readers.dictionaryCount { return packed }
        return encoded(columns, readers, carefully ? Deflate.sent : Deflate.stored)
    }

    /// The canonical bytes of the columns: the same segment always gives the same bytes. Identity lies here.
    package func inflatedBytes() -> [UInt8] { columns.bytes }

    private var columns: InflatedSegment { ColumnBuilder.columns(of: self).inflated() }

    /// Whether other replicas would take this segment when it is encoded.
    ///
    /// - Complexity: it is deflated only when it is so long that this might be needed to fit.
    var isWithinLimits: Bool {
        guard isCountable else { return false }
        let columns = columns
        // Deflate adds at most a few bytes to what it cannot compress.
        if columns.bytes.count <= Self.encodedBytesMax - 64 { return true }
        return columns.bytes.count <= Self.inflatedBytesMax
            && encoded(columns, .sameVersion, Deflate.stored).count <= Self.encodedBytesMax
    }

    private var isCountable: Bool {
        entries.count <= Self.entryCountMax && operationCount <= Self.operationCountMax && contextCount <= Self.contextCountMax
            && payloadBytes <= Self.payloadBytesMax
    }

    /// Names, texts and bodies of all operations.
    private var payloadBytes: Int {
        entries.reduce(0) { $0 + ($1.payload?.operations.reduce(0) { $0 + $1.textByteCount } ?? 0) }
    }

    /// A stream for each kind of content that is long enough, each with the dictionary that suits it, and what does not
    /// compress as it stands. Where streams are cut is the writer's choice.
    private func encoded(
        _ segment: InflatedSegment, _ readers: SegmentReaders, _ deflate: (ArraySlice<UInt8>, [UInt8]) -> [UInt8]
    ) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(Self.codecVersion)
        for (range, textClass) in Self.parts(of: segment) {
            let bytes = segment.bytes[range]
            // Names of fields and codes stand in the first stream, and nowhere else.
            let schema = range.lowerBound == 0 && bytes.count <= Self.dictionaryBytesMax ? readers.schema : nil
            let language = Self.dictionary(for: bytes, textClass, schema, dictionaryCount: readers.dictionaryCount)
            writer.byte((language?.number ?? 0) | (schema == nil ? 0 : SegmentStream.schemaBit))
            if let schema { writer.raw(schema.digest) }
            writer.raw(deflate(bytes, SegmentStream.dictionary(language, schema)))
        }
        append(raw: segment, to: &writer)
        return writer.bytes
    }

    private func append(raw segment: InflatedSegment, to writer: inout ByteWriter) {
        let raw = segment.bytes[segment.rawStart...]
        writer.byte(SegmentStream.stored)
        writer.varint(UInt64(raw.count))
        writer.raw(raw)
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
        for bytes: ArraySlice<UInt8>, _ textClass: TextClass?, _ schema: SchemaWords?, dictionaryCount: Int
    ) -> PresetDictionary? {
        guard let textClass, bytes.count <= dictionaryBytesMax else { return nil }
        let suited = PresetDictionary.all.prefix(dictionaryCount).filter { $0.textClasses.contains(textClass) }
        guard suited.count > 1 else { return suited.first }
        func estimate(_ dictionary: PresetDictionary) -> Int {
            Deflate.estimate(bytes, dictionary: SegmentStream.dictionary(dictionary, schema))
        }
        return suited.map { ($0, estimate($0)) }.min { $0.1 < $1.1 }?.0
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
