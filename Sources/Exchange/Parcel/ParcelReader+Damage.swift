import Records

extension ParcelReader {
    private static var windowByteCount: Int { 64 * 1024 }
    /// Bytes of candidates that a search may hash for each byte it passes; chance alone needs half a byte.
    private static var searchAllowancePerByte: UInt64 { 4 }

    /// Looks for the next frame whose header and body both check, within a stated distance; the next call looks on from there.
    ///
    /// - Complexity: linear in the bytes passed, whatever they are.
    mutating func skipDamage() throws -> ParcelEvent {
        let start = position
        let limit = min(source.byteCount, start + searchBytesMax)
        var offset = start + 1
        while offset + UInt64(ParcelLayout.frameHeaderByteCount) <= limit {
            let window = try source.read(at: offset, count: Int(min(UInt64(Self.windowByteCount), limit - offset)))
            let last = window.count - ParcelLayout.frameHeaderByteCount
            for place in 0...last {
                searchAllowance += Self.searchAllowancePerByte
                guard let header = marker.header(in: window, at: place) else { continue }
                if try isWhole(header, at: offset + UInt64(place)) {
                    position = offset + UInt64(place)
                    return .damaged(byteCount: position - start)
                }
            }
            offset += UInt64(last + 1)
        }
        position = limit == source.byteCount ? limit : offset
        return .damaged(byteCount: position - start)
    }

    private mutating func isWhole(_ header: FrameHeader, at offset: UInt64) throws -> Bool {
        guard offset + header.frameByteCount <= source.byteCount, UInt64(header.length) <= searchAllowance else { return false }
        searchAllowance -= UInt64(header.length)
        let body = try source.read(at: offset + UInt64(ParcelLayout.frameHeaderByteCount), count: header.length)
        return ParcelLayout.bodyCheck(body) == header.bodyCheck
    }
}
