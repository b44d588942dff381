import Records

@testable import ReplicatedLog

extension UnverifiedSegment {
    /// These columns changed by `bend`, as whoever wants to harm us would encode them.
    func bent(_ bend: (inout SegmentColumns) -> Void) -> [UInt8] {
        var columns = ColumnBuilder.columns(of: self)
        bend(&columns)
        return envelope(columns.inflated().bytes)
    }
}

/// Inflated bytes as an encoded segment, whatever they are.
func envelope(_ inflated: [UInt8], version: UInt8 = 2, dictionary: UInt8 = 0) -> [UInt8] {
    [version, dictionary] + Deflate.quick(inflated[...])
}

/// What decoding says to these bytes.
func refusal(decoding bytes: [UInt8]) -> LogErrorCode? {
    refusal { _ = try UnverifiedSegment(decoding: bytes, in: .test) }
}
