public import Records

/// What a device signed in a chain beside the course of it that stands: a tree, for a store can be put back more than once.
public struct OtherCourses: Sendable {
    public struct Entry: Sendable {
        public let hash: EntryHash
        public let sequence: UInt64
        public let body: EntryBody
        /// The entry before it; `nil` when that one stands, or there is none.
        public let previous: EntryHash?
        /// The entries that follow it in one course or another, in order of their hashes.
        public fileprivate(set) var next: [EntryHash] = []
    }

    public let chain: ChainID
    public private(set) var entries: [EntryHash: Entry] = [:]
    /// Where courses part from the one that stands: the first entry of each, in order of their hashes.
    public private(set) var beginnings: [EntryHash] = []
    /// What was found to be of a course, in order of the first entry.
    public private(set) var segments: [Segment] = []

    /// - Parameter segments: what is held of the chain without standing, in any order. What does not verify, because it continues
    ///   what is not held, or is no course of the chain, is passed over.
    /// - Parameter standing: the chain that stands after so many entries; `nil` when it is not held so far.
    /// - Parameter stands: ``EntryHash/short`` of the entry before a place of the chain that stands.
    /// - Complexity: hashes each segment, and what stands before it once for each place where a segment begins.
    public init(
        of chain: ChainID, among segments: [UnverifiedSegment], standing: (UInt64) -> ChainHead?, stands: (UInt64) -> UInt64?
    ) {
        self.chain = chain
        var placed = [(start: ChainHead?, segment: UnverifiedSegment)]()
        for segment in segments.sorted(by: { ($0.first, $1.end) < ($1.first, $0.end) }) {
            var starts = placed.filter { $0.segment.first < segment.first && segment.first <= $0.segment.end }
                .map { $0.segment.head(after: $0.start, before: segment.first) }
            starts.append(segment.first == 0 ? nil : standing(segment.first))
            for start in starts where start != nil || segment.first == 0 {
                guard let verified = try? segment.verified(after: start, erased: { _ in true }) else { continue }
                placed.append((start, segment))
                self.segments.append(verified)
                take(verified, after: start?.hash, stands)
                break
            }
        }
        beginnings.sort()
    }

    private mutating func take(_ segment: Segment, after start: EntryHash?, _ stands: (UInt64) -> UInt64?) {
        var before = start
        for (hash, (offset, body)) in zip(segment.hashes, segment.entries.enumerated()) {
            let sequence = segment.first + UInt64(offset)
            defer { before = hash }
            guard stands(sequence + 1) != hash.short, entries[hash] == nil else { continue }
            let previous = before.flatMap { entries[$0] == nil ? nil : $0 }
            entries[hash] = Entry(hash: hash, sequence: sequence, body: body, previous: previous)
            if let previous {
                entries[previous]?.next.append(hash)
                entries[previous]?.next.sort()
            } else {
                beginnings.append(hash)
            }
        }
    }

    /// The course that reaches an entry, as far as it is held.
    ///
    /// - Parameter place: how far somebody says to hold the chain.
    /// - Returns: the sequence at which it parts from the one that stands, and segments that hold it from there on, in order; `nil` for a
    ///   place of the course that stands or of none that is known.
    public func course(through place: ContextItem) -> (fork: UInt64, segments: [Segment])? {
        guard let reached = entry(at: place) else { return nil }
        let before = path(to: reached)
        let fork = before[0].sequence
        var course = Set(before.map(\.hash))
        // Beyond what is said there may be more of it; where it parts again, nobody has said which goes on.
        var next = reached.next.count == 1 ? reached.next.first : nil
        while let entry = next.flatMap({ entries[$0] }) {
            course.insert(entry.hash)
            next = entry.next.count == 1 ? entry.next.first : nil
        }
        return (fork, segments.filter { $0.hashes.contains(where: course.contains) && isWhole($0, from: fork, in: course) })
    }

    /// The entry that somebody says to hold last of the chain; `nil` when it stands, or is not known.
    public func entry(at place: ContextItem) -> Entry? {
        entries.values.first { $0.sequence + 1 == place.count && $0.hash.short == place.head }
    }

    /// The entries of a course up to one of them, from where it parts from the one that stands.
    public func path(to entry: Entry) -> [Entry] {
        var path = [entry]
        while let previous = path[path.count - 1].previous.flatMap({ entries[$0] }) { path.append(previous) }
        return path.reversed()
    }

    private func isWhole(_ segment: Segment, from fork: UInt64, in course: Set<EntryHash>) -> Bool {
        segment.hashes.enumerated().allSatisfy { segment.first + UInt64($0) < fork || course.contains($1) }
    }
}
