import CZlib
import Records

/// Raw inflate (RFC 1951) by the system's zlib.
enum Inflate {
    private static let chunk = 64 * 1024

    /// Appends what one stream inflates to.
    ///
    /// - Parameter bytesMax: how long `output` may become; not one byte more is kept.
    /// - Returns: how many bytes of `input` the stream takes.
    /// - Throws: `.malformed`, `.tooLarge`.
    static func append(
        _ input: UnsafeBufferPointer<UInt8>, dictionary: [UInt8], to output: inout [UInt8], bytesMax: Int
    ) throws(LogError) -> Int {
        var stream = z_stream()
        let version = zlibVersion()
        precondition(inflateInit2_(&stream, -15, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { inflateEnd(&stream) }
        if !dictionary.isEmpty { precondition(inflateSetDictionary(&stream, dictionary, UInt32(dictionary.count)) == Z_OK) }
        // zlib's interface takes the input as mutable and only reads it.
        stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        stream.avail_in = UInt32(input.count)
        while true {
            // One byte of room beyond the limit shows a stream that would give more.
            let room = min(chunk, bytesMax - output.count + 1)
            var status = Z_OK
            let part = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                stream.next_out = buffer.baseAddress
                stream.avail_out = UInt32(room)
                status = inflate(&stream, Z_NO_FLUSH)
                count = room - Int(stream.avail_out)
            }
            output += part
            guard output.count <= bytesMax else {
                throw LogError(.tooLarge, "A segment would inflate to more than \(bytesMax) bytes.")
            }
            if status == Z_STREAM_END { return input.count - Int(stream.avail_in) }
            guard status == Z_OK, !part.isEmpty else { throw LogError(.malformed, "A segment cannot be inflated.") }
        }
    }
}
