import Exchange
import Roster

/// Parcels that are swapped inside a connection: the same as on a stick but for filler and for what the other side is known to hold.
extension Clinic {
    /// Seals what others lack, as short as what they are known to hold allows. Nothing counts as delivered until they say so.
    ///
    /// - Parameter codes: device codes; `nil` for every device that may read a space held here.
    /// - Parameter resend: everything again and in full, whatever was confirmed.
    /// - Parameter byteCountMax: about so many bytes at most; what does not fit goes with the next one.
    /// - Throws: `.unknownDevice`, or what this device's own store throws.
    public func writeParcel(
        to codes: [String]?, resend: Bool = false, byteCountMax: Int = 16 << 20, report: Report? = nil
    ) throws -> NetworkParcel {
        let sink = MemorySink()
        let composed = try composeParcels(
            to: try recipients(codes), resend: resend, form: .network, byteCountMax: UInt64(max(0, byteCountMax)), into: sink,
            report: report)
        return NetworkParcel(
            bytes: sink.bytes, recipientCodes: composed.recipients.map(\.code),
            entryCount: composed.entries.values.reduce(0, +), isWhole: composed.isWhole)
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
