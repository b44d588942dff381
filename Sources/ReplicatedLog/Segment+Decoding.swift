public import Records

extension UnverifiedSegment {
    /// Reads an encoded segment and refuses every content that is not spelled canonically.
    ///
    /// Cost: linear in the inflated bytes, which are limited to ``inflatedBytesMax`` while they are inflated.
    /// - Throws: `.malformed`, `.tooLarge`, `.unsupported`.
    public init(decoding bytes: [UInt8]) throws(LogError) {
        let inflated = try Self.inflated(bytes)
        self = try SegmentReader.segment(inflated).received(as: bytes)
    }

    /// What all streams of an encoded segment inflate to.
    static func inflated(_ bytes: [UInt8]) throws(LogError) -> [UInt8] {
        guard bytes.count <= encodedBytesMax else {
            throw LogError(.tooLarge, "A segment is larger than \(encodedBytesMax) bytes.")
        }
        var output = [UInt8]()
        output.reserveCapacity(min(inflatedBytesMax, bytes.count * 4))
        try forEachStream(of: bytes) { kind, rest throws(LogError) in
            guard kind != storedStream else {
                var cursor = ColumnCursor(rest)
                let count = try cursor.varint()
                guard count <= UInt64(cursor.remaining) else { throw ColumnCursor.truncated }
                guard output.count + Int(count) <= inflatedBytesMax else {
                    throw LogError(.tooLarge, "A segment would inflate to more than \(inflatedBytesMax) bytes.")
                }
                output += try cursor.raw(Int(count))
                return cursor.position
            }
            let dictionary = PresetDictionary[kind]
            guard kind == 0 || dictionary != nil else {
                throw LogError(
                    .unsupported, "A segment was written with words that this version does not have.",
                    hint: "Update Satchel on this device.")
            }
            return try Inflate.append(rest, dictionary: dictionary, to: &output, bytesMax: inflatedBytesMax)
        }
        return output
    }

    /// - Parameter body: gets the stream's first byte and all that follows; returns how much of that the stream takes.
    private static func forEachStream(
        of bytes: [UInt8], _ body: (UInt8, UnsafeBufferPointer<UInt8>) throws(LogError) -> Int
    ) throws(LogError) {
        guard let version = bytes.first else { throw malformed("it is empty") }
        guard version == codecVersion else {
            throw LogError(
                .unsupported, "A segment is in a format that this version does not read.", hint: "Update Satchel on this device.")
        }
        let result = bytes.withUnsafeBufferPointer { bytes -> Result<Void, LogError> in
            do throws(LogError) {
                var position = 1
                var count = 0
                while position < bytes.count {
                    count += 1
                    guard count <= streamCountMax else { throw LogError(.tooLarge, "A segment has too many streams.") }
                    let rest = UnsafeBufferPointer(rebasing: bytes[(position + 1)...])
                    position += 1 + (try body(bytes[position], rest))
                }
                return .success(())
            } catch {
                return .failure(error)
            }
        }
        try result.get()
    }

    /// The numbers of the dictionaries that an encoded segment was written with.
    ///
    /// - Precondition: `bytes` were decoded before.
    static func dictionaries(of bytes: [UInt8]) -> Set<UInt8> {
        var numbers = Set<UInt8>()
        var output = [UInt8]()
        try? forEachStream(of: bytes) { kind, rest throws(LogError) in
            guard kind != storedStream else {
                var cursor = ColumnCursor(rest)
                _ = try cursor.raw(Int(try cursor.varint()))
                return cursor.position
            }
            if kind > 0 { numbers.insert(kind) }
            return try Inflate.append(rest, dictionary: PresetDictionary[kind], to: &output, bytesMax: inflatedBytesMax)
        }
        return numbers
    }
}
