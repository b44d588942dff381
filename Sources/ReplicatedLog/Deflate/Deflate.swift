import CDeflate
import CZlib
import CZopfli

/// Raw deflate (RFC 1951). Any inflater reads the result; which parse was chosen is no part of a segment's identity.
///
/// Measured on streams of segments, bytes beside zlib's level 9: libdeflate's level 12 −4.6 % at several times the speed;
/// zopfli −9 % on streams of a few KiB, at some ten milliseconds each. Only zlib and zopfli know preset dictionaries.
enum Deflate {
    /// Streams up to this long are worth zopfli's time.
    static let carefulBytesMax = 4 * 1024
    private static let zopfliRounds: Int32 = 5

    /// For a save: somebody waits. With a window and tables no longer than the input, since to get and to clear zlib's usual 256 KiB took
    /// longer than to deflate what a form holds.
    static func quick(_ input: ArraySlice<UInt8>) -> [UInt8] {
        // 9 is the least for raw deflate.
        let bits = max(9, min(MAX_WBITS, Int32(Int.bitWidth - max(input.count - 1, 0).leadingZeroBitCount)))
        return zlib(input, level: 1, dictionary: [], windowBits: bits, memoryLevel: min(9, bits - 6))
    }

    /// For the log.
    ///
    /// - Parameter dictionary: at most 32 KiB.
    static func stored(_ input: ArraySlice<UInt8>, dictionary: [UInt8]) -> [UInt8] {
        dictionary.isEmpty ? libdeflate(input) : zlib(input, level: 9, dictionary: dictionary)
    }

    /// For slow links and sticks that go round.
    static func sent(_ input: ArraySlice<UInt8>, dictionary: [UInt8]) -> [UInt8] {
        input.count <= carefulBytesMax ? zopfli(input, dictionary: dictionary) : stored(input, dictionary: dictionary)
    }

    /// How long `input` becomes, found in a hurry: to choose between dictionaries.
    static func estimate(_ input: ArraySlice<UInt8>, dictionary: [UInt8]) -> Int {
        zlib(input, level: 6, dictionary: dictionary).count
    }

    private static func zlib(
        _ input: ArraySlice<UInt8>, level: Int32, dictionary: [UInt8], windowBits: Int32 = MAX_WBITS, memoryLevel: Int32 = 9
    ) -> [UInt8] {
        var stream = z_stream()
        precondition(
            deflateInit2_(
                &stream, level, Z_DEFLATED, -windowBits, memoryLevel, Z_DEFAULT_STRATEGY, zlibVersion(),
                Int32(MemoryLayout<z_stream>.size)) == Z_OK)
        defer { deflateEnd(&stream) }
        if !dictionary.isEmpty {
            precondition(deflateSetDictionary(&stream, dictionary, UInt32(dictionary.count)) == Z_OK)
        }
        let bound = Int(deflateBound(&stream, UInt(input.count)))
        return input.withUnsafeBufferPointer { input in
            [UInt8](unsafeUninitializedCapacity: bound) { output, count in
                // zlib's interface takes the input as mutable and only reads it.
                stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
                stream.avail_in = UInt32(input.count)
                stream.next_out = output.baseAddress
                stream.avail_out = UInt32(bound)
                precondition(deflate(&stream, Z_FINISH) == Z_STREAM_END, "deflateBound is an upper bound")
                count = bound - Int(stream.avail_out)
            }
        }
    }

    private static func libdeflate(_ input: ArraySlice<UInt8>) -> [UInt8] {
        guard let compressor = libdeflate_alloc_compressor(12) else { preconditionFailure("out of memory") }
        defer { libdeflate_free_compressor(compressor) }
        let bound = libdeflate_deflate_compress_bound(compressor, input.count)
        return input.withUnsafeBytes { input in
            [UInt8](unsafeUninitializedCapacity: bound) { output, count in
                count = libdeflate_deflate_compress(compressor, input.baseAddress, input.count, output.baseAddress, bound)
                precondition(count > 0, "the bound is an upper bound")
            }
        }
    }

    private static func zopfli(_ input: ArraySlice<UInt8>, dictionary: [UInt8]) -> [UInt8] {
        var options = ZopfliOptions()
        ZopfliInitOptions(&options)
        options.numiterations = zopfliRounds
        let all = dictionary + input
        var output: UnsafeMutablePointer<UInt8>?
        defer { zopfli_release(output) }
        var count = 0
        var bit: UInt8 = 0
        ZopfliDeflatePart(&options, 2, 1, all, dictionary.count, all.count, &bit, &output, &count)
        return Array(UnsafeBufferPointer(start: output, count: count))
    }
}
