import ReplicatedLog

/// The segments last decoded, so that reading the history of a field opens each once.
struct SegmentCache {
    static let countMax = 32
    /// The one used last stands last.
    private var segments: [(row: Int64, segment: UnverifiedSegment)] = []

    mutating func segment(_ row: Int64, _ load: () throws -> UnverifiedSegment) rethrows -> UnverifiedSegment {
        if let position = segments.lastIndex(where: { $0.row == row }) {
            let known = segments.remove(at: position)
            segments.append(known)
            return known.segment
        }
        let segment = try load()
        if segments.count == Self.countMax { segments.removeFirst() }
        segments.append((row, segment))
        return segment
    }

    mutating func removeAll() { segments = [] }
}
