public import Records

/// The first byte of a stream of an encoded segment: `Schemas/log.md`, "Streams".
enum SegmentStream {
    /// The bytes are not deflated.
    static let stored: UInt8 = 0x80
    /// The words of the schemas follow those of the language.
    static let schemaBit: UInt8 = 0x40
    static let countMax = 16

    static func dictionary(_ language: PresetDictionary?, _ schema: SchemaWords?) -> [UInt8] {
        (language?.bytes ?? []) + (schema?.bytes ?? [])
    }
}

extension UnverifiedSegment {
    /// Reads an encoded segment and refuses every content that is not spelled canonically.
    ///
    /// Cost: linear in the inflated bytes, which are limited to ``inflatedBytesMax`` while they are inflated.
    /// - Parameter space: where it was found. Nothing vouches for that before the segment is verified.
    /// - Parameter schema: the words of this device's schemas, when the writer may have used them.
    /// - Throws: `.malformed`, `.tooLarge`, `.unsupported`.
    public init(decoding bytes: [UInt8], in space: SpaceID, schema: SchemaWords? = nil) throws(LogError) {
        let inflated = try Self.inflated(bytes, schema)
        let segment = try SegmentReader.segment(inflated.bytes, in: space)
        // What is kept must be readable when the schemas have changed.
        self = inflated.usesSchema ? segment : segment.packed(as: bytes)
    }

    /// What an encoded segment inflates to, for those who alter it there.
    package static func inflatedBytes(of bytes: [UInt8]) throws(LogError) -> [UInt8] { try inflated(bytes, nil).bytes }

    /// An encoding of these columns, whatever they are, that does without deflate.
    package static func stored(_ columns: [UInt8]) -> [UInt8] {
        var writer = ByteWriter()
        writer.byte(codecVersion)
        writer.byte(SegmentStream.stored)
        writer.blob(columns)
        return writer.bytes
    }

    /// What all streams of an encoded segment inflate to.
    private static func inflated(_ bytes: [UInt8], _ schema: SchemaWords?) throws(LogError) -> (bytes: [UInt8], usesSchema: Bool) {
        guard bytes.count <= encodedBytesMax else {
            throw LogError(.tooLarge, "A segment is larger than \(encodedBytesMax) bytes.")
        }
        var output = [UInt8]()
        output.reserveCapacity(min(inflatedBytesMax, bytes.count * 4))
        var usesSchema = false
        try forEachStream(of: bytes) { kind, cursor throws(LogError) in
            guard kind != SegmentStream.stored else {
                let count = try cursor.varint()
                guard count <= UInt64(cursor.remaining) else { throw ColumnCursor.truncated }
                guard output.count + Int(count) <= inflatedBytesMax else {
                    throw LogError(.tooLarge, "A segment would inflate to more than \(inflatedBytesMax) bytes.")
                }
                output += try cursor.raw(Int(count))
                return
            }
            let number = kind & ~SegmentStream.schemaBit
            let language = PresetDictionary[number]
            var words: SchemaWords?
            if kind & SegmentStream.schemaBit != 0 {
                let digest = Array(try cursor.raw(SchemaWords.digestByteCount))
                guard let schema, schema.digest == digest else {
                    throw LogError(
                        .unsupported, "A segment was written with other schemas than this device has.",
                        hint: "Ask its writer for it once more; what is written for this device then does without them.")
                }
                words = schema
                usesSchema = true
            }
            guard number == 0 || language != nil else {
                throw LogError(
                    .unsupported, "A segment was written with words that this version does not have.",
                    hint: "Update Satchel on this device.")
            }
            let taken = try Inflate.append(
                cursor.rest, dictionary: SegmentStream.dictionary(language, words), to: &output, bytesMax: inflatedBytesMax)
            _ = try cursor.raw(taken)
        }
        return (output, usesSchema)
    }

    /// - Parameter body: gets the stream's first byte and reads what belongs to it.
    private static func forEachStream(
        of bytes: [UInt8], _ body: (UInt8, inout ColumnCursor) throws(LogError) -> Void
    ) throws(LogError) {
        guard let version = bytes.first else { throw malformed("it is empty") }
        guard version == codecVersion else {
            throw LogError(
                .unsupported, "A segment is in a format that this version does not read.", hint: "Update Satchel on this device.")
        }
        let result = bytes.withUnsafeBufferPointer { bytes -> Result<Void, LogError> in
            do throws(LogError) {
                var cursor = ColumnCursor(bytes)
                _ = try cursor.byte()
                var count = 0
                while cursor.remaining > 0 {
                    count += 1
                    guard count <= SegmentStream.countMax else { throw LogError(.tooLarge, "A segment has too many streams.") }
                    try body(try cursor.byte(), &cursor)
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// How many dictionaries a reader of these bytes must have.
    ///
    /// - Precondition: `bytes` were decoded before, or encoded here.
    static func dictionaryCount(of bytes: [UInt8]) -> Int {
        var most = 0
        var output = [UInt8]()
        try? forEachStream(of: bytes) { kind, cursor throws(LogError) in
            guard kind != SegmentStream.stored else {
                _ = try cursor.raw(Int(try cursor.varint()))
                return
            }
            most = max(most, Int(kind))
            let dictionary = PresetDictionary[kind]?.bytes ?? []
            _ = try cursor.raw(try Inflate.append(cursor.rest, dictionary: dictionary, to: &output, bytesMax: inflatedBytesMax))
        }
        return most
    }
}
