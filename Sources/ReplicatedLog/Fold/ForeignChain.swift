import Records

/// A chain of another space, as far as it was proved here: perhaps several courses of it.
///
/// Everything but `rows` and `folded` is a function of the set of operations that brought anything of it, and of the verdict on it.
struct ForeignChain: Sendable {
    /// Proved with what its author said.
    struct Entry: Sendable {
        struct Seen: Sendable {
            let chain: UInt32
            let claim: ContextIndex.Claim
        }

        let hash: EntryHash
        let previous: EntryHash
        let skip: EntryHash
        let seen: [Seen]
        /// Operations that brought its payload, also such as were folded before this state was begun again.
        var adopters: [Adopter] = []
        /// Whether it is of the course that counts.
        var stands = false

        /// The places and hashes that it proves: its own, and those that it names.
        func names(at sequence: UInt32) -> [(sequence: UInt32, hash: EntryHash)] {
            guard sequence > 0 else { return [(0, hash)] }
            return [(sequence, hash), (sequence - 1, previous), (UInt32(SkipLink.target(of: UInt64(sequence))), skip)]
        }
    }

    let space: SpaceID
    let origin: ChainOrigin
    /// Sequences of the entries folded, with their numbers.
    var rows: [UInt32: UInt32] = [:]
    /// Their hashes.
    var folded: [UInt32: EntryHash] = [:]
    private(set) var entries: [UInt32: [Entry]] = [:]
    /// Of the entries and of those that they name: more than one is two courses.
    private(set) var hashes: [UInt32: Set<EntryHash>] = [:]
    /// The first place at which two courses were proved.
    private(set) var parting: UInt32?
    private(set) var verdict = AdoptionJudge.Verdict.everything

    init(space: SpaceID, origin: ChainOrigin) {
        self.space = space
        self.origin = origin
    }

    func entry(_ sequence: UInt32, _ hash: EntryHash) -> Entry? { entries[sequence]?.first { $0.hash == hash } }

    func stands(_ sequence: UInt32, _ hash: EntryHash) -> Bool { entry(sequence, hash)?.stands ?? false }

    /// The entries whose payload was brought.
    var brought: [(sequence: UInt32, entry: Entry)] {
        entries.flatMap { sequence, known in known.filter { !$0.adopters.isEmpty }.map { (sequence, $0) } }
    }

    /// Where two courses part of which nobody said which one stands.
    var contestedPlace: UInt32? {
        guard parting != nil, verdict.reach == .everything else { return nil }
        let standing = standing(by: verdict)
        return hashes.filter { $0.value.count > 1 && standing[$0.key] == nil }.keys.min()
    }

    mutating func prove(_ hash: EntryHash, at sequence: UInt32) {
        hashes[sequence, default: []].insert(hash)
        if hashes[sequence]?.count ?? 0 > 1 { parting = min(parting ?? sequence, sequence) }
    }

    /// - Returns: whether it was not known.
    mutating func insert(_ entry: Entry, at sequence: UInt32) -> Bool {
        guard self.entry(sequence, entry.hash) == nil else { return false }
        entries[sequence, default: []].append(entry)
        return true
    }

    /// - Returns: whether it was not known that this operation brought it.
    mutating func add(_ adopter: Adopter, to sequence: UInt32, _ hash: EntryHash) -> Bool {
        guard let place = entries[sequence]?.firstIndex(where: { $0.hash == hash }) else { return false }
        guard entries[sequence]?[place].adopters.contains(adopter) == false else { return false }
        entries[sequence]?[place].adopters.append(adopter)
        return true
    }

    // MARK: What stands

    /// Finds out which entries are of the course that counts.
    ///
    /// - Parameter fresh: entries that were not known before.
    /// - Returns: whether this is another answer for any other entry than it was.
    /// - Complexity: O(entries proved) where two courses were proved, or only a part counts; else O(fresh).
    mutating func settle(_ verdict: AdoptionJudge.Verdict, fresh: [UInt32: EntryHash], partedBefore: UInt32?) -> Bool {
        if verdict == self.verdict, verdict == .everything, parting == partedBefore {
            for (sequence, hash) in fresh { setStands(parting.map { sequence < $0 } ?? true, sequence, hash) }
            return false
        }
        self.verdict = verdict
        let standing = standing(by: verdict)
        var isOtherwise = false
        for (sequence, known) in entries {
            for entry in known {
                let stands = standing[sequence] == entry.hash
                guard entry.stands != stands else { continue }
                if fresh[sequence] != entry.hash { isOtherwise = true }
                setStands(stands, sequence, entry.hash)
            }
        }
        return isOtherwise
    }

    private mutating func setStands(_ stands: Bool, _ sequence: UInt32, _ hash: EntryHash) {
        guard let place = entries[sequence]?.firstIndex(where: { $0.hash == hash }) else { return }
        entries[sequence]?[place].stands = stands
    }

    /// The entries that are of the course that counts. Where two courses part and nobody said which one stands, none does.
    func standing(by verdict: AdoptionJudge.Verdict) -> [UInt32: EntryHash] {
        switch verdict.reach {
        case .nothing: return [:]
        case .upTo(let count, let head):
            guard count > 0, let last = UInt32(exactly: count - 1), entry(last, head) != nil else { return [:] }
            let course = before(last, head)
            return entries.compactMapValues { known in known.first { course.contains($0.hash) }?.hash }
        case .everything:
            var left = hashes
            for (sequence, hash) in verdict.settled {
                guard let place = UInt32(exactly: sequence) else { continue }
                let (before, after) = (before(place, hash), after(place, hash))
                for (sequence, known) in left {
                    if sequence >= place {
                        left[sequence] = known.intersection(after)
                    } else if known.count > 1 {
                        left[sequence] = known.intersection(before)
                    }
                }
            }
            let end = left.filter { $0.value.count > 1 }.keys.min()
            return left.compactMapValues(\.first).filter { end == nil || $0.key < end ?? 0 }
        }
    }

    /// An entry and, of those that it follows, what is proved to be.
    private func before(_ sequence: UInt32, _ hash: EntryHash) -> Set<EntryHash> {
        var found: Set<EntryHash> = [hash]
        for place in entries.keys.filter({ $0 <= sequence }).sorted(by: >) {
            for entry in entries[place] ?? [] where place > 0 && found.contains(entry.hash) {
                found.insert(entry.previous)
                found.insert(entry.skip)
            }
        }
        return found
    }

    /// An entry and what is proved to follow it.
    private func after(_ sequence: UInt32, _ hash: EntryHash) -> Set<EntryHash> {
        var found: Set<EntryHash> = [hash]
        for place in entries.keys.filter({ $0 > sequence }).sorted() {
            for entry in entries[place] ?? [] where found.contains(entry.previous) || found.contains(entry.skip) {
                found.insert(entry.hash)
            }
        }
        return found
    }

    // MARK: Other numbers

    /// The same for a state that numbers chains otherwise and has folded nothing.
    func renumbered(_ number: (UInt32) -> UInt32) -> ForeignChain {
        var copy = self
        copy.rows = [:]
        copy.folded = [:]
        copy.entries = entries.mapValues { known in
            known.map { entry in
                var copy = Entry(
                    hash: entry.hash, previous: entry.previous, skip: entry.skip,
                    seen: entry.seen.map { Entry.Seen(chain: number($0.chain), claim: $0.claim) })
                copy.adopters = entry.adopters.map {
                    Adopter(chain: number($0.chain), sequence: $0.sequence, ordinal: $0.ordinal)
                }
                copy.stands = entry.stands
                return copy
            }
        }
        return copy
    }
}
