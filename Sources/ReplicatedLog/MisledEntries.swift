public import Records

/// Entries whose authors had folded a course of a chain that does not stand, and wrote on what it had created.
///
/// The ids that they name mean other things in the course that stands: what they say has to be said again of the records that they
/// were about, under the ids that those have since the course was written again.
public struct MisledEntries: Sendable {
    public struct Entry: Sendable {
        public let chain: ChainID
        public let sequence: UInt64
        public let body: EntryBody
        /// What the ids of the course are now.
        public let names: [OperationID: OperationID]
        /// Ordinals of the operations that name such an id, in order.
        public let ordinals: [Int]
    }

    public private(set) var entries: [Entry] = []
    private let courses: OtherCourses
    private let rewriting: Rewriting
    /// The last entry of the course that the author of the chain that is looked through had folded.
    private var seen: (chain: ChainID, entry: OtherCourses.Entry?)?
    private var names: [EntryHash: [OperationID: OperationID]] = [:]

    /// - Parameter rewriting: of these courses.
    public init(by courses: OtherCourses, _ rewriting: Rewriting) {
        self.courses = courses
        self.rewriting = rewriting
    }

    /// Looks through stored segments, each chain in order and without another between.
    public mutating func look(through segment: UnverifiedSegment) {
        guard segment.chain != courses.chain else { return }
        if seen?.chain != segment.chain { seen = (segment.chain, nil) }
        for (offset, body) in segment.entries.enumerated() {
            if let item = body.context.first(where: { $0.chain == courses.chain }) { seen?.entry = courses.entry(at: item) }
            guard let last = seen?.entry, let payload = body.payload else { continue }
            let names = names(through: last)
            let ordinals = payload.operations.indices.filter { payload.operations[$0].renamed(names) != payload.operations[$0] }
            guard !ordinals.isEmpty else { continue }
            entries.append(
                Entry(chain: segment.chain, sequence: segment.first + UInt64(offset), body: body, names: names, ordinals: ordinals))
        }
    }

    private mutating func names(through last: OtherCourses.Entry) -> [OperationID: OperationID] {
        if let known = names[last.hash] { return known }
        var result = [OperationID: OperationID]()
        for entry in courses.path(to: last) {
            guard let place = rewriting.places[entry.hash] else { continue }
            for ordinal in (entry.body.payload?.operations ?? []).indices {
                result[OperationID(chain: courses.chain, sequence: entry.sequence, ordinal: UInt16(ordinal))] = OperationID(
                    chain: place.chain, sequence: place.count, ordinal: UInt16(ordinal))
            }
        }
        names[last.hash] = result
        return result
    }
}
