import Foundation
import Records
import SwiftProtobuf

@testable import ReplicatedLog

typealias Columns = Satchel_V1_SegmentColumns

extension UnverifiedSegment {
    /// The columns of this segment, to be bent.
    func columns() throws -> Columns { try Columns(serializedBytes: inflatedBytes()) }

    /// These columns changed by `bend`, as whoever wants to harm us would encode them.
    func bent(_ bend: (inout Columns) -> Void) throws -> [UInt8] {
        var columns = try columns()
        bend(&columns)
        return try columns.encoded()
    }
}

extension Columns {
    func encoded() throws -> [UInt8] { envelope(try serializedBytes()) }
}

/// Inflated bytes as an encoded segment, whatever they are.
func envelope(_ inflated: [UInt8], version: UInt8 = 1, dictionary: UInt8 = 0, size: UInt64? = nil) -> [UInt8] {
    var writer = ByteWriter()
    writer.byte(version)
    writer.byte(dictionary)
    writer.varint(size ?? UInt64(inflated.count))
    writer.raw(Deflate.compress(inflated))
    return writer.bytes
}

/// What decoding says to these bytes.
func refusal(decoding bytes: [UInt8]) -> LogErrorCode? {
    refusal { _ = try UnverifiedSegment(decoding: bytes) }
}
