import Exchange
import Roster

/// Parcels that are swapped inside a connection: the same as on a stick but for filler and for what the other side is known to hold.
extension Clinic {
    /// Seals what others lack, as short as what they are known to hold allows. Nothing counts as delivered until they say so.
    ///
    /// - Parameter codes: device codes; `nil` for every device that may read a space held here.
    /// - Parameter resend: everything again and in full, whatever was confirmed.
    /// - Parameter partBytesMax: a part is finished once it has so many bytes; it is larger by one frame at most, of 64 KiB.
    /// - Returns: all parts, in memory.
    /// - Throws: `.unknownDevice`, or what this device's own store throws.
    public func writeParcel(
        to codes: [String]?, resend: Bool = false, partBytesMax: Int = 16 << 20, report: Report? = nil
    ) throws -> NetworkParcel {
        let sink = PartsSink()
        let composed = try composeParcels(
            to: try recipients(codes), resend: resend, form: .network, partBytesMax: UInt64(max(0, partBytesMax)), into: sink,
            report: report)
        return NetworkParcel(
            parts: sink.parts, recipientCodes: composed.recipients.map(\.code), entryCount: composed.entries.values.reduce(0, +))
    }

    /// Reads a parcel that came over a connection. Reading again changes nothing.
    ///
    /// - Throws: only what this device's own store throws; a bad parcel is a result.
    public func readParcel(_ bytes: [UInt8], report: Report? = nil) throws -> ReadReport {
        try reading { result in
            result.parcels.append(try read(ByteArraySource(bytes), file: "", into: &result, progress: report))
        }
    }
}

private final class PartsSink: ParcelSink {
    private(set) var parts: [[UInt8]] = []

    func begin() { parts.append([]) }
    func append(_ bytes: [UInt8]) { parts[parts.count - 1] += bytes }
    func end() {}
}
