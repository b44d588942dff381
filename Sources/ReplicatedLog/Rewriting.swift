public import Records

/// How the content of courses that do not stand is written again by their device: each course in a chain of its own, named after its
/// first entry.
///
/// What is written is a function of the course alone: the same times and contexts, the records that it created under their new ids.
/// So nothing is written twice, whatever the device's store forgot, and everybody who holds a course can tell whether it was.
public struct Rewriting: Sendable {
    /// What is still to be written of one chain.
    public struct Chapter: Sendable {
        public let origin: ChainOrigin
        /// Entries that are written already.
        public let writtenCount: UInt64
        /// In order. The context of the chain's first entry does not say ``after`` yet.
        public fileprivate(set) var entries: [EntryBody] = []
        /// Where the course parts from another one that does not stand either: the chains in which that one is written again, and how
        /// many of their entries come before.
        public let after: [Place]
    }

    /// That many entries of a chain.
    public struct Place: Hashable, Sendable {
        public let chain: ChainID
        public let count: UInt64
    }

    /// Those that lack entries; a chapter comes after those from which it parts.
    public private(set) var chapters: [Chapter] = []
    /// Where the entries of the courses are written again, or will be: the chain and the entries before it there.
    public private(set) var places: [EntryHash: Place] = [:]
    private let courses: OtherCourses
    private let space: SpaceID
    private let deviceKey: [UInt8]

    /// - Parameter deviceKey: of the chain's author.
    /// - Parameter end: courses that part from the one that stands before its entry `end` are written.
    /// - Parameter seen: what the authors of so many entries of the chain had seen with the last of them, these entries included.
    /// - Parameter written: the entries that are held of a chain.
    public init(
        _ courses: OtherCourses, in space: SpaceID, deviceKey: [UInt8], before end: UInt64 = .max,
        seen: (UInt64) throws -> [ContextItem], written: (ChainID) throws -> [EntryBody]
    ) rethrows {
        self.courses = courses
        self.space = space
        self.deviceKey = deviceKey
        var beginnings = [Beginning]()
        for entry in courses.beginnings.compactMap({ courses.entries[$0] }) where entry.sequence < end {
            beginnings.append(Beginning(entry: entry.hash, seen: Seen(try seen(entry.sequence))))
        }
        var next = 0
        while next < beginnings.count {
            beginnings += try write(beginnings[next], written)
            next += 1
        }
    }

    /// Where a chain begins in which a course is written again.
    private struct Beginning {
        let entry: EntryHash
        var names: [OperationID: OperationID] = [:]
        var seen: Seen
        var after: [Place] = []
    }

    /// Adds the chapter of one chain.
    ///
    /// - Returns: where other courses part from the one that is written there.
    private mutating func write(_ beginning: Beginning, _ written: (ChainID) throws -> [EntryBody]) rethrows -> [Beginning] {
        guard let origin = ChainOrigin.rewriting(beginning.entry, deviceKey: deviceKey) else { return [] }
        let chain = origin.chain(in: space)
        let known = try written(chain)
        var chapter = Chapter(origin: origin, writtenCount: UInt64(known.count), after: beginning.after)
        var partings = [Beginning]()
        var (names, seen, unsaid) = (beginning.names, beginning.seen, beginning.seen)
        var count = 0
        var options = [beginning.entry].compactMap { courses.entries[$0] }
        while !options.isEmpty {
            let bodies = options.map { rewritten($0, at: UInt64(count), of: chain, &names, unsaid) }
            let chosen = chosen(among: bodies, known: count < known.count ? known[count] : nil, isFirst: options[0].hash == beginning.entry)
            for (index, option) in options.enumerated() where index != chosen {
                let after = count > 0 ? beginning.after + [Place(chain: chain, count: UInt64(count))] : beginning.after
                partings.append(Beginning(entry: option.hash, names: names, seen: seen, after: after))
            }
            guard let chosen else { break }
            let entry = options[chosen]
            seen.add(entry.body.context)
            if let body = bodies[chosen] {
                name(entry, at: UInt64(count), of: chain, in: &names)
                unsaid = Seen([])
                places[entry.hash] = Place(chain: chain, count: UInt64(count))
                if count >= known.count { chapter.entries.append(body) }
                count += 1
            } else {
                // Its content was erased: nothing is written of it, but what it had seen counts for what follows.
                unsaid.add(entry.body.context)
            }
            options = entry.next.compactMap { courses.entries[$0] }
        }
        if !chapter.entries.isEmpty { chapters.append(chapter) }
        return partings
    }

    /// Which of the entries that may follow is written here: the one that is already, or else the first.
    private func chosen(among bodies: [EntryBody?], known: EntryBody?, isFirst: Bool) -> Int? {
        if isFirst || bodies.count == 1 && bodies[0] == nil { return 0 }
        guard let known else { return bodies.firstIndex { $0 != nil } }
        return bodies.firstIndex { body in
            guard let body, body.time == known.time else { return false }
            return known.payload == nil || body.payload == known.payload
        }
    }

    private func id(of entry: OtherCourses.Entry, _ ordinal: Int) -> OperationID {
        OperationID(chain: courses.chain, sequence: entry.sequence, ordinal: UInt16(ordinal))
    }

    private func name(_ entry: OtherCourses.Entry, at sequence: UInt64, of chain: ChainID, in names: inout [OperationID: OperationID]) {
        for ordinal in (entry.body.payload?.operations ?? []).indices {
            names[id(of: entry, ordinal)] = OperationID(chain: chain, sequence: sequence, ordinal: UInt16(ordinal))
        }
    }

    /// - Parameter names: lent, so that those of the entry itself need no copy of all.
    /// - Returns: `nil` when nothing is left to write.
    private func rewritten(
        _ entry: OtherCourses.Entry, at sequence: UInt64, of chain: ChainID, _ names: inout [OperationID: OperationID], _ unsaid: Seen
    ) -> EntryBody? {
        guard let payload = entry.body.payload else { return nil }
        name(entry, at: sequence, of: chain, in: &names)
        // Another entry may stand at the same place of the course that is written.
        defer { for ordinal in payload.operations.indices { names[id(of: entry, ordinal)] = nil } }
        var context = unsaid
        context.add(entry.body.context)
        return EntryBody(
            time: entry.body.time, context: context.items(without: chain), roster: entry.body.roster,
            content: .payload(
                Payload(
                    person: payload.person, subject: names[payload.subject] ?? payload.subject,
                    operations: payload.operations.map { $0.renamed(names) })))
    }
}

/// How far a device had folded other chains, by what it said last of each: it says less than before when it took over another course.
private struct Seen {
    private var items: [ChainID: ContextItem] = [:]

    init(_ items: [ContextItem]) { add(items) }

    mutating func add(_ more: [ContextItem]) {
        for item in more { items[item.chain] = item }
    }

    func items(without chain: ChainID) -> [ContextItem] { items.values.filter { $0.chain != chain }.sorted { $0.chain < $1.chain } }
}
