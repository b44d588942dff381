import CZlib
import Records

/// Raw deflate (RFC 1951) by the system's zlib. Compression is outside identity: any holder may deflate again.
enum Deflate {
    static let level: Int32 = 9

    static func compress(_ input: [UInt8]) -> [UInt8] {
        var stream = z_stream()
        let version = zlibVersion()
        precondition(
            deflateInit2_(&stream, level, Z_DEFLATED, -15, 9, Z_DEFAULT_STRATEGY, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { deflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: Int(deflateBound(&stream, UInt(input.count))))
        var input = input
        let written = input.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END)
                return target.count - Int(stream.avail_out)
            }
        }
        output.removeLast(output.count - written)
        return output
    }

    /// - Parameter size: what the sender says comes out; not one byte more is produced, and all input must be used.
    static func inflate(_ input: ArraySlice<UInt8>, size: Int) throws(LogError) -> [UInt8] {
        var stream = z_stream()
        let version = zlibVersion()
        precondition(inflateInit2_(&stream, -15, version, Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { inflateEnd(&stream) }
        // One byte of room beyond the stated size shows a stream that would give more.
        var output = [UInt8](repeating: 0, count: size + 1)
        var source = Array(input)
        let complete = source.withUnsafeMutableBufferPointer { source in
            output.withUnsafeMutableBufferPointer { target in
                stream.next_in = source.baseAddress
                stream.avail_in = UInt32(source.count)
                stream.next_out = target.baseAddress
                stream.avail_out = UInt32(target.count)
                return CZlib.inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.avail_in == 0 && stream.avail_out == 1
            }
        }
        guard complete else { throw LogError(.malformed, "A segment does not inflate to its stated size.") }
        output.removeLast()
        return output
    }
}
