public import Records

extension ChainOrigin {
    private static let restatingLabel = Array("satchel/v1/restated-entry\0".utf8)
    private static let rewritingLabel = Array("satchel/v1/rewritten-course\0".utf8)

    /// Of the chain in which a device writes again what it had written in a course of a chain that does not stand.
    ///
    /// The incarnation is not random but follows from the course, so that a store that was put back, or copied, before it knew that it had
    /// done so writes the same chain again and not a second one; and so that everybody who holds the course finds what became of it.
    ///
    /// - Parameter course: hash of the first entry of the course that is not in the one that stands.
    public static func rewriting(_ course: EntryHash, deviceKey: [UInt8]) -> ChainOrigin? {
        let digest = EntryHash(hashing: rewritingLabel + course.bytes)
        return ChainOrigin(deviceKey: deviceKey, incarnation: Array(digest.bytes.prefix(incarnationByteCount)))
    }

    /// Of the chain in which a device says again, of the right records, what one of its entries says of records that a course had created
    /// which does not stand.
    ///
    /// - Parameter head: ``EntryHash/short`` of the entry.
    public static func restating(_ chain: ChainID, _ sequence: UInt64, head: UInt64, deviceKey: [UInt8]) -> ChainOrigin? {
        var writer = ByteWriter()
        writer.raw(restatingLabel)
        writer.identifier(chain)
        writer.fixed64(sequence)
        writer.fixed64(head)
        let digest = EntryHash(hashing: writer.bytes)
        return ChainOrigin(deviceKey: deviceKey, incarnation: Array(digest.bytes.prefix(incarnationByteCount)))
    }
}
